#pragma once

#include "core/spectrum.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace syzygy {

/// Whose spectrum a mode stands for: "GRATING" or "GRATING/FILTER" of NIRSpec, "R=22500" of APOGEE; else
/// Instrument::Other.
Instrument instrumentOfMode(std::string_view mode);

/// What is wrong with a mode that a user gave, in a sentence that lists what may be given; empty where
/// nothing is. Known are nothing at all, NIRSpec's gratings with or without a filter, and R=NUMBER.
std::string refusalOfMode(std::string_view mode);

/// Throws an Error with that sentence, if there is one.
void requireKnownMode(std::string_view mode, const std::filesystem::path& file);

} // namespace syzygy
