// Private to core/io: CCfits behind one error type.
#pragma once

#include "core/spectrum.h"

#include <CCfits/CCfits>

#include <functional>
#include <string>
#include <vector>

namespace syzygy {

/// Calls `fill` with a new FITS file beside `file` and renames it onto `file`. CCfits' exceptions, which are
/// not std::exception, become Error.
void writeFits(const std::filesystem::path& file, const std::function<void(CCfits::FITS&)>& fill);

/// Bytes of the longest, 1 at least: the width of a column of texts.
std::size_t widthOf(const std::vector<std::string>& texts);

/// Adds a keyword unless the text is empty.
void addText(CCfits::HDU& hdu, const std::string& key, const std::string& text, const std::string& comment);
void addNumber(CCfits::HDU& hdu, const std::string& key, const std::optional<double>& number,
               const std::string& comment);

} // namespace syzygy
