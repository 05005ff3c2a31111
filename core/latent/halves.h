#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// IEEE 754 binary16, to the nearest.
std::vector<std::uint16_t> toHalves(std::span<const float> values);
/// REQUIRES: as many values as halves.
void fromHalves(std::span<const std::uint16_t> halves, std::span<float> values);

/// Makes a latent of unit length again, which sixteen bits leave off by 1e-4. False, and left alone, if it
/// was no unit vector.
bool makeUnit(std::span<float> latent);

} // namespace syzygy
