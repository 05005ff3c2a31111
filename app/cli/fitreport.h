#pragma once

#include "core/analysis/analyzer.h"

#include <string>

namespace syzygy {

/// The fit beside the encoders, label by label, with the difference in units of both σ, and what the
/// disagreement means.
std::string fitReport(const Analysis& analysis, const PhysicalFit& fit);

} // namespace syzygy
