#pragma once

#include "core/analysis/agreement.h"

#include <string>
#include <vector>

namespace syzygy {

/// The labels of each exposure, their weighted mean, χ² and its probability, and those of the combined
/// spectrum. `titles` name the exposures. Empty if fewer than two exposures are encoded.
std::string agreementReport(const std::vector<std::string>& titles, const std::vector<Analysis>& exposures,
                            const Analysis& combination);

} // namespace syzygy
