#pragma once

#include "core/atlas/twins.h"
#include "core/io/writer.h"

#include <span>
#include <string>
#include <vector>

namespace syzygy {

/// The spectrum's file and source; rank, name, place, file, encoder and distance of each twin; our labels of
/// it (teff ...) and the catalogue's (known_teff ...), each with its error.
std::vector<std::string> twinColumns();
void appendTwinRows(CsvTable& table, const Spectrum& spectrum, const StarAtlas& atlas,
                    std::span<const Twin> twins);

/// Name, place, file and encoder of these stars, and labels as above.
CsvTable starTable(const StarAtlas& atlas, std::span<const std::size_t> rows);

} // namespace syzygy
