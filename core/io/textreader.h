// Private to core/io: CSV, ECSV and plain columns of numbers.
#pragma once

#include "core/io/reader.h"

#include <span>

namespace syzygy {

/// True if the first bytes of a file are those of a text.
bool isText(std::span<const char> firstBytes);

/// True of a text that names columns as tables of stars do (ours too), and none of wavelengths. Reads the
/// first lines only.
bool isTableOfStars(const std::filesystem::path& file);

FileContents listText(const std::filesystem::path& file, std::string_view text);
/// Throws UnitNeeded if neither the header nor the options say what the wavelengths are in.
Spectrum readText(const std::filesystem::path& file, std::string_view text, const ReadOptions& options);

} // namespace syzygy
