// Private to core/io: a table in each of its formats.
#pragma once

#include "core/io/datatable.h"

namespace syzygy {

/// astropy's ECSV 1.0 with commas.
std::string toEcsv(const DataTable& table);

/// VOTable 1.3 with TABLEDATA.
std::string toVoTable(const DataTable& table);

/// A binary table in the first extension, with TUNIT, TNULL, TUCD and TCOMM; temporary file and rename.
void writeFitsTable(const std::filesystem::path& file, const DataTable& table);

} // namespace syzygy
