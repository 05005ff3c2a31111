#pragma once

#include "core/processing/prepare.h"
#include "core/spectrum.h"

#include <vector>

namespace syzygy {

/// Which samples can be used and why not the others: declared bad, not finite, without an error, outside
/// APOGEE's trusted pixels, at a falling end (trimEnds), or outliers (findOutliers).
std::vector<MaskReason> maskSamples(const Spectrum& spectrum, const PrepareOptions& options = {});

/// Masks the ends of each contiguous range where the response falls steeply (below 85 % of the level some 80
/// samples further in): a running mean cannot follow it. Not for APOGEE, whose trusted pixels are known.
/// Marks them OutOfRange.
void trimEnds(const Spectrum& spectrum, std::vector<MaskReason>& reasons);

/// Undeclared outliers among the used samples, as a stellar spectrum at R of a few thousand or more cannot
/// make them: flux far above the local level (emission spikes), negative or nearly zero flux in a star with
/// signal, and isolated samples deeper than a line-spread function allows. Marks them MaskReason::Outlier,
/// with their neighbours.
void findOutliers(const Spectrum& spectrum, std::vector<MaskReason>& reasons);

} // namespace syzygy
