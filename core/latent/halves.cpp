#include "core/latent/halves.h"

#include <c10/util/Half.h>
#include <cassert>
#include <cmath>

namespace syzygy {

std::vector<std::uint16_t> toHalves(std::span<const float> values)
{
    std::vector<std::uint16_t> bits;
    bits.reserve(values.size());
    for (const float value : values)
        bits.push_back(c10::Half(value).x);
    return bits;
}

void fromHalves(std::span<const std::uint16_t> halves, std::span<float> values)
{
    assert(halves.size() == values.size());
    for (std::size_t i = 0; i < halves.size(); ++i)
        values[i] = c10::Half(halves[i], c10::Half::from_bits());
}

bool makeUnit(std::span<float> latent)
{
    double squares = 0;
    for (const float value : latent)
        squares += static_cast<double>(value) * static_cast<double>(value);
    if (!(squares > 0.9 && squares < 1.1))
        return false;
    for (float& value : latent)
        value = static_cast<float>(static_cast<double>(value) / std::sqrt(squares));
    return true;
}

} // namespace syzygy
