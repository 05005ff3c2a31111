#pragma once

#include "core/io/datatable.h"

#include <string_view>

namespace syzygy {

/// What a column of the parameter table, of its companions (fit_, exposures_, _alone, cov_) or of the user's
/// marks holds: unit, UCD, a phrase. The one description for all formats. A name that it does not know is a
/// column of text.
TableColumn describe(std::string_view name);
bool isDescribed(std::string_view name);

/// The table with what is known of its columns.
DataTable described(CsvTable cells);

} // namespace syzygy
