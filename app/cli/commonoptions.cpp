#include "app/cli/commonoptions.h"

#include "core/error.h"
#include "core/io/mode.h"

#include <CLI/CLI.hpp>

#include <map>

namespace syzygy {

void addReadOptions(CLI::App& command, ReadOptions& options)
{
    static const std::map<std::string, FluxColumn> columns {
        { "flux", FluxColumn::Flux }, { "surf_bright", FluxColumn::SurfaceBrightness }
    };
    const auto group = "Reading (where the file says it, the file is believed)";
    command.add_option("--flux-column", options.fluxColumn, "Of products that have both")
        ->transform(CLI::CheckedTransformer(columns, CLI::ignore_case))
        ->group(group);
    command
        .add_option("--wavelength-unit", options.wavelengthUnit,
                    "Of tables and text files that do not say it")
        ->check(CLI::IsMember({ "um", "nm", "Angstrom", "m" }))
        ->group(group);
    command.add_option("--flux-unit", options.fluxUnit, "Any text")->group(group);
    command
        .add_option("--mode", options.mode, "Grating and filter, such as G140H/F100LP, or R=22500 for APOGEE")
        ->check([](const std::string& mode) { return refusalOfMode(mode); })
        ->group(group);
    command.add_flag("--air", options.wavelengthsInAir, "The wavelengths are in air: convert them to vacuum")
        ->group(group);
}

void addVelocityOption(CLI::App& command, std::optional<double>& velocity)
{
    command.add_option("--velocity", velocity, "Radial velocity in km/s, in place of a measured one")
        ->check(CLI::Range(-3000.0, 3000.0));
}

void addLineErrorOption(CLI::App& command, std::optional<double>& lineError)
{
    command
        .add_option(
            "--line-error", lineError,
            "Relative error of synthetic line depths to reckon with; 0 trusts them, as only mocks deserve "
            "(default 0.04 for NIRSpec, 0.03 for APOGEE)")
        ->check(CLI::Range(0.0, 0.08));
}

void addGivenOption(CLI::App& command, const std::string& name, std::vector<GivenLabel>& given, const std::string& help)
{
    command.add_option_function<std::string>(
        name,
        [&given, name](const std::string& text) {
            try {
                given = parseGiven(text);
            } catch (const Error& error) {
                throw CLI::ValidationError(name, error.what());
            }
        },
        help);
}

void addBundleOption(CLI::App& command, std::string& bundle)
{
    command.add_option("--bundle", bundle, "Directory of the model bundle (default: the one that ships)");
}

std::filesystem::path bundleDirectory(const std::string& bundle)
{
    return bundle.empty() ? defaultBundle() : std::filesystem::path(bundle);
}

} // namespace syzygy
