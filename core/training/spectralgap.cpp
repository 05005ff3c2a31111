#include "core/training/spectralgap.h"

#include "core/training/bandedsystem.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double modelError = 0.003; ///< of normalised flux: emulator and continuum
constexpr double depthError = 0.04;  ///< relative, star by star: labels that are not quite right
constexpr double clipSigmas = 6;
constexpr double correlatedPixels = 1.3; ///< native pixels are wider than those of the model grid

/// Weighted sums over the samples of one pixel: x = model − 1, y = observed − model.
struct PixelSums {
    double weight = 0, x = 0, xx = 0, y = 0, xy = 0;
};

void add(const GapSample& sample, std::vector<PixelSums>& sums)
{
    const auto& observed = *sample.observed;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (!observed.mask[i])
            continue;
        const double x = static_cast<double>(sample.model[i]) - 1;
        const double y = static_cast<double>(observed.flux[i] - sample.model[i]);
        const double error = std::max(1.0, sample.errorScale) * static_cast<double>(observed.error[i]);
        const double variance
            = correlatedPixels * (error * error + modelError * modelError + std::pow(depthError * x, 2));
        if (y * y > clipSigmas * clipSigmas * (variance + std::pow(0.3 * x, 2)))
            continue;
        auto& sum = sums[i];
        sum.weight += 1 / variance;
        sum.x += x / variance;
        sum.xx += x * x / variance;
        sum.y += y / variance;
        sum.xy += x * y / variance;
    }
}

std::vector<PixelSums> sumsOf(std::span<const GapSample> samples)
{
    std::vector<PixelSums> sums(samples.empty() ? 0 : samples[0].observed->grid.size);
    for (const auto& sample : samples)
        add(sample, sums);
    return sums;
}

/// Offsets and depths are white noise at the pixels, smoothed by this kernel: as smooth as the line spread.
std::vector<double> smoothingKernel(const ModelGrid& grid)
{
    const double sigma
        = grid.spacing == ModelGrid::Spacing::Linear ? 0.59 : 0.95; // pixels: 3.5 Å FWHM; R = 22,500; over √2
    const auto half = static_cast<int>(std::ceil(3.5 * sigma));
    std::vector<double> kernel;
    double squares = 0;
    for (int d = -half; d <= half; ++d) {
        kernel.push_back(std::exp(-0.5 * std::pow(d / sigma, 2)));
        squares += kernel.back() * kernel.back();
    }
    for (auto& value : kernel)
        value /= std::sqrt(squares);
    return kernel;
}

/// The regression of the white noise z on the sums, (1 + LᵀHL) z = Lᵀg: unknowns 2j (offset) and 2j + 1
/// (depth) of pixel j.
class GapRegression {
public:
    GapRegression(const std::vector<PixelSums>& sums, const std::vector<double>& kernel)
        : m_sums(sums)
        , m_kernel(kernel)
    {
    }

    double logEvidence(const GapPrior& prior) const
    {
        auto [system, right] = assemble(prior);
        system.factorise();
        const auto z = system.solve(right);
        double product = 0;
        for (std::size_t i = 0; i < z.size(); ++i)
            product += right[i] * z[i];
        return 0.5 * product - 0.5 * system.logDeterminant();
    }

    SpectralCorrection solve(const GapPrior& prior) const
    {
        auto [system, right] = assemble(prior);
        system.factorise();
        const auto z = system.solve(right);
        SpectralCorrection correction { std::vector<float>(m_sums.size()),
                                        std::vector<float>(m_sums.size()) };
        for (std::size_t p = 0; p < m_sums.size(); ++p) {
            double offset = 0, depth = 0;
            forEachNear(p, [&](std::size_t j, double share) {
                offset += prior.offset * share * z[2 * j];
                depth += prior.depth * share * z[2 * j + 1];
            });
            correction.offset[p] = static_cast<float>(offset);
            correction.depth[p] = static_cast<float>(depth);
        }
        return correction;
    }

private:
    struct Assembled {
        BandedSystem system;
        std::vector<double> right;
    };

    /// Calls visit(j, kernel at p − j) for the pixels j whose noise reaches p.
    template <typename Visit>
    void forEachNear(std::size_t p, Visit visit) const
    {
        const auto half = m_kernel.size() / 2;
        const auto last = std::min(p + half, m_sums.size() - 1);
        for (std::size_t j = p > half ? p - half : 0; j <= last; ++j)
            visit(j, m_kernel[j + half - p]);
    }

    Assembled assemble(const GapPrior& prior) const
    {
        const auto band = 2 * (m_kernel.size() - 1) + 1;
        Assembled assembled { BandedSystem(2 * m_sums.size(), band), std::vector<double>(2 * m_sums.size()) };
        auto& [system, right] = assembled;
        for (std::size_t i = 0; i < right.size(); ++i)
            system.at(i, i) = 1;
        for (std::size_t p = 0; p < m_sums.size(); ++p)
            if (m_sums[p].weight > 0)
                addPixel(p, prior, assembled);
        return assembled;
    }

    void addPixel(std::size_t p, const GapPrior& prior, Assembled& assembled) const
    {
        const auto& sum = m_sums[p];
        const double offsets = prior.offset * prior.offset * sum.weight,
                     depths = prior.depth * prior.depth * sum.xx, mixed = prior.offset * prior.depth * sum.x;
        auto& [system, right] = assembled;
        forEachNear(p, [&](std::size_t j, double share) {
            right[2 * j] += prior.offset * share * sum.y;
            right[2 * j + 1] += prior.depth * share * sum.xy;
            forEachNear(p, [&](std::size_t i, double other) {
                if (i > j)
                    return;
                const double weight = share * other;
                system.at(2 * j, 2 * i) += offsets * weight;
                system.at(2 * j + 1, 2 * i + 1) += depths * weight;
                system.at(2 * j + 1, 2 * i) += mixed * weight;
                if (i < j)
                    system.at(2 * j, 2 * i + 1) += mixed * weight;
            });
        });
    }

    const std::vector<PixelSums>& m_sums;
    const std::vector<double>& m_kernel;
};

} // namespace

GapPrior likeliestGapPrior(std::span<const GapSample> samples)
{
    constexpr std::array offsets { 0.0003, 0.001, 0.002, 0.004, 0.008 };
    constexpr std::array depths { 0.01, 0.03, 0.06, 0.1, 0.15, 0.25, 0.4 };
    if (samples.empty())
        return {};
    const auto sums = sumsOf(samples);
    const auto kernel = smoothingKernel(samples[0].observed->grid);
    const GapRegression regression(sums, kernel);
    GapPrior best;
    double highest = -std::numeric_limits<double>::infinity();
    const auto consider = [&](const GapPrior& prior) {
        const double evidence = regression.logEvidence(prior);
        if (evidence > highest) {
            highest = evidence;
            best = prior;
        }
    };
    for (const double depth : depths)
        consider({ 0.001, depth });
    for (const double offset : offsets)
        consider({ offset, best.depth });
    for (const double depth : depths)
        consider({ best.offset, depth });
    return best;
}

SpectralCorrection fitSpectralGap(std::span<const GapSample> samples, const GapPrior& prior)
{
    if (samples.empty())
        return {};
    const auto sums = sumsOf(samples);
    const auto kernel = smoothingKernel(samples[0].observed->grid);
    return GapRegression(sums, kernel).solve(prior);
}

} // namespace syzygy
