#include "core/processing/whatif.h"

#include "core/median.h"
#include "core/random.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

bool isGood(const Spectrum& spectrum, std::size_t i)
{
    return std::isfinite(spectrum.flux[i]) && std::isfinite(spectrum.error[i]) && spectrum.error[i] > 0
        && !(i < spectrum.quality.size() && (spectrum.quality[i] & spectrum.badBits));
}

double medianSnr(const Spectrum& spectrum)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (isGood(spectrum, i))
            ratios.push_back(spectrum.flux[i] / spectrum.error[i]);
    return ratios.empty() ? 0 : medianOf(std::move(ratios));
}

/// σ of the Gaussian that takes one resolving power to the other, as a share of the wavelength.
double relativeSigma(const WhatIf& whatIf)
{
    const double wanted = 1 / *whatIf.resolvingPower, own = 1 / whatIf.ownResolvingPower;
    return wanted > own ? std::sqrt(wanted * wanted - own * own) / fwhmPerSigma : 0;
}

struct Smoothed {
    double flux = 0;
    double left = 1; ///< of the variance of independent noise
};

/// The mean of the good samples of a range about one of them, Gaussian weights out to 4 σ.
Smoothed smoothedAt(const Spectrum& spectrum, const SampleRange& range, std::size_t i, double sigma)
{
    constexpr double reach = 4;
    double weights = 0, flux = 0, variance = 0;
    const auto add = [&](std::size_t k) {
        const double distance = (spectrum.wavelength[k] - spectrum.wavelength[i]) / sigma;
        if (std::abs(distance) > reach)
            return false;
        if (isGood(spectrum, k)) {
            const double weight = std::exp(-0.5 * distance * distance);
            weights += weight;
            flux += weight * spectrum.flux[k];
            variance += weight * weight * spectrum.error[k] * spectrum.error[k];
        }
        return true;
    };
    for (auto k = i; k < range.last && add(k); ++k) { }
    for (auto k = i; k > range.first && add(k - 1); --k) { }
    return { flux / weights, variance / (weights * weights) / (spectrum.error[i] * spectrum.error[i]) };
}

/// Flux broadened; the share of the noise's variance that is left of each sample is returned.
std::vector<double> broadened(const Spectrum& spectrum, double relative, std::vector<double>& flux)
{
    std::vector<double> left(spectrum.size(), 1);
    for (const auto& range : contiguousRanges(spectrum.wavelength))
        for (auto i = range.first; i < range.last; ++i)
            if (isGood(spectrum, i)) {
                const auto smoothed = smoothedAt(spectrum, range, i, relative * spectrum.wavelength[i]);
                flux[i] = smoothed.flux;
                left[i] = std::min(1.0, smoothed.left);
            }
    return left;
}

bool isLost(const WhatIf& whatIf, double wavelength)
{
    return std::ranges::any_of(
        whatIf.lost, [=](const auto& range) { return wavelength >= range[0] && wavelength <= range[1]; });
}

} // namespace

Spectrum altered(const Spectrum& spectrum, const WhatIf& whatIf)
{
    auto result = spectrum;
    const double relative = whatIf.resolvingPower ? relativeSigma(whatIf) : 0;
    const auto left
        = relative > 0 ? broadened(spectrum, relative, result.flux) : std::vector<double>(spectrum.size(), 1);
    const double snr = whatIf.snr ? medianSnr(spectrum) : 0;
    const double louder = whatIf.snr && *whatIf.snr > 0 ? std::max(1.0, snr / *whatIf.snr) : 1;
    Random random(whatIf.seed);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const double normal = random.normal(); // drawn for each, so that none depends on what the others are
        if (isGood(spectrum, i)) {
            result.flux[i]
                += std::sqrt(std::max(0.0, louder * louder - left[i])) * spectrum.error[i] * normal;
            result.error[i] *= louder;
        }
        if (isLost(whatIf, spectrum.wavelength[i]))
            result.flux[i] = std::numeric_limits<double>::quiet_NaN();
        result.wavelength[i] *= 1 + whatIf.velocity / speedOfLight;
    }
    return result;
}

} // namespace syzygy
