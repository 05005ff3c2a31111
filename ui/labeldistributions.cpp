#include "ui/labeldistributions.h"

#include <algorithm>
#include <vector>

namespace syzygy {

namespace {

double quantile(std::vector<double>& values, double share)
{
    const auto nth
        = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

LabelDistribution distributionOf(std::vector<double> values)
{
    LabelDistribution result;
    if (values.empty())
        return result;
    result.low = quantile(values, 0.005);
    result.high = std::max(quantile(values, 0.995), result.low + 1e-6);
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

} // namespace

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
