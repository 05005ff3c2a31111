#include "core/training/calibration/spectralgap.h"

#include "core/training/calibration/gapregression.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double gapModelError = 0.003; ///< of normalised flux: emulator and continuum
constexpr double depthError = 0.04;     ///< relative, star by star: labels that are not quite right
constexpr double gapClipSigmas = 6;
constexpr double gapCorrelatedPixels = 1.3; ///< native pixels are wider than those of the model grid

void add(const GapSample& sample, std::vector<PixelSums>& sums)
{
    const auto& observed = *sample.observed;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (!observed.mask[i])
            continue;
        const double x = static_cast<double>(sample.model[i]) - 1;
        const double y = static_cast<double>(observed.flux[i] - sample.model[i]);
        const double error = std::max(1.0, sample.errorScale) * static_cast<double>(observed.error[i]);
        const double variance = gapCorrelatedPixels
            * (error * error + gapModelError * gapModelError + std::pow(depthError * x, 2));
        if (y * y > gapClipSigmas * gapClipSigmas * (variance + std::pow(0.3 * x, 2)))
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

} // namespace

GapPrior likeliestGapPrior(std::span<const GapSample> samples)
{
    constexpr std::array offsets { 0.0003, 0.001, 0.002, 0.004, 0.008 };
    constexpr std::array depths { 0.01, 0.03, 0.06, 0.1, 0.15, 0.25, 0.4 };
    if (samples.empty())
        return {};
    const GapRegression regression(sumsOf(samples), samples[0].observed->grid);
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
    return GapRegression(sumsOf(samples), samples[0].observed->grid).solve(prior);
}

} // namespace syzygy
