// Private to core/io: table formats of the field as plain text tables.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace syzygy {

/// UTF-16 with its byte order mark as UTF-8; nothing for any other text.
std::optional<std::string> fromUtf16(std::string_view bytes);

/// IPAC tables, AAS machine-readable tables and VOTables as ECSV that TextTable reads; nothing for any other
/// text. Throws Error that names what such a table lacks.
std::optional<std::string> asPlainTable(const std::filesystem::path& file, std::string_view text);

bool isVoTable(std::string_view text); ///< from its beginning

/// The first table of a VOTable 1.1-1.5 (TABLEDATA, BINARY and BINARY2 of numbers and ASCII texts). Throws
/// Error.
std::string fromVoTable(const std::filesystem::path& file, std::string_view text);

/// A column's line of an ECSV header, and what goes between them.
std::string commentOf(std::string_view text); ///< a line of ECSV
std::string ecsvColumn(std::string_view name, std::string_view unit, std::string_view ucd);
/// The text without what would break a cell of an ECSV table.
std::string cellOf(std::string_view text);

} // namespace syzygy
