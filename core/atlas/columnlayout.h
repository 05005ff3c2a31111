// Private to core/atlas: the layout of a file of columns, see docs/atlas.md.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syzygy {

static_assert(std::endian::native == std::endian::little, "the files are written as memory holds them");

inline constexpr std::size_t blockAlignment = 64;
inline constexpr std::size_t pieceBytes = 16 << 20; ///< of a block, that one hash stands for
inline constexpr std::uint32_t columnFileVersion = 1;

/// The first 128 bytes.
struct FileHead {
    std::array<char, 8> magic { 'S', 'Y', 'Z', 'S', 'T', 'A', 'R', 'S' };
    std::uint32_t version = columnFileVersion;
    std::uint32_t reserved = 0;
    std::uint64_t directoryOffset = 0;
    std::uint64_t directoryBytes = 0;
    std::array<char, 64> directorySha256 {}; ///< hexadecimal
    std::array<char, 32> unused {};
};
static_assert(sizeof(FileHead) == 128);

struct ColumnTypeInfo {
    std::string_view name;
    std::size_t bytes = 0;
};
inline constexpr std::array<ColumnTypeInfo, 5> columnTypes {
    { { "f64", 8 }, { "f32", 4 }, { "f16", 2 }, { "u32", 4 }, { "text", 0 } }
};

} // namespace syzygy
