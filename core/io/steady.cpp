#include "core/io/steady.h"

#include <sys/stat.h>

namespace syzygy {

FileState stateOf(const std::filesystem::path& file)
{
    struct stat status { };
    if (::stat(file.c_str(), &status) != 0)
        return {};
    return { static_cast<std::uintmax_t>(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
             status.st_dev, status.st_ino };
}

void requireUnchanged(const std::filesystem::path& file, const FileState& before)
{
    const auto after = stateOf(file);
    if (after == before)
        return;
    if (after == FileState {})
        throw Error(
            file.string()
            + ": was removed while it was being read (a disk unplugged?); bring it back and open it again.");
    throw Error(file.string() + ": was changed while it was being read; open it again when it is complete.");
}

} // namespace syzygy
