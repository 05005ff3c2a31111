#pragma once

#include <filesystem>

namespace syzygy {

/// Whether a process of this machine may still be at work on a file: it runs (one that died and was not
/// waited for does not), and had begun when the file was last written, unlike one that was given a dead one's
/// number.
bool mayBeWriting(int process, const std::filesystem::path& file);

} // namespace syzygy
