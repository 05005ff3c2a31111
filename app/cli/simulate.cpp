#include "core/training/mocks/simulate.h"

#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/terminal.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct SimulateCommand {
    std::string bundle;
    std::string output;
    SimulateOptions options;
};

void run(const SimulateCommand& command, const Session& session)
{
    const auto bundle = bundleDirectory(command.bundle);
    const auto emulator = Emulator::load(bundle / "emulator.pt");
    const auto prior = LabelPrior::load(bundle / "label_prior.json");
    simulate(emulator, prior, command.output, command.options, showProgress(session), session.stop);
    print(fmt::format("{} stars, each by both instruments, and truth.csv written to {}\n",
                      command.options.count, command.output));
}

} // namespace

void addSimulate(CLI::App& program, Session& session)
{
    auto state = std::make_shared<SimulateCommand>();
    auto& options = state->options;
    auto* command = addCommand(program, "simulate");
    command->add_option("-n,--count", options.count, "Stars")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command
        ->add_option("--snr", options.snr,
                     "Median S/N per pixel of the NIRSpec exposures (default: drawn from 10 to 300)")
        ->check(CLI::Range(1.0, 10000.0));
    command->add_option("--seed", options.seed, "Same seed, same stars and noise")->capture_default_str();
    addGratingOption(*command, options.grating);
    command->add_flag("--giants", options.giantsOnly, "Giants only");
    command->add_option("-o,--output", state->output, "Directory to write into")->required();
    addBundleOption(*command, state->bundle);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
