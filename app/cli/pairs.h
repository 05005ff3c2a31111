#pragma once

#include "app/cli/command.h"
#include "core/analysis/analyzer.h"

#include <string>

namespace syzygy {

/// Stars that both instruments saw, from a table with a column "nirspec" and a column "apogee" of files,
/// relative to the table: how often the APOGEE spectrum of the star is among the nearest of all APOGEE
/// spectra of the table, and how the labels differ. Markdown. Files that cannot be analysed are told; throws
/// Error if fewer than two pairs are left, or the table lacks a column.
std::string pairsReport(const std::string& table, const std::string& bundle, Session& session);

} // namespace syzygy
