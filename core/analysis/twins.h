#pragma once

#include "core/analysis/analyzer.h"

#include <array>
#include <vector>

namespace syzygy {

/// What the nearest reference stars have for labels: evidence beside the estimates, whose only common ground is the latent.
struct TwinLabels {
    std::size_t stars = 0; ///< distinct ones; fewer than 3: nothing is told
    Labels mean {};
    std::array<double, labelCount> scatter {}; ///< 1σ of single twins

    bool areTold() const { return stars >= 3; }
};

TwinLabels twinLabels(const std::vector<AtlasNeighbour>& neighbours, const Atlas& atlas);

/// The spectrum constrains the label, and the estimate is more than 3 σ of both (its own, the twins' scatter) from the twins' mean.
bool twinsDisagree(Label label, const Analysis& analysis, const TwinLabels& twins);

/// "twins_disagree" (Warning), the labels named; empty where they agree.
std::vector<Flag> twinDisagreements(const Analysis& analysis, const TwinLabels& twins);

} // namespace syzygy
