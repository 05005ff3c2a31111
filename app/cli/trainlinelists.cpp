#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/inputfiles.h"
#include "app/cli/terminal.h"
#include "core/training/calibration/linelists.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct TrainLineListsCommand {
    std::vector<std::string> spectra, labels;
    std::string bundle, emulator, output;
    LineListOptions options;
};

std::vector<LabelRow> labelsOf(const TrainLineListsCommand& command)
{
    std::vector<LabelRow> rows;
    for (const auto& table : command.labels)
        for (auto& row : readTuningLabels(table))
            rows.push_back(std::move(row));
    return rows;
}

void run(const TrainLineListsCommand& command, Session& session)
{
    const auto bundle = bundleDirectory(command.bundle);
    const auto file
        = command.emulator.empty() ? bundle / "emulator.pt" : std::filesystem::path(command.emulator);
    const auto emulator = Emulator::load(file).withLineStrengths({});
    const auto rows = labelsOf(command);
    std::vector<std::filesystem::path> files;
    for (const auto& spectrum : inputFiles(command.spectra, session))
        files.emplace_back(spectrum);
    const auto standards
        = readStandards(files, rows, Analyzer::load(bundle), showProgress(session), session.stop);
    const auto result = learnLineStrengths(emulator, LabelPrior::load(bundle / "label_prior.json"), standards,
                                           command.options, showProgress(session), session.stop);
    print(toText(result));
    if (command.output.empty())
        return print("\nNothing was written; -o FILE writes the corrected emulator.\n");
    emulator.withLineStrengths(result.strengths).save(command.output);
    print(fmt::format("written to {}\n", command.output));
}

} // namespace

void addTrainLineLists(CLI::App& train, Session& session)
{
    auto state = std::make_shared<TrainLineListsCommand>();
    auto& options = state->options;
    auto* command = train.add_subcommand(
        "linelists",
        "Learn from stars of known labels how wrong the emulator's lines are, by species and line list");
    command->add_option("--spectra", state->spectra, "Spectra of stars of known labels")->required();
    command->add_option("--labels", state->labels, "CSV with their labels and errors; several may be given")
        ->required();
    command->add_option("--emulator", state->emulator, "Emulator to correct (default: the bundle's)");
    command
        ->add_option("--ends", options.ends,
                     "Wavelengths in µm at which one source of lines ends and the next begins")
        ->delimiter(',')
        ->capture_default_str();
    command
        ->add_option("--line-scatter", options.lineScatter,
                     "Relative error of single lines about their species")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--iterations", options.iterations, "Steps of all stars and offsets together")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_option("-o,--output", state->output, "Emulator file to write");
    addBundleOption(*command, state->bundle);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
