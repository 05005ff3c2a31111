#include "core/training/mocks/mocks.h"

#include "core/units.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

LogGrid logGridOf(const GridBand& band)
{
    return { band.lnWavelengthStart, band.lnWavelengthStep, band.pixels, band.resolvingPower };
}

std::vector<float> normalised(const GridBand& band, double scale)
{
    std::vector<float> flux(band.values.size());
    for (std::size_t i = 0; i < flux.size(); ++i)
        flux[i] = static_cast<float>(band.values[i] / scale);
    return flux;
}

StellarParameters clampedToBox(StellarParameters star)
{
    const auto& [lower, upper] = labelBox();
    for (std::size_t k = 0; k < labelCount; ++k)
        star.labels[k] = std::clamp(star.labels[k], lower.labels[k], upper.labels[k]);
    return star;
}

} // namespace

FineSpectrum StarSpectra::fine(Band band, std::size_t star) const
{
    const auto& grid = band == Band::Nirspec ? nirspecGrid : apogeeGrid;
    const auto& flux = band == Band::Nirspec ? nirspec : apogee;
    return { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep, grid.resolvingPower,
             std::span(flux).subspan(star * grid.size, grid.size) };
}

StarSpectra emulateStars(const Emulator& emulator, std::vector<StellarParameters> stars)
{
    StarSpectra spectra;
    spectra.nirspecGrid = emulator.grid(Band::Nirspec);
    spectra.apogeeGrid = emulator.grid(Band::Apogee);
    spectra.nirspec = emulator.emulate(Band::Nirspec, stars);
    spectra.apogee = emulator.emulate(Band::Apogee, stars);
    spectra.stars = std::move(stars);
    return spectra;
}

StarSpectra starsOfGrid(const SpectralGrid& grid)
{
    return { grid.stars, logGridOf(grid.nirspec), logGridOf(grid.apogee),
             normalised(grid.nirspec, grid.scale), normalised(grid.apogee, grid.scale) };
}

StarSpectra withCorrectedLines(StarSpectra spectra, const Emulator& emulator)
{
    if (emulator.lineStrengths().isZero())
        return spectra;
    const auto asTaught = emulator.withLineStrengths({});
    const auto correct = [&](std::vector<float>& flux, Band band) {
        const auto corrected = emulator.emulate(band, spectra.stars),
                   taught = asTaught.emulate(band, spectra.stars);
        constexpr float darkest = 0.02F; // of the continuum; nothing of an FGK star is below
        for (std::size_t i = 0; i < flux.size(); ++i)
            flux[i] *= corrected[i] / std::max(taught[i], darkest);
    };
    correct(spectra.nirspec, Band::Nirspec);
    correct(spectra.apogee, Band::Apogee);
    return spectra;
}

MockPair makeMockPair(const StarSpectra& spectra, std::size_t star, const MockOptions& options,
                      std::uint64_t seed)
{
    Random random(seed);
    Random nirspecNoise(random.fork()), apogeeNoise(random.fork());
    MockPair pair;
    pair.star = spectra.stars[star];
    pair.nirspecTruth = drawNirspecObservation(random, options.nirspec);
    pair.apogeeTruth = drawApogeeObservation(random, options.apogee);
    pair.nirspec = observeNirspec(spectra.fine(Band::Nirspec, star), pair.nirspecTruth, nirspecNoise);
    pair.apogee = observeApogee(spectra.fine(Band::Apogee, star), pair.apogeeTruth, apogeeNoise);
    return pair;
}

double expectedVelocityError(double snr, Grating grating)
{
    constexpr double mediumPixel = 2.7; // of G140H's
    return (grating == Grating::G140M ? mediumPixel : 1) * std::hypot(1.0, 80.0 / snr);
}

std::vector<StellarParameters> drawStars(const LabelPrior& prior, std::size_t count, double hardNegativeShare,
                                         std::uint64_t seed)
{
    constexpr std::size_t groupSize = 4;
    Random random(seed);
    std::vector<StellarParameters> stars;
    stars.reserve(count);
    while (stars.size() < count) {
        const auto first = prior.sample(random);
        stars.push_back(first);
        if (!random.chance(hardNegativeShare / static_cast<double>(groupSize)))
            continue;
        for (std::size_t k = 1; k < groupSize && stars.size() < count; ++k) {
            auto alike = prior.sample(random);
            alike[Label::Teff] = first[Label::Teff] + random.normal(0, 15);
            alike[Label::Logg] = first[Label::Logg] + random.normal(0, 0.04);
            alike[Label::FeH] = first[Label::FeH] + random.normal(0, 0.02);
            alike.vmic = first.vmic;
            stars.push_back(clampedToBox(alike));
        }
    }
    return stars;
}

} // namespace syzygy
