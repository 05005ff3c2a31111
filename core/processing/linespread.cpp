#include "core/processing/linespread.h"

#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr std::size_t blockPixels = 64; ///< share one kernel; the width changes by less than 0.4 % within it
constexpr double kernelSigmas = 4;

/// One side of a normalised Gaussian kernel, [0] the centre.
std::vector<float> halfKernel(double sigma)
{
    const auto half = static_cast<std::size_t>(std::ceil(kernelSigmas * sigma));
    std::vector<float> kernel(half + 1);
    double sum = 0;
    for (std::size_t k = 0; k <= half; ++k) {
        const double x = static_cast<double>(k) / sigma;
        kernel[k] = static_cast<float>(std::exp(-0.5 * x * x));
        sum += (k == 0 ? 1 : 2) * kernel[k];
    }
    for (auto& weight : kernel)
        weight = static_cast<float>(weight / sum);
    return kernel;
}

/// The spectrum with `pad` copies of its end values on both sides, so that kernels never leave it.
std::vector<float> padded(std::span<const float> flux, std::size_t pad)
{
    std::vector<float> result(flux.size() + 2 * pad);
    std::fill_n(result.begin(), pad, flux.front());
    std::copy(flux.begin(), flux.end(), result.begin() + static_cast<std::ptrdiff_t>(pad));
    std::fill_n(result.end() - static_cast<std::ptrdiff_t>(pad), pad, flux.back());
    return result;
}

void convolveBlock(const float* centre, std::size_t count, const std::vector<float>& kernel, float* out)
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = kernel[0] * centre[i];
    for (std::size_t k = 1; k < kernel.size(); ++k) {
        const float weight = kernel[k];
        const float* left = centre - k;
        const float* right = centre + k;
        for (std::size_t i = 0; i < count; ++i)
            out[i] += weight * (left[i] + right[i]);
    }
}

double sigmaPixels(const FineSpectrum& spectrum, const LineSpread& target, std::size_t pixel)
{
    const double wavelength = std::exp(spectrum.lnStart + spectrum.lnStep * static_cast<double>(pixel));
    const double own = wavelength / spectrum.resolvingPower;
    const double wanted = target.at(wavelength);
    return wanted > own
        ? std::sqrt(wanted * wanted - own * own) / fwhmPerSigma / (wavelength * spectrum.lnStep)
        : 0;
}

} // namespace

std::vector<float> broaden(const FineSpectrum& spectrum, const LineSpread& target)
{
    const auto size = spectrum.flux.size();
    std::vector<float> result(size);
    if (size == 0)
        return result;
    double widest = 0;
    for (std::size_t first = 0; first < size; first += blockPixels)
        widest = std::max(widest, sigmaPixels(spectrum, target, first));
    const auto pad = static_cast<std::size_t>(std::ceil(kernelSigmas * widest)) + 2;
    const auto source = padded(spectrum.flux, pad);
    for (std::size_t first = 0; first < size; first += blockPixels) {
        const auto count = std::min(blockPixels, size - first);
        const double sigma = sigmaPixels(spectrum, target, first + count / 2);
        const float* centre = source.data() + pad + first;
        if (sigma < 0.2) // narrower than the sampling can hold
            std::copy_n(centre, count, result.data() + first);
        else
            convolveBlock(centre, count, halfKernel(std::min(sigma, widest)), result.data() + first);
    }
    return result;
}

std::vector<double> integratePixels(const FineSpectrum& spectrum, std::span<const double> edges,
                                    double velocity)
{
    if (edges.size() < 2)
        return {};
    std::vector<double> cumulative(spectrum.flux.size() + 1); // integral over ln λ, in steps
    for (std::size_t i = 0; i < spectrum.flux.size(); ++i)
        cumulative[i + 1] = cumulative[i] + static_cast<double>(spectrum.flux[i]);
    const double shift = std::log1p(velocity / speedOfLight);
    const auto position = [&](double edge) { // in units of fine pixels, 0 = blue edge of the first
        return (std::log(edge) - shift - spectrum.lnStart) / spectrum.lnStep + 0.5;
    };
    const auto size = static_cast<double>(spectrum.flux.size());
    const auto integral = [&](double x) {
        const auto whole = static_cast<std::size_t>(x);
        const auto i = std::min(whole, spectrum.flux.size() - 1);
        return cumulative[i] + (x - static_cast<double>(i)) * static_cast<double>(spectrum.flux[i]);
    };
    std::vector<double> pixels(edges.size() - 1, std::numeric_limits<double>::quiet_NaN());
    double left = position(edges[0]);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const double right = position(edges[i + 1]);
        if (left >= 0 && right <= size && right > left)
            pixels[i] = (integral(right) - integral(left)) / (right - left);
        left = right;
    }
    return pixels;
}

} // namespace syzygy
