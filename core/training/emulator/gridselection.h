#pragma once

#include "core/io/gridreader.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// Rows of a grid, ascending.
struct GridSplit {
    std::vector<std::size_t> heldIn;
    std::vector<std::size_t> heldOut;
};

/// Draws round(share · stars) stars to hold out, by the seed alone.
GridSplit drawSplit(std::size_t stars, double heldOutShare, std::uint64_t seed);

std::vector<std::size_t> allStars(std::size_t stars); ///< 0 ... stars − 1

SpectralGrid selectStars(const SpectralGrid& grid, std::span<const std::size_t> stars);

} // namespace syzygy
