#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/inputfiles.h"
#include "app/cli/terminal.h"
#include "core/training/calibration/finetuningbundle.h"
#include "core/training/calibration/finetuningcurve.h"
#include "core/training/calibration/finetuningstars.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

constexpr std::size_t fewestStars = 3;

struct FineTuneCommand {
    std::vector<std::string> spectra;
    std::string labels, output, bundle, truth;
    bool calibrate = false;  ///< into the bundle itself
    bool experiment = false; ///< two stars will do, and nothing is written
    bool apogee = false;     ///< the curve's instrument
    CurveOptions curve;
};

TuningStars starsOf(const FineTuneCommand& command, const std::filesystem::path& bundle,
                    const Encoders& encoders, Session& session)
{
    const auto rows = readTuningLabels(command.labels);
    std::vector<std::filesystem::path> files;
    for (const auto& file : inputFiles(command.spectra, session))
        files.emplace_back(file);
    auto stars
        = readTuningStars(files, rows, Analyzer::load(bundle), encoders, showProgress(session), session.stop);
    for (const auto& note : stars.notes)
        fmt::print(stderr, "syzygy-cli: {}\n", note);
    return stars;
}

void requireEnough(const TuningStars& stars, bool experiment)
{
    const auto most = std::max(stars.nirspec.size(), stars.apogee.size());
    const std::size_t fewest = experiment ? 2 : fewestStars;
    if (most < fewest)
        throw Error(fmt::format(
            "{} usable labelled star{} of one instrument {} too few to fine-tune on: {} or more are needed.",
            most, most == 1 ? "" : "s", most == 1 ? "is" : "are", fewest));
}

/// Throws Error for a baseline, whose corrections nothing could learn.
Encoders tunableEncoders(const std::filesystem::path& bundle)
{
    auto encoders = Encoders::load(bundle / "encoders.pt");
    if (!encoders.reconstructs())
        throw Error(bundle.string()
                    + " is a baseline of the architecture starnet, which cannot be fine-tuned; name another "
                      "--bundle.");
    return encoders;
}

Tuning tune(const FineTuneCommand& command, const Encoders& encoders, const TuningStars& stars,
            const Session& session)
{
    const std::size_t fewest = command.experiment ? 2 : fewestStars;
    Tuning tuning;
    if (stars.nirspec.size() >= fewest)
        tuning.nirspec = fineTune(encoders.withLineError(defaultLineError(Instrument::Nirspec)),
                                  stars.nirspec, command.curve.tuning, showProgress(session), session.stop);
    if (stars.apogee.size() >= fewest)
        tuning.apogee = fineTune(encoders.withLineError(defaultLineError(Instrument::Apogee)), stars.apogee,
                                 command.curve.tuning, showProgress(session), session.stop);
    return tuning;
}

void adapt(const FineTuneCommand& command, const std::filesystem::path& bundle, Session& session)
{
    requireTunable(bundle);
    if (!command.output.empty())
        requireNewFolder(command.output);
    const auto encoders = tunableEncoders(bundle);
    const auto stars = starsOf(command, bundle, encoders, session);
    requireEnough(stars, command.experiment);
    const auto tuning = tune(command, encoders, stars, session);
    print(toText(tuning));
    if (command.calibrate)
        return recordCalibration(bundle, tuning,
                                 "syzygy-cli finetune --spectra FILES --labels LABELS --calibrate");
    if (command.output.empty())
        return print("\nNothing was written; -o DIR writes the fine-tuned bundle.\n");
    writeTunedBundle(bundle, command.output, tuning, session.commandLine);
}

void drawCurve(FineTuneCommand& command, const std::filesystem::path& bundle, const Session& session)
{
    command.curve.instrument = command.apogee ? Instrument::Apogee : Instrument::Nirspec;
    const auto analyzer = Analyzer::load(bundle);
    const auto encoders = tunableEncoders(bundle).withLineError(defaultLineError(command.curve.instrument));
    const auto emulator = Emulator::load(bundle / "emulator.pt");
    print(toText(tuningCurve(analyzer, encoders, emulator, readGrid(command.truth), command.curve,
                             showProgress(session), session.stop)));
}

void run(FineTuneCommand& command, Session& session)
{
    if (command.truth.empty() == command.spectra.empty())
        throw CLI::ValidationError("finetune", "give --spectra with --labels, or --truth");
    const auto bundle = bundleDirectory(command.bundle);
    if (command.truth.empty())
        adapt(command, bundle, session);
    else
        drawCurve(command, bundle, session);
}

void addCurveOptions(CLI::App& command, FineTuneCommand& state)
{
    auto& curve = state.curve;
    auto* truth = command.add_option(
        "--truth", state.truth,
        "In place of spectra, a grid of true spectra in FITS: how many stars does it take?");
    command.add_option("--curve", curve.stars, "Numbers of stars to train on, separated by commas")
        ->delimiter(',')
        ->check(CLI::Range(2, 10000))
        ->needs(truth)
        ->capture_default_str();
    command.add_option("--draws", curve.draws, "Random choices of these stars, averaged")
        ->check(CLI::Range(1, 1000))
        ->needs(truth)
        ->capture_default_str();
    command.add_option("--snr", curve.snr, "Median S/N per pixel of the mock exposures")
        ->check(CLI::Range(1.0, 10000.0))
        ->needs(truth)
        ->capture_default_str();
    command.add_option("--seed", curve.seed, "Same seed, same noise and choices")
        ->needs(truth)
        ->capture_default_str();
    command.add_flag("--apogee", state.apogee, "Of the APOGEE side")->needs(truth);
}

} // namespace

void addFineTune(CLI::App& program, Session& session)
{
    auto state = std::make_shared<FineTuneCommand>();
    auto* command = addCommand(program, "finetune");
    auto* spectra = command->add_option("--spectra", state->spectra, inputHelp);
    auto* labels = command->add_option("--labels", state->labels,
                                       "CSV with a star's name (as source or file), teff, logg, fe_h, ...");
    spectra->needs(labels);
    labels->needs(spectra);
    auto* output = command->add_option("-o,--output", state->output,
                                       "New folder for the fine-tuned bundle; the old one stays as it is");
    command
        ->add_flag("--experiment", state->experiment,
                   "Two stars will do, each tested by what the other taught; the result is not fit for use "
                   "and is not written")
        ->excludes(output);
    command
        ->add_flag("--calibrate", state->calibrate,
                   "Write into the bundle itself, as the calibration that real spectra are corrected with "
                   "until it is fine-tuned")
        ->excludes(output);
    addBundleOption(*command, state->bundle);
    addCurveOptions(*command, *state);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
