// Private to core/io: what a file from anywhere says of its wavelengths, in keywords or in words.
#pragma once

#include "core/io/fitsheader.h"
#include "core/spectrum.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace syzygy {

enum class Medium { Vacuum, Air };

/// Of a sentence: "wavelengths in air", "Vacuum wavelengths [um]", "lambda not corrected to vacuum" (air),
/// "converted from air to vacuum". Nothing where it speaks of no wavelength or says both. "Airmass" is no
/// air.
std::optional<Medium> mediumInWords(std::string_view sentence);
/// The same of a name such as "WAVE_VAC", "lambda_air", "AWAV".
std::optional<Medium> mediumInName(std::string_view name);

/// By the keywords AIRORVAC, VACUUM (T, 1, 'F', 'false' ...), WAVETYPE, CTYPE1 (Greisen et al. 2006, A&A 446,
/// 747, table 1: WAVE is vacuum, AWAV air), else by the comments of either header; `own` is asked first.
std::optional<Medium> statedMedium(const FitsHeader& own, const FitsHeader& primary);

/// By SPECSYS, VELFRAME, VEL_TYPE (TOPOCENT, HELIOCEN, BARYCENT, SOURCE ...), or by the flags HELIO, BARYCORR
/// and their kin. Heliocentric counts as barycentric: they differ by 0.015 km/s at most. A frame that is
/// stated and does not serve, or a correction that is stated without whether it was applied, leaves Unknown
/// and a sentence in `notes`.
Frame statedFrame(const FitsHeader& own, const FitsHeader& primary, std::vector<std::string>& notes);
/// Of a sentence: "corrected to the barycentric frame", "topocentric wavelengths"; Unknown where it says
/// nothing or both.
Frame frameInWords(std::string_view sentence);

} // namespace syzygy
