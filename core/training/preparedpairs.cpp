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

PreparedPair preparePair(const StarSpectra& spectra, std::size_t star, const MockOptions& options, std::uint64_t seed)
{
    const auto mock = makeMockPair(spectra, star, options, seed);
    Random velocityNoise(seed ^ 0x5eed);
    const double velocity = mock.nirspecTruth.velocity + expectedVelocityError(mock.nirspecTruth.snr) * velocityNoise.normal();
    PreparedPair pair { prepare(mock.nirspec, nirspecModelGrid(), velocity), prepare(mock.apogee, apogeeModelGrid(), 0) };
    slim(pair.nirspec);
    slim(pair.apogee);
    return pair;
}

PreparedPairs preparePairs(const StarSpectra& spectra, const MockOptions& options, std::uint64_t seed)
{
    Random random(seed);
    std::vector<std::uint64_t> seeds(spectra.stars.size());
    for (auto& own : seeds)
        own = random.fork();
    PreparedPairs pairs { std::vector<PreparedSpectrum>(seeds.size()), std::vector<PreparedSpectrum>(seeds.size()) };
    parallelFor(seeds.size(), [&](std::size_t i) {
        auto pair = preparePair(spectra, i, options, seeds[i]);
        pairs.nirspec[i] = std::move(pair.nirspec);
        pairs.apogee[i] = std::move(pair.apogee);
    });
    return pairs;
}

} // namespace syzygy
