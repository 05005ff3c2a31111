#pragma once

#include "app/cli/readoptions.h"
#include "core/analysis/analyzer.h"
#include "core/training/mocks/nirspecmock.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace syzygy {

/// --velocity [km/s].
void addVelocityOption(CLI::App& command, std::optional<double>& velocity);

/// --line-error, for AnalysisOptions::lineError.
void addLineErrorOption(CLI::App& command, std::optional<double>& lineError);

/// "NAME=VALUE±ERROR,...": wrong usage if it is not.
void addGivenOption(CLI::App& command, const std::string& name, std::vector<GivenLabel>& given,
                    const std::string& help);

/// --mask "FROM-TO,..." [µm]: wrong usage if it is not.
void addMaskOption(CLI::App& command, PrepareOptions& options);

/// --grating of mocks: G140H or G140M.
void addGratingOption(CLI::App& command, Grating& grating);

/// --bundle DIR; empty means the bundle that ships.
void addBundleOption(CLI::App& command, std::string& bundle);

/// The directory given, or that of the bundle that ships. Throws Error if there is none.
std::filesystem::path bundleDirectory(const std::string& bundle);

} // namespace syzygy
