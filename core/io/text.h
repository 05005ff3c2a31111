// Private to core/io.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

std::string_view trimmed(std::string_view text);
/// ASCII only, independent of the locale.
std::string upperCased(std::string_view text);
bool equalIgnoringCase(std::string_view a, std::string_view b);
bool containsIgnoringCase(std::string_view text, std::string_view part);

/// Bytes outside printable ASCII become '?', so that a damaged header cannot damage a table or a terminal.
std::string printable(std::string_view text);

/// Å and µ in UTF-8 (each has two code points) or Latin-1 as the letters that units are known by: "Angstrom",
/// "u".
std::string plainSigns(std::string_view text);

/// The whole of `text` as a number, with '.' as the decimal point in every locale; FITS' exponent 'D' is
/// understood.
std::optional<double> parseNumber(std::string_view text);

/// Six digits that count: "0.00284864", "15000".
std::string decimal(double number);
/// "1,234,567"
std::string grouped(unsigned long long number);
/// "3 samples", "1 sample"
std::string counted(unsigned long long number, std::string_view noun);
/// "HDU EXTRACT1D,3"; the label of an HDU without a name, "HDU 2", begins so already.
std::string hduWords(std::string_view label);
/// "a, b and c"
std::string joined(const std::vector<std::string>& words);

} // namespace syzygy
