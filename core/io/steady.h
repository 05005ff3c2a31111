// Private to core/io: files that are written while they are read.
#pragma once

#include "core/error.h"

#include <cstdint>
#include <filesystem>
#include <utility>

namespace syzygy {

/// What a file is like from outside; all 0 where there is none.
struct FileState {
    std::uintmax_t size = 0;
    std::int64_t seconds = 0, nanoseconds = 0; ///< of its last change
    std::uintmax_t device = 0, number = 0;
    bool operator==(const FileState&) const = default;
};
FileState stateOf(const std::filesystem::path& file);

/// Throws Error, a sentence, if the file is no longer what it was.
void requireUnchanged(const std::filesystem::path& file, const FileState& before);

/// What `work` returns of a file, if the file was the same at the end of it. What it throws of one that
/// changed is not the file's fault.
template <typename Work>
auto readSteadily(const std::filesystem::path& file, Work work)
{
    const auto before = stateOf(file);
    try {
        auto result = work();
        requireUnchanged(file, before);
        return result;
    } catch (const Cancelled&) {
        throw;
    } catch (const Error&) {
        requireUnchanged(file, before);
        throw;
    }
}

} // namespace syzygy
