// A mapped atlas of arbitrary bytes: all that is asked of one.
#include "core/atlas/columnfile.h"
#include "core/error.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

/// In memory, one per process.
std::filesystem::path fileOf(const std::uint8_t* data, std::size_t size)
{
    static const auto file = "/dev/shm/syzygy-fuzzed-" + std::to_string(getpid());
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    return file;
}

void readAll(const syzygy::ColumnFile& atlas)
{
    for (const auto& column : atlas.columns())
        for (std::size_t row = 0; row < std::min<std::size_t>(atlas.rows(), 100); ++row) {
            column.text(row);
            column.number(row, column.width - 1);
        }
    atlas.damage();
    atlas.table();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto file = fileOf(data, size);
    try {
        readAll(syzygy::ColumnFile(file));
    } catch (const syzygy::Error&) { // a sentence for the user is a good end
    }
    std::filesystem::remove(file);
    return 0;
}
