#pragma once

#include "app/cli/command.h"

#include <exception>
#include <string>
#include <vector>

namespace syzygy {

/// What to say of FILE in the help.
inline constexpr auto inputHelp
    = "Files with spectra; folders, patterns in quotes, @LIST with one name per line";

/// The files that the names given stand for (core/io/inputs.h). A name that stands for none is told on
/// standard error; the others go on.
std::vector<std::string> inputFiles(const std::vector<std::string>& names, Session& session);

/// What went wrong, with the option that helps where one does.
std::string sentenceOf(const std::exception& error);

/// One sentence on standard error; the program goes on and ends with ExitCode::SomeFailed.
void fileFailed(const std::string& file, const std::string& sentence, Session& session);

} // namespace syzygy
