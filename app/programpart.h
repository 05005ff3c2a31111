#pragma once

#include <filesystem>
#include <string_view>

namespace syzygy {

/// A file that is part of the program that runs: beside it, as built, or in its libexec folder, where it is
/// installed. Empty if it is nowhere.
std::filesystem::path findProgramPart(std::string_view name);

} // namespace syzygy
