#include "core/training/mocks/apogeemock.h"

#include "core/processing/modelgrid.h"
#include "core/training/mocks/linescatter.h"
#include "core/units.h"

#include <cmath>
#include <span>

namespace syzygy {

namespace {

struct Chip {
    std::size_t first, last;
};
constexpr std::array<Chip, 3> chips {
    { { 201, 3319 }, { 3537, 6125 }, { 6295, 8377 } }
}; // DR17 apStar, inclusive
constexpr double ownBroadening = speedOfLight / 22500;
constexpr std::uint32_t significantSkyLine = 1U << 12;
constexpr double noDataError = 1e10;

void exposeChip(Spectrum& spectrum, std::size_t index, std::span<const double> flux,
                const ApogeeObservation& observation)
{
    const auto& chip = chips[index];
    for (auto i = chip.first; i <= chip.last; ++i) {
        const double x
            = 2 * static_cast<double>(i - chip.first) / static_cast<double>(chip.last - chip.first) - 1;
        double logarithm = 0, power = 1;
        for (const double coefficient : observation.response[index])
            logarithm += coefficient * (power *= x);
        spectrum.flux[i] = flux[i] * std::exp(logarithm);
        spectrum.error[i] = spectrum.flux[i] / (observation.snr * observation.chipSnr[index]);
        spectrum.quality[i] = 0;
    }
}

void addNoise(Spectrum& spectrum, const ApogeeObservation& observation, Random& random)
{
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        if (spectrum.error[i] >= noDataError)
            continue;
        spectrum.flux[i] += spectrum.error[i] * random.normal();
        spectrum.error[i] *= observation.errorScale;
    }
}

/// Sky residuals: runs of a few pixels with large noise; most are declared by the mask, the others by their
/// errors.
void addSkyResiduals(Spectrum& spectrum, double share, Random& random)
{
    const auto size = static_cast<double>(spectrum.size());
    for (double covered = 0; covered < share * size;) {
        const auto first = random.index(spectrum.size());
        const auto length = 3 + random.index(8);
        const bool declared = random.chance(0.8);
        for (auto i = first; i < std::min(first + length, spectrum.size()); ++i) {
            if (spectrum.error[i] >= noDataError)
                continue;
            const double excess = random.uniform(2, 15);
            spectrum.flux[i] += excess * spectrum.error[i] * random.normal();
            spectrum.error[i] *= excess;
            if (declared)
                spectrum.quality[i] |= significantSkyLine;
        }
        covered += static_cast<double>(length);
    }
}

} // namespace

ApogeeObservation drawApogeeObservation(Random& random, const ObservationOptions& options)
{
    ApogeeObservation observation;
    observation.snr = std::exp(random.uniform(std::log(options.snrLow), std::log(options.snrHigh)));
    for (auto& relative : observation.chipSnr)
        relative = std::exp(random.normal(0, 0.12));
    for (auto& chip : observation.response)
        chip = { random.normal(0, 0.1), random.normal(0, 0.05), random.normal(0, 0.02) };
    if (!options.defects)
        return observation;
    observation.residualVelocity = random.normal(0, 0.4);
    observation.broadening = random.chance(0.2) ? 0 : random.uniform(0, 10);
    observation.skyShare = random.uniform(0.005, 0.08);
    observation.errorScale = std::exp(random.normal(0, 0.2));
    observation.lineScatter = options.lineScatter;
    if (options.largestLineScatter > 0 && random.chance(2.0 / 3))
        observation.lineScatter = random.uniform(0, options.largestLineScatter);
    return observation;
}

Spectrum exposeApogee(const FineSpectrum& star, const ApogeeObservation& observation)
{
    const double width = std::hypot(ownBroadening, observation.broadening) / speedOfLight;
    const auto spread = broaden(star, { 1.6 * width, width, 1.6 });
    auto fine = star;
    fine.flux = spread;
    const auto& grid = apogeeModelGrid();
    const double lnStart = std::log(grid.wavelength(0)), lnStep = grid.step * std::log(10.0);
    std::vector<double> edges(grid.size + 1);
    for (std::size_t i = 0; i < edges.size(); ++i)
        edges[i] = std::exp(lnStart + lnStep * (static_cast<double>(i) - 0.5));
    const auto flux = integratePixels(fine, edges, observation.residualVelocity);

    Spectrum spectrum;
    spectrum.instrument = Instrument::Apogee;
    spectrum.frame = Frame::Rest;
    spectrum.fluxUnit = "1e-17 erg/s/cm2/A";
    spectrum.badBits = 0x10FF; // BADPIX ... NOSKY and SIG_SKYLINE, as ASPCAP leaves out
    spectrum.wavelength.resize(grid.size);
    for (std::size_t i = 0; i < grid.size; ++i)
        spectrum.wavelength[i] = std::exp(lnStart + lnStep * static_cast<double>(i));
    spectrum.flux.assign(grid.size, 0);
    spectrum.error.assign(grid.size, noDataError);
    spectrum.quality.assign(grid.size, 1);
    for (std::size_t index = 0; index < chips.size(); ++index)
        exposeChip(spectrum, index, flux, observation);
    spectrum.provenance.product = "mock";
    spectrum.provenance.mode = "R=22500";
    spectrum.provenance.errorSource = ErrorSource::FluxError;
    return spectrum;
}

Spectrum observeApogee(const FineSpectrum& star, const ApogeeObservation& observation, Random& random)
{
    auto fine = star;
    std::vector<float> scattered;
    if (observation.lineScatter > 0) {
        scattered = scatterLines(star, observation.lineScatter, 4, random);
        fine.flux = scattered;
    }
    auto spectrum = exposeApogee(fine, observation);
    addNoise(spectrum, observation, random);
    addSkyResiduals(spectrum, observation.skyShare, random);
    return spectrum;
}

} // namespace syzygy
