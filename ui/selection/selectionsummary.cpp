#include "ui/selection/selectionsummary.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

std::vector<double> finiteOf(std::vector<double> values)
{
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    return values;
}

/// Those beyond the ends count for the whole and stand in no bin.
SelectedNumber::Shares sharesOf(std::span<const double> values, double low, double high)
{
    SelectedNumber::Shares shares {};
    const double binsPerUnit = static_cast<double>(shares.size()) / (high - low);
    for (const double value : values) {
        const double place = (value - low) * binsPerUnit;
        if (place >= 0 && place < static_cast<double>(shares.size()))
            shares[static_cast<std::size_t>(place)] += 1;
        else if (value == high)
            shares.back() += 1;
    }
    for (auto& share : shares)
        share /= static_cast<float>(std::max<std::size_t>(values.size(), 1));
    return shares;
}

double medianOrNothing(const std::vector<double>& values)
{
    return values.empty() ? std::numeric_limits<double>::quiet_NaN() : medianOf(values);
}

} // namespace

SelectedNumber summarize(const NumberOfStars& number, std::span<const std::size_t> selected)
{
    std::vector<double> chosen;
    for (const auto star : selected)
        chosen.push_back(number.values[star]);
    const auto all = finiteOf(number.values);
    chosen = finiteOf(std::move(chosen));
    auto range = shownRange(distributionOf(all));
    if (const auto own = shownRange(distributionOf(chosen)); !chosen.empty()) {
        range[0] = std::min(range[0], own[0]);
        range[1] = std::max(range[1], own[1]);
    }
    SelectedNumber result { number.title, number.decimals, range[0], range[1] };
    result.all = sharesOf(all, range[0], range[1]);
    result.selected = sharesOf(chosen, range[0], range[1]);
    result.known = chosen.size();
    result.median = medianOrNothing(chosen);
    result.scatter = robustSigmaOf(std::move(chosen));
    result.allMedian = medianOrNothing(all);
    result.allScatter = robustSigmaOf(all);
    return result;
}

} // namespace syzygy
