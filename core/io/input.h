// Private to core/io: what a path turns out to be.
#pragma once

#include "core/io/fitsfile.h"

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace syzygy {

/// A file open as FITS, or its text; gzip is inflated.
struct Input {
    std::unique_ptr<FitsFile> fits; ///< null for a text
    std::vector<char> text;

    std::string_view view() const { return { text.data(), text.size() }; }
};

/// Throws Error for what is not a readable file, is empty, or is of another format.
Input openInput(const std::filesystem::path& file);
/// The same from memory, for the fuzzers; `file` is for messages only.
Input openBytes(const std::filesystem::path& file, std::vector<char> bytes);

} // namespace syzygy
