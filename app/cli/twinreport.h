#pragma once

#include "core/atlas/twins.h"

#include <string>
#include <vector>

namespace syzygy {

/// The twins of a spectrum, a line each, below them what the catalogue says of them beside our labels, and
/// where the two disagree.
std::string twinReport(const Spectrum& spectrum, const Analysis& analysis, const TwinSearch& search,
                       const std::vector<Twin>& twins);

} // namespace syzygy
