#pragma once

#include <filesystem>
#include <vector>

namespace syzygy {

/// The mock spectra that come with the program, beside its models: of the source tree, or installed. In the
/// order of their names; empty where there are none.
std::vector<std::filesystem::path> sampleSpectra();

} // namespace syzygy
