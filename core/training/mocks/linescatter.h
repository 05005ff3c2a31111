#pragma once

#include "core/processing/linespread.h"
#include "core/random.h"

#include <cstddef>
#include <vector>

namespace syzygy {

/// A normalised spectrum whose line depths are off by `scatter` (relative, 1σ) times lineDistrust(): one
/// random factor that changes over `linePixels`, about the width of a line, as wrong oscillator strengths
/// make them, and one for each stretch of one line list.
std::vector<float> scatterLines(const FineSpectrum& star, double scatter, std::size_t linePixels,
                                Random& random);

} // namespace syzygy
