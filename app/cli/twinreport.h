#pragma once

#include "core/atlas/twins.h"
#include "core/io/writer.h"

#include <string>
#include <vector>

namespace syzygy {

/// The twins of a spectrum, a line each, below them what the catalogue says of them beside our labels, and
/// where the two disagree.
std::string twinReport(const Spectrum& spectrum, const Analysis& analysis, const TwinSearch& search,
                       const std::vector<Twin>& twins);

/// rank, name, place, distance, file, our labels (teff ...) and the catalogue's (known_teff ...) of each
/// twin.
std::vector<std::string> twinColumns();
void appendTwinRows(CsvTable& table, const Spectrum& spectrum, const TwinSearch& search,
                    const std::vector<Twin>& twins);

} // namespace syzygy
