// Private to core/io.
#pragma once

#include <filesystem>
#include <functional>
#include <span>

namespace syzygy {

inline constexpr std::size_t fitsBlock = 2880; ///< bytes; headers and data fill whole ones

/// `bytes` with what fills the last block.
constexpr std::size_t wholeBlocks(std::size_t bytes)
{
    return (bytes + fitsBlock - 1) / fitsBlock * fitsBlock;
}

/// Copies bytes from `offset` on into `target` and returns how many there were.
using ByteSource = std::function<std::size_t(std::size_t offset, std::span<char> target)>;

/// Checks the mandatory keywords of every header before cfitsio sees them: cfitsio 4.2 follows negative
/// counts and overflowing sizes out of its buffers. Ends quietly where the file does, also in the middle of
/// the data. Returns how many headers there are, of which cfitsio may be able to read fewer. Throws Error
/// that names HDU and keyword.
std::size_t requireSoundStructure(const std::filesystem::path& file, const ByteSource& source);

/// Moves the keywords whose place the standard fixes (BITPIX, NAXIS, NAXIS1 ..., of tables PCOUNT, GCOUNT,
/// TFIELDS) to it, in every header up to the first that lacks one. True if any was elsewhere.
bool orderMandatoryKeywords(std::span<char> file);

} // namespace syzygy
