#pragma once

#include <cstddef>

namespace syzygy {

/// Synthetic spectra take their lines from several lists, each for a stretch of wavelengths: which one, from
/// 0.
std::size_t lineListAt(double wavelength);
inline constexpr std::size_t lineListCount = 4;

/// How much less the line data at a vacuum wavelength [µm] are to be trusted than those below 1.354 µm, once
/// their species are corrected (LineStrengths): twice where telluric water hides the standards (1.354-1.51
/// µm) and beyond 1.70 µm, where the lists are Kurucz'.
double lineDistrust(double wavelength);

} // namespace syzygy
