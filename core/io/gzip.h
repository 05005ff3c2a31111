// Private to core/io.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace syzygy {

/// What a compressed file may grow to, and the longest text: the x1d of a full MOS exposure stays below it.
inline constexpr std::size_t maximumInflatedBytes = std::size_t(256) << 20;

bool isGzip(std::span<const char> firstBytes);

/// Inflates a gzip file (of one or several members) into memory. Throws Error if it is damaged, or would grow
/// beyond `limit`; `file` is for the message.
std::vector<char> inflated(std::span<const char> bytes, const std::filesystem::path& file,
                           std::size_t limit = maximumInflatedBytes);

/// The first `count` bytes of a file, fewer if it is shorter. Throws Error if it cannot be read.
std::vector<char> readBytes(const std::filesystem::path& file, std::size_t count);

/// The whole file. Throws Error if it is longer than `limit`.
std::vector<char> readWhole(const std::filesystem::path& file, std::size_t limit = maximumInflatedBytes);

} // namespace syzygy
