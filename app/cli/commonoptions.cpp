#include "app/cli/commonoptions.h"

#include "app/cli/terminal.h"
#include "core/error.h"
#include "core/nn/manifest.h"
#include "core/processing/maskedranges.h"

#include <CLI/CLI.hpp>

#include <map>

namespace syzygy {

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

namespace {

/// An option whose text is read by `parse`, whose Error is wrong usage.
template <typename Result>
void addParsedOption(CLI::App& command, const std::string& name, Result& result,
                     Result (*parse)(std::string_view), const std::string& help)
{
    command.add_option_function<std::string>(
        name,
        [&result, name, parse](const std::string& text) {
            try {
                result = parse(text);
            } catch (const Error& error) {
                throw CLI::ValidationError(name, error.what());
            }
        },
        help);
}

} // namespace

void addGivenOption(CLI::App& command, const std::string& name, std::vector<GivenLabel>& given,
                    const std::string& help)
{
    addParsedOption(command, name, given, &parseGiven, help);
}

void addMaskOption(CLI::App& command, PrepareOptions& options)
{
    addParsedOption(command, "--mask", options.maskedRanges, &parseMaskedRanges,
                    "Leave these wavelengths out, in µm, vacuum, as observed: \"1.23-1.25,1.5-1.51\"");
}

void addGratingOption(CLI::App& command, Grating& grating)
{
    static const std::map<std::string, Grating> gratings { { "G140H", Grating::G140H },
                                                           { "G140M", Grating::G140M } };
    command.add_option("--grating", grating, "Of the NIRSpec side, with F100LP: G140H (default) or G140M")
        ->transform(CLI::CheckedTransformer(gratings, CLI::ignore_case));
}

void addBundleOption(CLI::App& command, std::string& bundle)
{
    command.add_option("--bundle", bundle, "Directory of the model bundle (default: the one that ships)");
}

std::filesystem::path bundleDirectory(const std::string& bundle)
{
    const auto directory = bundle.empty() ? defaultBundle() : std::filesystem::path(bundle);
    std::error_code failure;
    if (!std::filesystem::exists(directory / "manifest.json", failure))
        return directory; // what a bundle is made from; whoever needs a bundle refuses it
    if (!isShippedBundle(directory))
        complain(directory,
                 loadManifest(directory).modelId
                     + " is not the bundle that Syzygy ships; the tables say so too.");
    return directory;
}

} // namespace syzygy
