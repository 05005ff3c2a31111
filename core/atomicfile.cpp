#include "core/atomicfile.h"

#include "core/error.h"

#include <fstream>
#include <system_error>

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

} // namespace

void writeAtomically(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder))
        throw Error(folder.string() + ": there is no such folder to write " + file.filename().string() + " into; make it first.");
    // The extension stays last: some libraries choose the format by it.
    const auto name = "." + file.stem().string() + "." + std::to_string(::getpid()) + ".part" + file.extension().string();
    const TemporaryFile temporary { folder / name };
    write(temporary.path);
    std::error_code failure;
    std::filesystem::rename(temporary.path, file, failure);
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
