#include "core/training/mocks/nirspecmock.h"

#include "core/training/mocks/linescatter.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace syzygy {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double detectorLength = 0.477; ///< µm of G140H on one detector, from MOS exposures
constexpr double longestWavelength = 1.892;
constexpr double shortestWavelength = 0.967;

/// S/N relative to its median for giants with G140H/F100LP, read off the exposure-time calculator's curves
/// of a bright (V = 19.5) and a background-limited (V = 26) star.
struct SnrNode {
    double wavelength, bright, faint;
};
constexpr std::array<SnrNode, 13> snrNodes { { { 0.96, 0.78, 0.56 },
                                               { 0.98, 0.82, 0.62 },
                                               { 1.02, 0.935, 0.776 },
                                               { 1.06, 1.0, 0.872 },
                                               { 1.1, 1.03, 0.889 },
                                               { 1.15, 1.063, 1.007 },
                                               { 1.2, 1.11, 1.106 },
                                               { 1.3, 1.09, 1.12 },
                                               { 1.4, 1.056, 1.123 },
                                               { 1.5, 1.0, 1.072 },
                                               { 1.6, 0.93, 1.009 },
                                               { 1.7, 0.836, 0.931 },
                                               { 1.9, 0.68, 0.78 } } };

double relativeSnr(double wavelength, double faintness)
{
    const auto after = std::find_if(snrNodes.begin() + 1, snrNodes.end() - 1,
                                    [&](const SnrNode& node) { return node.wavelength > wavelength; });
    const auto& a = *(after - 1);
    const auto& b = *after;
    const double t = std::clamp((wavelength - a.wavelength) / (b.wavelength - a.wavelength), 0.0, 1.0);
    const double bright = a.bright + t * (b.bright - a.bright);
    const double faint = a.faint + t * (b.faint - a.faint);
    return bright + faintness * (faint - bright);
}

/// µm; JDox.
double pixelWidth(Grating grating, double wavelength)
{
    return grating == Grating::G140M ? 6.38e-4 - 0.04e-4 * (wavelength - 1.0)
                                     : 2.40e-4 - 0.15e-4 * (wavelength - 1.0);
}

std::vector<double> pixelEdges(const NirspecObservation& observation)
{
    std::vector<double> edges { observation.blueEnd
                                + observation.pixelPhase * pixelWidth(observation.grating, 1.0) };
    while (edges.back() < observation.redEnd)
        edges.push_back(edges.back() + pixelWidth(observation.grating, edges.back()));
    return edges;
}

double responseAt(double wavelength, const NirspecObservation& observation)
{
    const double x = std::clamp(
        2 * (wavelength - shortestWavelength) / (longestWavelength - shortestWavelength) - 1, -1.0, 1.0);
    double logarithm = 0, before = 1, current = x; // Chebyshev T0, T1
    for (const double coefficient : observation.response) {
        logarithm += coefficient * current;
        const double next = 2 * x * current - before;
        before = current;
        current = next;
    }
    const double fade = 1 / (1 + std::exp((wavelength - 1.02) / 0.01));
    const double ripple = observation.blueRipple * fade
        * std::sin(2 * std::numbers::pi * wavelength / observation.blueRipplePeriod);
    const double step = wavelength > observation.gapEnd ? observation.detectorStep : 1;
    double edge = 1;
    if (observation.edgeRollOff > 0)
        edge = std::clamp((observation.redEnd - wavelength) / observation.edgeRollOff, 0.1, 1.0);
    return std::exp(logarithm) * (1 + ripple) * step * edge;
}

void addWiggles(Spectrum& spectrum, const NirspecObservation& observation)
{
    if (observation.wiggleAmplitude <= 0)
        return;
    const auto size = static_cast<double>(spectrum.size());
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const double pixel = static_cast<double>(i);
        const double phase = observation.wigglePhase
            + 2 * std::numbers::pi * pixel / observation.wigglePeriod * (1 + 0.3 * pixel / size);
        const double envelope = 0.5 * (1 + std::sin(observation.wigglePhase + 5 * pixel / size));
        spectrum.flux[i] *= 1 + observation.wiggleAmplitude * envelope * std::sin(phase);
    }
}

