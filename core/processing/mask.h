#pragma once

#include "core/processing/prepare.h"
#include "core/spectrum.h"

#include <vector>

namespace syzygy {

/// Which samples can be used and why not the others: declared bad, not finite, without an error, outside APOGEE's
/// trusted pixels, or outliers (findOutliers).
std::vector<MaskReason> maskSamples(const Spectrum& spectrum, const PrepareOptions& options = {});

/// Undeclared outliers among the used samples, as a stellar spectrum at R of a few thousand or more cannot make them:
/// flux far above the local level (emission spikes), negative or nearly zero flux in a star with signal, and isolated
/// samples deeper than a line-spread function allows. Marks them MaskReason::Outlier, with their neighbours.
void findOutliers(const Spectrum& spectrum, std::vector<MaskReason>& reasons);

} // namespace syzygy
