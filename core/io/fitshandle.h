// Private to core/io: the part of FitsFile that sees cfitsio.
#pragma once

#include "core/io/fitsfile.h"
#include "core/io/fitsstructure.h"

#include <fitsio.h>

#include <algorithm>
#include <fstream>

namespace syzygy {

inline ByteSource diskSource(const std::filesystem::path& path)
{
    auto stream = std::make_shared<std::ifstream>(path, std::ios::binary);
    return [stream](std::size_t offset, std::span<char> target) {
        stream->clear();
        stream->seekg(static_cast<std::streamoff>(offset));
        stream->read(target.data(), static_cast<std::streamsize>(target.size()));
        return static_cast<std::size_t>(stream->gcount());
    };
}

inline ByteSource memorySource(std::span<const char> bytes)
{
    return [bytes](std::size_t offset, std::span<char> target) {
        const auto count = offset < bytes.size() ? std::min(target.size(), bytes.size() - offset) : 0;
        std::copy_n(bytes.data() + std::min(offset, bytes.size()), count, target.data());
        return count;
    };
}

struct FitsFile::Handle {
    ::fitsfile* file = nullptr;
    std::vector<char> bytes; ///< of a file in memory
    void* buffer = nullptr;
    std::size_t bufferSize = 0;
    std::size_t fileSize = 0;
    std::size_t headers = 0; ///< in the file, also those that cfitsio cannot read

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle()
    {
        int status = 0;
        if (file)
            fits_close_file(file, &status);
        fits_clear_errmsg();
    }

    int openDisk(const std::filesystem::path& path)
    {
        int status = 0;
        fileSize = std::filesystem::file_size(path);
        headers = requireSoundStructure(path, diskSource(path));
        // Not fits_open_file: a name such as "a.fits[1][col ...]" or "http://..." must stay a name.
        fits_open_diskfile(&file, path.c_str(), READONLY, &status);
        return status;
    }
    int openMemory(const std::filesystem::path& path, std::vector<char> content)
    {
        int status = 0;
        bytes = std::move(content);
        fileSize = bytes.size();
        headers = requireSoundStructure(path, memorySource(bytes));
        bytes.resize(wholeBlocks(fileSize)); // cfitsio copies whole blocks, also the last
        buffer = bytes.data();
        bufferSize = bytes.size();
        fits_open_memfile(&file, "memory", READONLY, &buffer, &bufferSize, 0, nullptr, &status);
        return status;
    }
};

} // namespace syzygy
