#include "core/training/evaluation/spoiling.h"

#include "core/median.h"
#include "core/processing/continuum.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace syzygy {

namespace {

std::vector<std::uint8_t> usableOf(const Spectrum& spectrum)
{
    std::vector<std::uint8_t> usable(spectrum.size());
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        usable[i]
            = std::isfinite(spectrum.flux[i]) && std::isfinite(spectrum.error[i]) && spectrum.error[i] > 0;
    return usable;
}

/// The flux without its lines, about as prepare() sees it. 0 where there is none.
std::vector<double> continuumOf(const Spectrum& spectrum)
{
    ContinuumOptions options;
    options.sigmaPixels = 25; // 60 Å
    return computeContinuum(spectrum.flux, usableOf(spectrum), options);
}

void flattenRedHalf(Spectrum& spectrum, Random& random)
{
    const auto continuum = continuumOf(spectrum);
    for (std::size_t i = spectrum.size() / 2; i < spectrum.size(); ++i)
        if (continuum[i] > 0)
            spectrum.flux[i] = continuum[i] + spectrum.error[i] * random.normal();
}

/// Relative depth of the hydrogen lines of an A star: Gaussians of 60 Å FWHM and a quarter's depth,
/// wavelengths in vacuum (NIST).
double hydrogenDepth(double micron)
{
    constexpr std::array lines { 1.005215, 1.094109, 1.282159, 1.544314, 1.556045, 1.571148,
                                 1.588488, 1.611373, 1.641168, 1.681107, 1.736685, 1.818015 };
    constexpr double sigma = 60e-4 / fwhmPerSigma, depth = 0.25;
    double transmitted = 1;
    for (const double line : lines)
        transmitted *= 1 - depth * std::exp(-0.5 * std::pow((micron - line) / sigma, 2));
    return 1 - transmitted;
}

void becomeHot(Spectrum& spectrum, double velocity, Random& random)
{
    const auto continuum = continuumOf(spectrum);
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (continuum[i] > 0)
            spectrum.flux[i]
                = continuum[i] * (1 - hydrogenDepth(spectrum.wavelength[i] / (1 + velocity / speedOfLight)))
                + spectrum.error[i] * random.normal();
}

double levelOf(const Spectrum& spectrum)
{
    std::vector<double> fluxes;
    std::ranges::copy_if(spectrum.flux, std::back_inserter(fluxes),
                         [](double flux) { return std::isfinite(flux); });
    return fluxes.empty() ? 1 : medianOf(std::move(fluxes));
}

/// Both were observed by the same detector, but not in the same pixels: linear between those of the other.
void addStar(Spectrum& spectrum, const Spectrum& other)
{
    constexpr double share = 0.7, shift = 6; // of the flux; pixels
    const double scale = share * levelOf(spectrum) / levelOf(other);
    std::size_t k = 0;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const auto pixel = spectrum.wavelength[std::min(i + 1, spectrum.size() - 1)]
            - spectrum.wavelength[i > 0 ? i - 1 : 0];
        const double wanted = spectrum.wavelength[i] - shift * pixel / 2;
        while (k + 2 < other.size() && other.wavelength[k + 1] < wanted)
            ++k;
        const double fraction = std::clamp(
            (wanted - other.wavelength[k]) / (other.wavelength[k + 1] - other.wavelength[k]), 0.0, 1.0);
        spectrum.flux[i] += scale
            * (other.flux[k] + fraction * (other.flux[k + 1] - other.flux[k])); // NaN where either has none
    }
}

void smooth(Spectrum& spectrum, Random& random)
{
    constexpr double resolvingPower = 500, reach = 3; // σ
    const auto sharp = spectrum.flux;
    const auto usable = usableOf(spectrum);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const double here = spectrum.wavelength[i], sigma = here / resolvingPower / fwhmPerSigma;
        double sum = 0, weights = 0;
        const auto first = std::ranges::lower_bound(spectrum.wavelength, here - reach * sigma)
            - spectrum.wavelength.begin();
        for (auto j = static_cast<std::size_t>(first);
             j < spectrum.size() && spectrum.wavelength[j] <= here + reach * sigma; ++j) {
            const double weight
                = usable[j] ? std::exp(-0.5 * std::pow((spectrum.wavelength[j] - here) / sigma, 2)) : 0;
            sum += weight > 0 ? weight * sharp[j] : 0;
            weights += weight;
        }
        if (usable[i] && weights > 0)
            spectrum.flux[i] = sum / weights + spectrum.error[i] * random.normal();
    }
}

/// The star's own noise is halved with it.
void dilute(Spectrum& spectrum, Random& random)
{
    const auto continuum = continuumOf(spectrum);
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (continuum[i] > 0)
            spectrum.flux[i] = 0.5 * (spectrum.flux[i] + continuum[i])
                + std::sqrt(0.75) * spectrum.error[i] * random.normal();
}

} // namespace

std::string_view nameOf(Spoiling spoiling)
{
    switch (spoiling) {
    case Spoiling::FlatHalf:
        return "red half a flat continuum";
    case Spoiling::HotStar:
        return "an A star";
    case Spoiling::TwoStars:
        return "two stars 6 pixels apart";
    case Spoiling::LowResolution:
        return "resolving power 500";
    case Spoiling::Diluted:
        return "diluted by half";
    }
    return "";
}

Spectrum spoilt(const Spectrum& star, Spoiling spoiling, const Spectrum& other, double velocity,
                Random& random)
{
    auto spectrum = star;
    switch (spoiling) {
    case Spoiling::FlatHalf:
        flattenRedHalf(spectrum, random);
        break;
    case Spoiling::HotStar:
        becomeHot(spectrum, velocity, random);
        break;
    case Spoiling::TwoStars:
        addStar(spectrum, other);
        break;
    case Spoiling::LowResolution:
        smooth(spectrum, random);
        break;
    case Spoiling::Diluted:
        dilute(spectrum, random);
        break;
    }
    return spectrum;
}

} // namespace syzygy
