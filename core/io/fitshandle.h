// Private to core/io: the part of FitsFile that sees cfitsio.
#pragma once

#include "core/io/fitsfile.h"

#include <fitsio.h>

namespace syzygy {

struct FitsFile::Handle {
    ::fitsfile* file = nullptr;
    std::vector<char> bytes; ///< of a file in memory
    void* buffer = nullptr;
    std::size_t bufferSize = 0;
    std::size_t fileSize = 0;

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
        // Not fits_open_file: a name such as "a.fits[1][col ...]" or "http://..." must stay a name.
        fits_open_diskfile(&file, path.c_str(), READONLY, &status);
        return status;
    }
    int openMemory(std::vector<char> content)
    {
        int status = 0;
        bytes = std::move(content);
        buffer = bytes.data();
        fileSize = bufferSize = bytes.size();
        fits_open_memfile(&file, "memory", READONLY, &buffer, &bufferSize, 0, nullptr, &status);
        return status;
    }
};

} // namespace syzygy
