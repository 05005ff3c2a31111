#include "app/cli/command.h"
#include "app/cli/terminal.h"
#include "app/cli/textcolumns.h"
#include "core/io/gridreader.h"
#include "core/training/emulator/emulatortraining.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct TrainEmulatorOptions {
    std::string grid;
    std::vector<std::string> assess; ///< further grids that no weight has seen
    std::string output;
    EmulatorTrainingOptions training;
};

std::vector<std::string> summaryRow(const std::string& name, const EmulatorBandReport& band)
{
    return { name, fmt::format("{:.5f}", band.rms), fmt::format("{:.5f}", band.medianAbsolute),
             fmt::format("{:.5f}", band.percentile95) };
}

std::string alongWavelength(const std::string& name, const EmulatorBandReport& band)
{
    std::vector<std::vector<std::string>> rows { { name + " [µm]", "rms" } };
    for (std::size_t i = 0; i < band.wavelength.size(); ++i)
        rows.push_back(
            { fmt::format("{:.4f}", band.wavelength[i]), fmt::format("{:.5f}", band.rmsAlongWavelength[i]) });
    return alignedColumns(rows);
}

/// The error in normalised flux: per band, then along wavelength.
std::string reportText(const std::string& title, const EmulatorReport& report)
{
    return fmt::format("{}: {} stars\n", title, report.stars)
        + alignedColumns({ { "band", "rms", "median |error|", "95 % below" },
                           summaryRow("NIRSpec", report.nirspec),
                           summaryRow("APOGEE", report.apogee) })
        + alongWavelength("NIRSpec", report.nirspec) + alongWavelength("APOGEE", report.apogee);
}

void run(const TrainEmulatorOptions& options, const Session& session)
{
    const auto trained
        = trainEmulator(readGrid(options.grid), options.training, showProgress(session), session.stop);
    trained.emulator.save(options.output);
    print(reportText("held-out stars of " + options.grid, trained.heldOut));
    for (const auto& grid : options.assess)
        print(reportText(grid, assessEmulator(trained.emulator, readGrid(grid))));
    print(fmt::format("written to {}\n", options.output));
}

} // namespace

void addTrainEmulator(CLI::App& train, Session& session)
{
    auto options = std::make_shared<TrainEmulatorOptions>();
    auto& training = options->training;
    auto* command = train.add_subcommand(
        "emulator", "Train the emulator, labels to spectra, on a grid of synthetic spectra");
    command->add_option("--grid", options->grid, "FITS file: LABELS, NIRSPEC and APOGEE")->required();
    command->add_option("-o,--output", options->output, "File to write")->required();
    command->add_option("--assess", options->assess, "Further grids to report the error on");
    command->add_option("--components", training.components, "Principal components per band")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command->add_option("--epochs", training.epochs, "Steps of the search for the kernel's scales")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command->add_option("--stars-per-epoch", training.starsPerEpoch, "Stars drawn for each step")
        ->check(CLI::Range(10, 100000))
        ->capture_default_str();
    command->add_option("--learning-rate", training.learningRate, "Step size at the start")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--held-out", training.heldOutFraction, "Share of stars kept for the report")
        ->check(CLI::Range(0.01, 0.9))
        ->capture_default_str();
    command->add_flag("--keep-held-out-aside", training.keepHeldOutAside,
                      "Leave the held-out stars out of the result too");
    command->add_option("--seed", training.seed, "Same seed, same weights")->capture_default_str();
    command->add_option("--checkpoint", training.checkpoint, "File to keep the state in and to resume from");
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
