#pragma once

#include "core/analysis/analyzer.h"
#include "core/io/reader.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace syzygy {

/// What the files may leave unsaid: --flux-column, --wavelength-unit, --flux-unit, --mode, --air.
void addReadOptions(CLI::App& command, ReadOptions& options);

/// --velocity [km/s].
void addVelocityOption(CLI::App& command, std::optional<double>& velocity);

/// --line-error, for AnalysisOptions::lineError.
void addLineErrorOption(CLI::App& command, std::optional<double>& lineError);

/// --bundle DIR; empty means the bundle that ships.
void addBundleOption(CLI::App& command, std::string& bundle);

/// The directory given, or that of the bundle that ships. Throws Error if there is none.
std::filesystem::path bundleDirectory(const std::string& bundle);

} // namespace syzygy