void addOutliers(Spectrum& spectrum, const NirspecObservation& observation, Random& random)
{
    for (int k = 0; k < observation.outliers; ++k) {
        const auto first = random.index(spectrum.size());
        const auto length = 1 + random.index(4);
        const double change
            = (random.chance(0.6) ? -1 : 1) * std::exp(random.uniform(std::log(0.03), std::log(0.7)));
        for (auto i = first; i < std::min(first + length, spectrum.size()); ++i)
            spectrum.flux[i] *= 1 + change * random.uniform(0.5, 1);
    }
}

void punchHoles(Spectrum& spectrum, const NirspecObservation& observation, Random& random)
{
    for (int k = 0; k < observation.holes; ++k) {
        const auto first = random.index(spectrum.size());
        const auto length = static_cast<std::size_t>(std::exp(random.uniform(std::log(2.0), std::log(50.0))));
        for (auto i = first; i < std::min(first + length, spectrum.size()); ++i) {
            spectrum.flux[i] = spectrum.error[i] = nan;
            spectrum.quality[i] = 1;
        }
    }
}

void addNoise(Spectrum& spectrum, const NirspecObservation& observation, Random& random)
{
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        spectrum.flux[i] += spectrum.error[i] * random.normal();
        spectrum.error[i] *= observation.errorScale;
    }
}

void drawDefects(NirspecObservation& observation, Random& random, const ObservationOptions& options)
{
    if (random.chance(0.4)) {
        observation.wiggleAmplitude = std::exp(random.uniform(std::log(0.002), std::log(0.025)));
        observation.wigglePeriod = random.uniform(6, 45);
        observation.wigglePhase = random.uniform(0, 2 * std::numbers::pi);
    }
    if (random.chance(0.4)) {
        observation.blueRipple = random.uniform(0, 0.1);
        observation.blueRipplePeriod = random.uniform(0.015, 0.03);
    }
    if (random.chance(0.3))
        observation.edgeRollOff = random.uniform(0.002, 0.006);
    observation.errorScale = std::exp(random.normal(-0.15, 0.35));
    observation.offset = random.normal(0, usualOffset);
    observation.holes = static_cast<int>(-3 * std::log(1 - random.uniform()));
    observation.outliers = static_cast<int>(-4 * std::log(1 - random.uniform()));
    observation.lineScatter = options.lineScatter;
    if (options.largestLineScatter > 0 && random.chance(2.0 / 3))
        observation.lineScatter = random.uniform(0, options.largestLineScatter);
}

/// With G140M the whole range fits on one detector: the gap cuts into the spectra of half of the shutters.
void drawMedium(NirspecObservation& observation, Random& random)
{
    const double scale = pixelWidth(Grating::G140M, 1.3) / pixelWidth(Grating::G140H, 1.3);
    observation.grating = Grating::G140M;
    observation.lineSpread
        = { scale * random.uniform(2.0e-4, 5.3e-4), scale * random.normal(0, 0.4e-4), 1.3 };
    observation.pixelPhase = random.uniform();
    observation.faintness = random.uniform();
    observation.gapStart = observation.gapEnd = longestWavelength + 1; // none
    observation.redEnd = longestWavelength + random.normal(0, 0.003);
    if (random.chance(0.5)) {
        observation.gapStart = random.uniform(shortestWavelength - 0.05, longestWavelength);
        observation.gapEnd = observation.gapStart + scale * random.normal(0.0365, 0.0008);
    }
    if (random.chance(0.06)) // what lies beyond was not extracted, or fell off the detector
        (random.chance(0.5) ? observation.redEnd : observation.blueEnd) = random.uniform(1.2, 1.45);
}

void drawResponse(NirspecObservation& observation, Random& random)
{
    const std::array<double, 5> responseScatter { 0.5, 0.25, 0.15, 0.08, 0.04 };
    for (std::size_t k = 0; k < responseScatter.size(); ++k)
        observation.response[k] = random.normal(0, responseScatter[k]);
    observation.detectorStep = std::exp(random.normal(0, 0.05));
}

