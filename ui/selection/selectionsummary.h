#pragma once

#include "ui/common/labeldistributions.h"

#include <QString>

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// How one number of the selected stars is distributed, beside that of all stars.
struct SelectedNumber {
    using Shares = std::array<float, LabelDistribution::bins>;

    QString title; ///< with its unit
    int decimals = 2;
    double low = 0, high = 1;             ///< of both histograms
    Shares all {}, selected {};           ///< share of the stars in each bin, so that both have the same area
    std::size_t known = 0;                ///< of the selected, those that have the number
    double median = 0, scatter = 0;       ///< of the selected; NaN of none. Scatter: robustSigmaOf()
    double allMedian = 0, allScatter = 0; ///< of all
};

/// What is to be summarised.
struct NumberOfStars {
    QString title;
    int decimals = 2;
    std::vector<double> values {}; ///< of all stars; NaN where it is not known
};

/// Histograms run from the 0.5 to the 99.5 % quantile of all, and of the selected where these lie beyond.
SelectedNumber summarize(const NumberOfStars& number, std::span<const std::size_t> selected);

struct SelectionSummary {
    std::size_t selected = 0, all = 0; ///< stars
    std::vector<SelectedNumber> numbers;
};

} // namespace syzygy
