#pragma once

#include "core/catalogue.h"

#include <filesystem>
#include <vector>

namespace syzygy {

/// The files that a table lists: of the column most of whose cells name files of this machine that are there,
/// by absolute paths or file: URLs, whatever the column is called. In the table's order, each once, those
/// that are not there too, at most 10,000. Empty where there is no such column.
std::vector<std::filesystem::path> filesNamedIn(const Catalogue& table);

} // namespace syzygy
