#pragma once

#include "core/analysis/agreement.h"

#include <string>
#include <vector>

namespace syzygy {

/// Columns that follow where spectra of one star were combined: exposures (how many were compared), and
/// exposures_NAME, exposures_NAME_err (weighted mean) and exposures_NAME_p (chance of so large a χ²) of the
/// 20 labels.
std::vector<std::string> agreementColumns();
/// In the row of the combined spectrum.
std::vector<std::string> agreementCells(const Agreement& agreement);

/// As many empty cells, for a single spectrum.
std::vector<std::string> noAgreementCells();

} // namespace syzygy
