#pragma once

#include "core/random.h"

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// A normalised spectrum whose line depths are off by `scatter` (relative, 1σ) each, as wrong oscillator strengths make
/// them: a random factor on the depth that changes over `linePixels`, about the width of a line.
std::vector<float> scatterLines(std::span<const float> flux, double scatter, std::size_t linePixels, Random& random);

} // namespace syzygy
