#pragma once

#include "app/cli/command.h"
#include "core/progress.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace syzygy {

/// Progress on standard error: one moving line on a terminal, one line per step with --verbose, else silence.
/// A moving line is wiped when the last copy of the function is destroyed. May be called from several
/// threads.
Progress showProgress(const Session& session);

/// Names a file that failed on standard error. Sentences that begin with the file's name are printed as they
/// are.
void complain(const std::filesystem::path& file, std::string_view sentence);

/// Standard output, all at once. Throws Error if it cannot be written (full disk, closed pipe).
void print(const std::string& text);

} // namespace syzygy
