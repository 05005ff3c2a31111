#include "core/training/spectralgap.h"

#include "core/parallel.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

using Eigen::Index;

constexpr std::size_t windowPixels = 64; ///< solved for at a time
constexpr std::size_t marginPixels
    = 8; ///< further pixels at both sides that a window shares with its neighbours
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

/// σ of the line spread in pixels of the grid: what offsets and depths are smooth over.
double smoothPixels(const ModelGrid& grid)
{
    return grid.spacing == ModelGrid::Spacing::Linear ? 0.83 : 1.35; // 3.5 Å FWHM; R = 22,500
}

/// Lower Cholesky factor of exp(−½ (Δ/scale)²).
Eigen::MatrixXd smoothFactor(Index size, double scale)
{
    Eigen::MatrixXd covariance(size, size);
    for (Index i = 0; i < size; ++i)
        for (Index j = 0; j < size; ++j)
            covariance(i, j) = std::exp(-0.5 * std::pow(static_cast<double>(i - j) / scale, 2));
    covariance.diagonal().array() += 1e-6;
    return covariance.llt().matrixL();
}

/// Offsets and depths of neighbouring pixels, and how likely the window is under the prior.
struct Window {
    Eigen::VectorXd offset, depth;
    double logEvidence = 0;
};

/// θ = Lz with z standard normal; with the normal matrix H and right side g of the data, z = (1 + LᵀHL)⁻¹
/// Lᵀg.
Window solveWindow(std::span<const PixelSums> sums, const Eigen::MatrixXd& smooth, const GapPrior& prior)
{
    const auto n = static_cast<Index>(sums.size());
    const Eigen::MatrixXd factor = smooth.topLeftCorner(n, n);
    Eigen::VectorXd weight(n), x(n), xx(n), y(n), xy(n);
    for (Index i = 0; i < n; ++i) {
        const auto& sum = sums[static_cast<std::size_t>(i)];
        weight(i) = sum.weight;
        x(i) = sum.x;
        xx(i) = sum.xx;
        y(i) = sum.y;
        xy(i) = sum.xy;
    }
    Eigen::MatrixXd normal(2 * n, 2 * n);
    normal.topLeftCorner(n, n)
        = prior.offset * prior.offset * factor.transpose() * weight.asDiagonal() * factor;
    normal.bottomLeftCorner(n, n) = prior.depth * prior.offset * factor.transpose() * x.asDiagonal() * factor;
    normal.bottomRightCorner(n, n)
        = prior.depth * prior.depth * factor.transpose() * xx.asDiagonal() * factor;
    normal.diagonal().array() += 1;
    Eigen::VectorXd right(2 * n);
    right << prior.offset * factor.transpose() * y, prior.depth * factor.transpose() * xy;
    const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> solver(normal);
    const Eigen::VectorXd z = solver.solve(right);
    const Eigen::MatrixXd lower = solver.matrixL();
    return { prior.offset * factor * z.head(n), prior.depth * factor * z.tail(n),
             0.5 * right.dot(z) - lower.diagonal().array().log().sum() };
}

double logEvidence(const std::vector<PixelSums>& sums, const Eigen::MatrixXd& smooth, const GapPrior& prior)
{
    constexpr std::size_t stride = 4 * windowPixels; // a quarter of the spectrum tells
    const auto windows = (sums.size() + stride - 1) / stride;
    std::vector<double> evidence(windows);
    parallelFor(windows, [&](std::size_t w) {
        const auto first = w * stride;
        const auto count = std::min(windowPixels, sums.size() - first);
        evidence[w] = solveWindow(std::span(sums).subspan(first, count), smooth, prior).logEvidence;
    });
    double total = 0;
    for (const double value : evidence)
        total += value;
    return total;
}

Eigen::MatrixXd smoothFactorFor(const ModelGrid& grid)
{
    return smoothFactor(static_cast<Index>(windowPixels + 2 * marginPixels), smoothPixels(grid));
}

} // namespace

GapPrior likeliestGapPrior(std::span<const GapSample> samples)
{
    constexpr std::array offsets { 0.0003, 0.001, 0.002, 0.004, 0.008 };
    constexpr std::array depths { 0.01, 0.03, 0.06, 0.1, 0.15, 0.25, 0.4 };
    if (samples.empty())
        return {};
    const auto sums = sumsOf(samples);
    const auto smooth = smoothFactorFor(samples[0].observed->grid);
    GapPrior best;
    double highest = -std::numeric_limits<double>::infinity();
    for (const double offset : offsets)
        for (const double depth : depths) {
            const GapPrior prior { offset, depth };
            const double evidence = logEvidence(sums, smooth, prior);
            if (evidence > highest) {
                highest = evidence;
                best = prior;
            }
        }
    return best;
}

SpectralCorrection fitSpectralGap(std::span<const GapSample> samples, const GapPrior& prior)
{
    SpectralCorrection correction;
    if (samples.empty())
        return correction;
    const auto sums = sumsOf(samples);
    const auto smooth = smoothFactorFor(samples[0].observed->grid);
    correction.offset.resize(sums.size());
    correction.depth.resize(sums.size());
    const auto windows = (sums.size() + windowPixels - 1) / windowPixels;
    parallelFor(windows, [&](std::size_t w) {
        const auto start = w * windowPixels, end = std::min(sums.size(), start + windowPixels);
        const auto first = start > marginPixels ? start - marginPixels : 0;
        const auto last = std::min(sums.size(), end + marginPixels);
        const auto window = solveWindow(std::span(sums).subspan(first, last - first), smooth, prior);
        for (auto i = start; i < end; ++i) {
            correction.offset[i] = static_cast<float>(window.offset(static_cast<Index>(i - first)));
            correction.depth[i] = static_cast<float>(window.depth(static_cast<Index>(i - first)));
        }
    });
    return correction;
}

} // namespace syzygy
