#include "app/cli/readoptions.h"

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

} // namespace syzygy
