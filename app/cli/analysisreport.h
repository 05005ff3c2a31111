#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/table.h"
#include "core/spectrum.h"

#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// The head of the readable table that `analyze` prints, and the row of one spectrum: what it is, S/N,
/// velocity and the atmospheric parameters as "value ± σ".
std::vector<std::string> overviewColumns();
std::vector<std::string> overviewRow(const Spectrum& spectrum, const Analysis& analysis,
                                     RefusedLabels refused = RefusedLabels::Empty);

/// What follows the table for each spectrum: its abundances as "value ± σ" (in parentheses where the spectrum
/// says no more than the prior) and the reasons to doubt in words.
std::string abundanceReport(const Spectrum& spectrum, const Analysis& analysis,
                            RefusedLabels refused = RefusedLabels::Empty);

/// What a user would call the spectrum: "file [source]".
std::string titleOf(const Spectrum& spectrum);

/// "4321 ± 35" or "-0.72 ± 0.05": decimals as suits the label's unit.
std::string estimateText(Label label, const Estimate& estimate);

/// "note", "warning" or "refused", before the words of a flag.
std::string_view nameOf(Flag::Severity severity);

} // namespace syzygy
