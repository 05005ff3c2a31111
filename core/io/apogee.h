// Private to core/io: what APOGEE's products share.
#pragma once

#include "core/io/product.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace syzygy {

/// APOGEE's rest grid: λ = 10^(4.179 + 6e-6 i) Å, i in [0, 8575), vacuum.
inline constexpr std::size_t apogeePixels = 8575;
inline constexpr double apogeeLogStart = 4.179;
inline constexpr double apogeeLogStep = 6e-6;

/// What is not to be used: the bits that the survey's own pixel mask calls bad (BADPIX CRPIX SATPIX UNFIXABLE
/// BADDARK BADFLAT BADERR NOSKY NOT_ENOUGH_PSF) and SIG_SKYLINE, whose residuals ASPCAP weights down a
/// hundredfold. LITTROW_GHOST, PERSIST_* and SIG_TELLURIC are warnings: corrected for, with errors that say
/// how well.
inline constexpr std::uint32_t apogeeBadBits = 0x00ff | 1u << 12 | 1u << 14;

/// `count` wavelengths of a log-linear header (CRVAL1, CDELT1, CRPIX1), by default APOGEE's grid [µm].
std::vector<double> apogeeWavelengths(const FitsHeader& header, std::size_t count);

/// Flux 0 and errors of 0 or of 1e9 and more are APOGEE's words for "no data": both become NaN.
void blankMissing(Spectrum& spectrum);

/// Fills provenance, frame and instrument from the primary header, whichever data release wrote it.
void describeApogee(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry,
                    const std::string& product);
std::string apogeeSource(const FitsHeader& primary);
std::vector<std::pair<std::string, std::string>> apogeeKeywords(const FitsHeader& primary);

} // namespace syzygy
