#pragma once

#include "core/latent/atlas.h"

#include <array>
#include <vector>

namespace syzygy {

/// How one label is distributed among the reference stars.
struct LabelDistribution {
    static constexpr std::size_t bins = 32;
    double low = 0, high = 1; ///< the 0.5 and 99.5 % quantiles: range of histogram, colours and small plots
    std::array<float, bins> density {}; ///< relative to the fullest bin
};
using LabelDistributions = std::array<LabelDistribution, labelCount>;

/// From low to high; of a column of one value there is a range about it too.
std::array<double, 2> shownRange(const LabelDistribution& distribution);

/// Of values of which some may be NaN.
LabelDistribution distributionOf(std::vector<double> values);
LabelDistributions computeDistributions(const Atlas& atlas);

} // namespace syzygy
