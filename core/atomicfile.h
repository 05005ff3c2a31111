#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace syzygy {

/// Calls `write` with the path of a new temporary file beside `file`, then renames it onto `file`. If
/// anything fails, the temporary file is removed (of a writer that was killed: by the next one), an existing
/// `file` is left as it was, and an Error is thrown. Symbolic links are followed; a file that is replaced
/// passes on its mode and, where allowed, its owner. Devices, pipes and /dev/stdout cannot be replaced: what
/// was written to a temporary file is copied into them.
void writeAtomically(const std::filesystem::path& file,
                     const std::function<void(const std::filesystem::path&)>& write);

/// Calls `write` with a folder beside `folder` that holds what `folder` holds (as hard links: files in it are
/// replaced, never written into), then puts it in the place of `folder` in one step. Whenever the program is
/// killed, one of the two is there, complete.
void writeFolderAtomically(const std::filesystem::path& folder,
                           const std::function<void(const std::filesystem::path&)>& write);

/// A copy of a file, written as above.
void copyAtomically(const std::filesystem::path& from, const std::filesystem::path& to);

/// The same for a whole text at once.
void writeTextAtomically(const std::filesystem::path& file, std::string_view text);

/// All of a text; nothing where it cannot be opened.
std::optional<std::string> readText(const std::filesystem::path& file);

} // namespace syzygy
