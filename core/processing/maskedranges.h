#pragma once

#include "core/processing/prepare.h"

#include <string>
#include <string_view>

namespace syzygy {

/// Ranges of wavelengths that the user leaves out [µm, vacuum, as observed]: PrepareOptions::maskedRanges.
using MaskedRanges = std::vector<std::array<double, 2>>;

/// Reads "1.23-1.25, 1.5-1.51", in any order. Throws Error with one sentence.
MaskedRanges parseMaskedRanges(std::string_view text);

/// What parseMaskedRanges() reads as exactly the same; empty for none.
std::string toText(const MaskedRanges& ranges);

/// With one range more, or without it: ascending, none touching another.
MaskedRanges masked(MaskedRanges ranges, const std::array<double, 2>& range);
MaskedRanges unmasked(const MaskedRanges& ranges, const std::array<double, 2>& range);

} // namespace syzygy
