#include "ui/common/labeldistributions.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace syzygy {

LabelDistribution distributionOf(std::vector<double> values)
{
    LabelDistribution result;
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty())
        return result;
    result.low = quantileOf(values, 0.005);
    result.high = std::max(quantileOf(values, 0.995), result.low + 1e-6);
    for (const double value : values) {
        const double place = (value - result.low) / (result.high - result.low) * LabelDistribution::bins;
        if (place >= 0 && place < LabelDistribution::bins)
            result.density[static_cast<std::size_t>(place)] += 1;
    }
    const float fullest = std::max(1.0F, std::ranges::max(result.density));
    for (auto& bin : result.density)
        bin /= fullest;
    return result;
}

std::array<double, 2> shownRange(const LabelDistribution& distribution)
{
    const auto& [low, high, density] = distribution;
    const double scale = std::max(1.0, std::abs(low));
    const double half = high - low > 2e-6 * scale ? 0 : 0.5 * scale;
    return { low - half, high + half };
}

LabelDistributions computeDistributions(const Atlas& atlas)
{
    LabelDistributions result;
    for (std::size_t label = 0; label < labelCount; ++label) {
        std::vector<double> values;
        for (const auto& star : atlas.stars)
            values.push_back(star.labels[label]);
        result[label] = distributionOf(std::move(values));
    }
    return result;
}

} // namespace syzygy
