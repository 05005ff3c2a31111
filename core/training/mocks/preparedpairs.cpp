#include "core/training/mocks/preparedpairs.h"

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

void PreparedPairs::reserve(std::size_t count)
{
    nirspec.reserve(count);
    apogee.reserve(count);
    nirspecLineErrors.reserve(count);
    apogeeLineErrors.reserve(count);
}

void PreparedPairs::add(PreparedPair pair)
{
    nirspec.push_back(std::move(pair.nirspec));
    apogee.push_back(std::move(pair.apogee));
    nirspecLineErrors.push_back(static_cast<float>(pair.nirspecLineError));
    apogeeLineErrors.push_back(static_cast<float>(pair.apogeeLineError));
}

PreparedPair preparePair(const StarSpectra& spectra, std::size_t star, const MockOptions& options,
                         std::uint64_t seed)
{
    const auto mock = makeMockPair(spectra, star, options, seed);
    Random velocityNoise(seed ^ 0x5eed);
    const double velocity = mock.nirspecTruth.velocity
        + expectedVelocityError(mock.nirspecTruth.snr, options.nirspec.grating) * velocityNoise.normal();
    PreparedPair pair { prepare(mock.nirspec, modelGridOf(mock.nirspec), velocity),
                        prepare(mock.apogee, apogeeModelGrid(), 0), 0, 0 };
    pair.nirspecLineError = mock.nirspecTruth.lineScatter;
    pair.apogeeLineError = mock.apogeeTruth.lineScatter;
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
    std::vector<PreparedPair> made(seeds.size());
    parallelFor(seeds.size(), [&](std::size_t i) { made[i] = preparePair(spectra, i, options, seeds[i]); });
    PreparedPairs pairs;
    pairs.reserve(made.size());
    for (auto& pair : made)
        pairs.add(std::move(pair));
    return pairs;
}

} // namespace syzygy