void drawHigh(NirspecObservation& observation, Random& random, const ObservationOptions& options)
{
    observation.lineSpread = { random.uniform(2.0e-4, 5.3e-4), random.normal(0, 0.4e-4), 1.3 };
    if (random.chance(options.lowResolutionShare)) {
        const double resolvingPower = random.uniform(1700, 2600);
        observation.lineSpread = { 1.3 / resolvingPower, 1 / resolvingPower, 1.3 };
    }
    observation.pixelPhase = random.uniform();
    observation.faintness = random.uniform();
    if (random.chance(0.8)) { // MOS: the gap and the ends move with the shutter; else the fixed slit's
        observation.gapStart = random.uniform(0.985, 1.41);
        observation.gapEnd = observation.gapStart + random.normal(0.0365, 0.0008);
        observation.redEnd
            = std::min(longestWavelength, observation.gapEnd + detectorLength + random.normal(0, 0.005));
        observation.blueEnd = std::max(shortestWavelength, observation.gapStart - detectorLength);
    }
    if (random.chance(0.06)) // only one detector was extracted
        (random.chance(0.5) ? observation.redEnd : observation.blueEnd)
            = random.chance(0.5) ? std::clamp(observation.gapStart, 1.2, 1.4) : random.uniform(1.25, 1.35);
}

} // namespace

NirspecObservation drawNirspecObservation(Random& random, const ObservationOptions& options)
{
    NirspecObservation observation;
    observation.snr = std::exp(random.uniform(std::log(options.snrLow), std::log(options.snrHigh)));
    observation.velocity = random.uniform(-options.largestVelocity, options.largestVelocity);
    if (options.grating == Grating::G140M)
        drawMedium(observation, random);
    else
        drawHigh(observation, random, options);
    drawResponse(observation, random);
    if (options.defects)
        drawDefects(observation, random, options);
    return observation;
}

Spectrum exposeNirspec(const FineSpectrum& star, const NirspecObservation& observation)
{
    const auto spread = broaden(star, observation.lineSpread);
    auto fine = star;
    fine.flux = spread;
    const auto edges = pixelEdges(observation);
    const auto pixels = integratePixels(fine, edges, observation.velocity);

    Spectrum spectrum;
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric;
    spectrum.fluxUnit = "counts";
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const double wavelength = 0.5 * (edges[i] + edges[i + 1]);
        const bool inGap = wavelength > observation.gapStart && wavelength < observation.gapEnd;
        if (inGap || std::isnan(pixels[i]))
            continue;
        const double flux = pixels[i] * responseAt(wavelength, observation);
        const double snr = observation.snr * relativeSnr(wavelength, observation.faintness);
        spectrum.wavelength.push_back(wavelength);
        spectrum.flux.push_back(flux);
        spectrum.error.push_back(std::abs(flux) / std::max(snr, 0.1));
    }
    spectrum.quality.assign(spectrum.size(), 0);
    spectrum.provenance.product = "mock";
    spectrum.provenance.mode = observation.grating == Grating::G140M ? "G140M/F100LP" : "G140H/F100LP";
    spectrum.provenance.errorSource = ErrorSource::FluxError;
    return spectrum;
}

Spectrum observeNirspec(const FineSpectrum& star, const NirspecObservation& observation, Random& random)
{
    auto fine = star;
    std::vector<float> scattered;
    if (observation.lineScatter > 0) {
        scattered = scatterLines(star, observation.lineScatter, 6, random);
        fine.flux = scattered;
    }
    auto spectrum = exposeNirspec(fine, observation);
    if (spectrum.size() == 0)
        return spectrum;
    addNoise(spectrum, observation, random);
    addWiggles(spectrum, observation);
    addOutliers(spectrum, observation, random);
    for (auto& flux : spectrum.flux)
        flux += observation.offset;
    punchHoles(spectrum, observation, random);
    return spectrum;
}

} // namespace syzygy
