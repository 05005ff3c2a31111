#pragma once

#include <cstddef>

namespace syzygy {

/// Synthetic spectra take their lines from several lists, each for a stretch of wavelengths: which one, from
/// 0.
std::size_t lineListAt(double wavelength);
inline constexpr std::size_t lineListCount = 4;

/// How much less the line data at a vacuum wavelength [µm] are to be trusted than those below 1.354 µm.
/// Emulated spectra fitted to spectra of giants in M71 and of IRTF standards give [Fe/H] within 0.1 dex of
/// APOGEE's and the literature's from 0.97-1.34 µm alone, but 0.2-0.5 dex too low redward: the lists change
/// at 1.354, 1.51 and 1.70 µm.
double lineDistrust(double wavelength);

} // namespace syzygy
