#include "core/training/preparedpairs.h"

#include "core/parallel.h"

namespace syzygy {

namespace {

/// Drops what encoding does not need: half of a prepared spectrum's memory.
void slim(PreparedSpectrum& spectrum)
{
    spectrum.continuum = {};
    spectrum.reasons = {};
}

} // namespace

PreparedPairs preparePairs(const StarSpectra& spectra, const MockOptions& options, std::uint64_t seed)
{
    Random random(seed);
    std::vector<std::uint64_t> seeds(spectra.stars.size());
    for (auto& own : seeds)
        own = random.fork();
    PreparedPairs pairs { std::vector<PreparedSpectrum>(seeds.size()), std::vector<PreparedSpectrum>(seeds.size()) };
    parallelFor(seeds.size(), [&](std::size_t i) {
        const auto pair = makeMockPair(spectra, i, options, seeds[i]);
        Random velocityNoise(seeds[i] ^ 0x5eed);
        const double velocity
            = pair.nirspecTruth.velocity + expectedVelocityError(pair.nirspecTruth.snr) * velocityNoise.normal();
        pairs.nirspec[i] = prepare(pair.nirspec, nirspecModelGrid(), velocity);
        pairs.apogee[i] = prepare(pair.apogee, apogeeModelGrid(), 0);
        slim(pairs.nirspec[i]);
        slim(pairs.apogee[i]);
    });
    return pairs;
}

} // namespace syzygy
