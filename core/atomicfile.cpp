#include "core/atomicfile.h"

#include "core/error.h"

#include <fstream>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace syzygy {

namespace {

/// Removes the file on destruction unless it has been renamed away.
struct TemporaryFile {
    std::filesystem::path path;
    ~TemporaryFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

/// A name that no other process uses. The extension stays last: some libraries choose the format by it.
std::filesystem::path temporaryName(const std::filesystem::path& file)
{
    return "." + file.stem().string() + "." + std::to_string(::getpid()) + ".part" + file.extension().string();
}

/// What a chain of symbolic links points to, also where nothing is there yet.
std::filesystem::path followLinks(std::filesystem::path file)
{
    constexpr int longestChain = 40; // as Linux follows
    std::error_code ignored;
    for (int link = 0; std::filesystem::is_symlink(file, ignored); ++link) {
        if (link == longestChain)
            throw Error(file.string() + ": is a symbolic link that leads to itself; remove it or choose another name.");
        file = folderOf(file) / std::filesystem::read_symlink(file);
    }
    return file;
}

/// A device, a pipe, or a name for an open descriptor (/dev/stdout): renaming onto it would take it away from its other users.
bool takesBytesAlone(const std::filesystem::path& file)
{
    const auto text = std::filesystem::absolute(file).lexically_normal().string();
    if (text == "/dev/stdout" || text == "/dev/stderr" || text.starts_with("/dev/fd/") || text.starts_with("/proc/"))
        return true;
    std::error_code ignored;
    const auto status = std::filesystem::status(file, ignored);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) && !std::filesystem::is_directory(status);
}

void copyInto(const std::filesystem::path& from, const std::filesystem::path& file)
{
    // Appending: an open descriptor may have taken other output before.
    std::ifstream source(from, std::ios::binary);
    std::ofstream stream(file, std::ios::binary | std::ios::app);
    const bool empty = source.peek() == std::ifstream::traits_type::eof();
    if (!empty)
        stream << source.rdbuf();
    stream.close();
    if (!source || !stream)
        throw Error(file.string() + ": cannot be written; is its reader still there and the device not full?");
}

/// Whoever may read the file that is replaced may read the new one. Only root may give a file away: not an error.
void keepModeAndOwner(const std::filesystem::path& replaced, const std::filesystem::path& file)
{
    struct stat status { };
    if (::stat(replaced.c_str(), &status) != 0)
        return;
    [[maybe_unused]] const bool given = ::chown(file.c_str(), status.st_uid, status.st_gid) == 0;
    std::error_code ignored;
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(status.st_mode & 07777U), ignored);
}

} // namespace

void writeAtomically(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write)
{
    if (takesBytesAlone(file)) {
        const TemporaryFile temporary { std::filesystem::temp_directory_path() / temporaryName(file) };
        write(temporary.path);
        return copyInto(temporary.path, file);
    }
    const auto target = followLinks(file);
    const auto folder = folderOf(target);
    if (!std::filesystem::is_directory(folder))
        throw Error(folder.string() + ": there is no such folder to write " + target.filename().string() + " into; make it first.");
    const TemporaryFile temporary { folder / temporaryName(target) };
    write(temporary.path);
    keepModeAndOwner(target, temporary.path);
    std::error_code failure;
    std::filesystem::rename(temporary.path, target, failure);
    if (failure)
        throw Error(file.string() + ": cannot be written: " + failure.message() + ".");
}

void writeTextAtomically(const std::filesystem::path& file, std::string_view text)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        stream.close();
        if (!stream)
            throw Error(file.string() + ": cannot be written; is the folder writable and the disk not full?");
    });
}

} // namespace syzygy
