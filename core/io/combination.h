// Private to core/io: what the header of a written combination (processing/stitch.h) says beyond an x1d
// file's.
#pragma once

#include "core/io/fitsfile.h"
#include "core/spectrum.h"

#include <string_view>

namespace CCfits {
class HDU;
}

namespace syzygy {

inline constexpr std::string_view combinationProduct = "Syzygy combination";

bool isCombination(const Spectrum& spectrum);
bool isCombination(const FitsHdu& table);

/// SPECSYS, BADBITS, the inputs, and the notes as HISTORY.
void writeCombination(CCfits::HDU& table, const Spectrum& combined);
/// Gives a spectrum that was read as an x1d back what writeCombination() kept of it; `table` must be one.
void restoreCombination(Spectrum& spectrum, FitsFile& file, const FitsHdu& table);

} // namespace syzygy
