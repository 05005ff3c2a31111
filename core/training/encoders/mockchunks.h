#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace syzygy {

/// How the stars of a training run are divided. Every architecture is trained on the same chunks: the same
/// seed gives the same stars, exposures and noise.
struct MockChunks {
    static constexpr std::size_t starsEach = 8'192;

    std::size_t stars = 0; ///< of all chunks
    std::uint64_t seed = 1;

    std::size_t count() const { return (stars + starsEach - 1) / starsEach; }
    std::size_t sizeOf(std::size_t chunk) const { return std::min(stars - chunk * starsEach, starsEach); }
    std::uint64_t seedOf(std::size_t chunk) const { return seed * 1'000'003 + chunk; }
    std::uint64_t heldOutSeed() const { return seed ^ 0x51e57a7; } ///< of the stars that no weight sees
};

} // namespace syzygy
