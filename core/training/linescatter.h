#pragma once

#include "core/processing/linespread.h"
#include "core/random.h"

#include <cstddef>
#include <vector>

namespace syzygy {

/// How much less the line data at a vacuum wavelength [µm] are to be trusted than those below 1.354 µm.
/// Emulated spectra fitted to spectra of giants in M71 and of IRTF standards give [Fe/H] within 0.1 dex of
/// APOGEE's and the literature's from 0.97-1.34 µm alone, but 0.2-0.5 dex too low redward: the lists change
/// at 1.354, 1.51 and 1.70 µm.
double lineDistrust(double wavelength);

/// A normalised spectrum whose line depths are off by `scatter` (relative, 1σ) times lineDistrust(): one
/// random factor that changes over `linePixels`, about the width of a line, as wrong oscillator strengths
/// make them, and one for each stretch of one line list.
std::vector<float> scatterLines(const FineSpectrum& star, double scatter, std::size_t linePixels,
                                Random& random);

} // namespace syzygy
