// What libFuzzer hands over, as the readers take it.
#pragma once

#include <cstdint>
#include <vector>

namespace syzygy::test {

/// Copied in one block: element by element, under the sanitizers, the copy costs more than the reading.
inline std::vector<char> fuzzedBytes(const std::uint8_t* data, std::size_t size)
{
    const auto* bytes = reinterpret_cast<const char*>(data);
    return { bytes, bytes + size };
}

} // namespace syzygy::test
