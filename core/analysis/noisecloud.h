#pragma once

#include "core/analysis/analyzer.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace syzygy {

/// Where a star would have been found with other noise.
struct NoiseDraw {
    MapPosition mapPosition {}, pcaPosition {};
    Labels labels {}; ///< K and dex
};

/// The spectrum with its own errors (times √χ² where the residuals of its best fit are larger) drawn once
/// more onto each sample, independent of each other, `draws` times, each walked down the whole road at the
/// velocity of `analysis` (which must be of this spectrum, encoded, with these options). The spectrum has
/// noise already, so the cloud lies about the star as found, not about the truth; its width is that of the
/// noise alone, without what the networks and the line data add. Fewer draws where one cannot be encoded.
/// Throws Cancelled.
std::vector<NoiseDraw> noiseCloud(const Analyzer& analyzer, const Spectrum& spectrum,
                                  const Analysis& analysis, AnalysisOptions options, int draws,
                                  std::uint64_t seed = 1, std::stop_token stop = {});

} // namespace syzygy
