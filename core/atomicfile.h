#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace syzygy {

/// Calls `write` with the path of a new temporary file beside `file`, then renames it onto `file`. If anything
/// fails, the temporary file is removed, an existing `file` is left as it was, and an Error is thrown. Symbolic links are
/// followed; a file that is replaced passes on its mode and, where allowed, its owner. Devices, pipes and /dev/stdout cannot
/// be replaced: what was written to a temporary file is copied into them.
void writeAtomically(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write);

/// The same for a whole text at once.
void writeTextAtomically(const std::filesystem::path& file, std::string_view text);

} // namespace syzygy
