#include "core/processing/continuum.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// Box half width such that three passes have the variance of the Gaussian: 3 ((2h+1)² − 1) / 12 = σ².
std::size_t boxHalfWidth(double sigmaPixels)
{
    return static_cast<std::size_t>(std::lround((std::sqrt(4 * sigmaPixels * sigmaPixels + 1) - 1) / 2));
}

/// One pass of a box sum with the ends cut off.
void boxSum(std::vector<double>& values, std::size_t half, std::vector<double>& cumulative)
{
    cumulative.resize(values.size() + 1);
    cumulative[0] = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        cumulative[i + 1] = cumulative[i] + values[i];
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = cumulative[std::min(values.size(), i + half + 1)] - cumulative[i > half ? i - half : 0];
}

void smooth(std::vector<double>& values, std::size_t half)
{
    std::vector<double> cumulative;
    for (int pass = 0; pass < 3; ++pass)
        boxSum(values, half, cumulative);
}

struct Segment {
    std::size_t first = 0;
    std::size_t last = 0; ///< one past
    std::size_t used = 0;
};

std::vector<Segment> segmentsBetweenGaps(std::span<const std::uint8_t> mask, std::size_t gapPixels)
{
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (!mask[i])
            continue;
        if (segments.empty() || i - segments.back().last >= gapPixels)
            segments.push_back({ i, i, 0 });
        segments.back().last = i + 1;
        ++segments.back().used;
    }
    return segments;
}

void fillSegment(std::span<const double> flux, std::span<const std::uint8_t> mask, const Segment& segment,
                 std::size_t half, std::vector<double>& continuum)
{
    std::vector<double> sum(segment.last - segment.first), weight(sum.size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const bool used = mask[segment.first + i] != 0;
        weight[i] = used ? 1 : 0;
        sum[i] = used ? flux[segment.first + i] : 0;
    }
    smooth(sum, half);
    smooth(weight, half);
    for (std::size_t i = 0; i < sum.size(); ++i)
        continuum[segment.first + i] = weight[i] > 0.5 ? sum[i] / weight[i] : 0;
}

} // namespace

ContinuumOptions continuumOptionsFor(const ModelGrid& grid)
{
    constexpr double nirspecSigma = 0.0060; // µm
    constexpr double apogeeSigma = 0.0025;  // µm
    if (grid.spacing == ModelGrid::Spacing::Linear)
        return { nirspecSigma / grid.step, 50, 20 };
    const double pixel = 1.6 * std::log(10.0) * grid.step; // µm, at the middle of the H band
    return { apogeeSigma / pixel, 100, 50 };
}

std::vector<double> computeContinuum(std::span<const double> flux, std::span<const std::uint8_t> mask,
                                     const ContinuumOptions& options)
{
    std::vector<double> continuum(flux.size());
    const auto half = boxHalfWidth(options.sigmaPixels);
    for (const auto& segment : segmentsBetweenGaps(mask, options.gapPixels))
        if (segment.used >= options.shortestSegment)
            fillSegment(flux, mask, segment, half, continuum);
    return continuum;
}

} // namespace syzygy
