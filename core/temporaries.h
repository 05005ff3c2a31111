#pragma once

#include <filesystem>
#include <string_view>

namespace syzygy {

/// A name beside `file` that no other writer uses, hidden, and known again as a temporary of ours:
/// ".NAME.syzygy-WRITER.part.EXT". The extension stays last, since some libraries choose the format by it; a
/// name too long for a file system is cut.
std::filesystem::path temporaryBeside(const std::filesystem::path& file);

/// Whether a file or folder of this name was left by a writer that is dead: one of this machine whose process
/// is gone (see mayBeWriting()), or another machine's (or container's) that has not been touched for a day.
bool isAbandoned(const std::filesystem::path& file);

/// Removes what dead writers left in a folder. A folder is looked through once in the life of the program,
/// since it may be large.
void sweepAbandoned(const std::filesystem::path& folder);

} // namespace syzygy
