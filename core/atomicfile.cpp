#include "core/atomicfile.h"

#include "core/error.h"
#include "core/temporaries.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace syzygy {

namespace {

/// Removes the file or folder on destruction unless it has been renamed away.
struct TemporaryFile {
    std::filesystem::path path;
    ~TemporaryFile()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

/// What a chain of symbolic links points to, also where nothing is there yet.
std::filesystem::path followLinks(std::filesystem::path file)
{
    constexpr int longestChain = 40; // as Linux follows
    std::error_code ignored;
    for (int link = 0; std::filesystem::is_symlink(file, ignored); ++link) {
        if (link == longestChain)
            throw Error(file.string()
                        + ": is a symbolic link that leads to itself; remove it or choose another name.");
        file = folderOf(file) / std::filesystem::read_symlink(file);
    }
    return file;
}

/// A device, a pipe, or a name for an open descriptor (/dev/stdout): renaming onto it would take it away from
/// its other users.
bool takesBytesAlone(const std::filesystem::path& file)
{
    const auto text = std::filesystem::absolute(file).lexically_normal().string();
    if (text == "/dev/stdout" || text == "/dev/stderr" || text.starts_with("/dev/fd/")
        || text.starts_with("/proc/"))
        return true;
    std::error_code ignored;
    const auto status = std::filesystem::status(file, ignored);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)
        && !std::filesystem::is_directory(status);
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
        throw Error(file.string()
                    + ": cannot be written; is its reader still there and the device not full?");
}

/// Said before a library fails at it in words of its own.
void requireFolderFor(const std::filesystem::path& file, const std::filesystem::path& target)
{
    const auto folder = folderOf(target);
    std::error_code failure;
    const auto status = std::filesystem::status(target, failure);
    if (failure == std::errc::filename_too_long)
        throw Error(file.string() + ": the name is too long for this file system; choose a shorter one.");
    if (std::filesystem::is_directory(status))
        throw Error(file.string() + ": is a folder; name a file in it.");
    if (!std::filesystem::is_directory(folder, failure))
        throw Error(folder.string() + ": there is no such folder to write " + target.filename().string()
                    + " into; make it first.");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw Error(file.string() + ": cannot be written: "
                    + (errno == EROFS ? "the disk is read-only" : "the folder may not be written to by you")
                    + "; choose another place.");
}

/// Whoever may read the file that is replaced may read the new one. Only root may give a file away: not an
/// error.
void keepModeAndOwner(const std::filesystem::path& replaced, const std::filesystem::path& file)
{
    struct stat status { };
    if (::stat(replaced.c_str(), &status) != 0)
        return;
    [[maybe_unused]] const bool given = ::chown(file.c_str(), status.st_uid, status.st_gid) == 0;
    std::error_code ignored;
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(status.st_mode & 07777U), ignored);
}

/// The content of a folder once more, by hard links where the file system has them.
void cloneFolder(const std::filesystem::path& from, const std::filesystem::path& to)
{
    using Options = std::filesystem::copy_options;
    std::error_code failure;
    std::filesystem::copy(from, to, Options::recursive | Options::create_hard_links, failure);
    if (failure)
        std::filesystem::copy(from, to, Options::recursive | Options::overwrite_existing);
}

/// In one step where the kernel and the file system can do that, else in two.
void putInPlaceOf(const std::filesystem::path& folder, const std::filesystem::path& made)
{
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0)
        return;
    const TemporaryFile old { temporaryBeside(folder) };
    std::filesystem::rename(folder, old.path);
    std::filesystem::rename(made, folder);
}

} // namespace

void writeAtomically(const std::filesystem::path& file,
                     const std::function<void(const std::filesystem::path&)>& write)
{
    if (takesBytesAlone(file)) {
        const auto folder = std::filesystem::temp_directory_path();
        sweepAbandoned(folder);
        const TemporaryFile temporary { temporaryBeside(folder / file.filename()) };
        write(temporary.path);
        return copyInto(temporary.path, file);
    }
    const auto target = followLinks(file);
    requireFolderFor(file, target);
    sweepAbandoned(folderOf(target));
    const TemporaryFile temporary { temporaryBeside(target) };
    write(temporary.path);
    keepModeAndOwner(target, temporary.path);
    std::error_code failure;
    std::filesystem::rename(temporary.path, target, failure);
    if (failure)
        throw Error(file.string() + ": cannot be written: " + failure.message() + ".");
}

void writeFolderAtomically(const std::filesystem::path& folder,
                           const std::function<void(const std::filesystem::path&)>& write)
{
    const auto plain = folder.has_filename() ? folder : folder.parent_path(); // without a slash at its end
    try {
        const auto target = std::filesystem::weakly_canonical(std::filesystem::absolute(plain));
        std::filesystem::create_directories(target.parent_path());
        sweepAbandoned(target.parent_path());
        const TemporaryFile made { temporaryBeside(target) };
        std::filesystem::create_directory(made.path);
        const bool isThere = std::filesystem::exists(target);
        if (isThere)
            cloneFolder(target, made.path);
        write(made.path);
        if (isThere)
            putInPlaceOf(target, made.path);
        else
            std::filesystem::rename(made.path, target);
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error(plain.string() + ": the folder cannot be written: " + error.code().message()
                    + "; choose another one.");
    }
}

void copyAtomically(const std::filesystem::path& from, const std::filesystem::path& to)
{
    writeAtomically(to, [&](const std::filesystem::path& temporary) {
        std::error_code failure;
        if (!std::filesystem::copy_file(from, temporary, failure))
            throw Error(from.string() + ": cannot be copied to " + to.string() + ": " + failure.message()
                        + ".");
    });
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

std::optional<std::string> readText(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return {};
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

} // namespace syzygy
