#pragma once

#include "app/cli/fileoutcome.h"
#include "core/analysis/analyzer.h"

#include <vector>

namespace syzygy {

/// A row for every star of which there are several spectra: their joint labels (jointLabels()). Spectra that
/// were refused do not take part, which the row's details say.
std::vector<FileOutcome> jointOutcomes(const std::vector<FileOutcome>& outcomes, const Atlas& atlas,
                                       std::size_t columns);

} // namespace syzygy
