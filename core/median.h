#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace syzygy {

/// The value that a share (0-1) of the others lies below; of two the lower. Reorders the values. REQUIRES:
/// not empty.
template <typename Number>
Number quantileOf(std::vector<Number>& values, double share)
{
    const auto position
        = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), position, values.end());
    return *position;
}

/// The median; of an even number of values the upper of the middle two. REQUIRES: not empty.
template <typename Number>
Number medianOf(std::vector<Number> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// 1σ of a normal distribution with their median absolute deviation from the median; 0 of none.
inline double robustSigmaOf(std::vector<double> values)
{
    constexpr double sigmaPerDeviation = 1.4826;
    if (values.empty())
        return 0;
    const double centre = medianOf(values);
    for (auto& value : values)
        value = std::abs(value - centre);
    return sigmaPerDeviation * medianOf(std::move(values));
}

} // namespace syzygy
