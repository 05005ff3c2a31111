#pragma once

#include "core/analysis/analyzer.h"

#include <array>
#include <optional>
#include <vector>

namespace syzygy {

/// What the nearest stars have for one label: evidence beside the estimate, whose only common ground is the
/// latent.
struct TwinLabel {
    double value = 0;      ///< mean
    double scatter = 0;    ///< 1σ of single twins
    std::size_t stars = 0; ///< that tell it
};
inline constexpr std::size_t fewestTwins = 3; ///< fewer tell nothing
using TwinLabels = std::array<std::optional<TwinLabel>, labelCount>;

/// Of reference stars of a bundle. What real stars tell: TwinSearch::labelsOf().
TwinLabels twinLabels(const std::vector<AtlasNeighbour>& neighbours, const Atlas& atlas);

/// The spectrum constrains the label, and the estimate is more than 3 σ of both (its own, the twins' scatter)
/// from the twins' mean.
bool twinsDisagree(Label label, const Analysis& analysis, const TwinLabels& twins);

/// "twins_disagree" (Warning), the labels named; empty where they agree.
std::vector<Flag> twinDisagreements(const Analysis& analysis, const TwinLabels& twins);

} // namespace syzygy
