#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/evaluationfigures.h"
#include "app/cli/pairs.h"
#include "app/cli/terminal.h"
#include "app/cli/where.h"
#include "core/atlas/atlasscores.h"
#include "core/atomicfile.h"
#include "core/training/bundle/bundlecard.h"
#include "core/training/evaluation/detection.h"
#include "core/training/evaluation/evaluation.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct EvaluateCommand {
    std::string bundle;
    std::string truth;
    std::string atlas, pairs;       ///< real stars in place of mocks
    std::string where;              ///< of the atlas; empty: all
    std::string json, csv, figures; ///< where to write; empty: nowhere
    std::size_t spoilt = 0;         ///< mocks to spoil in each way, in place of the scores; 0: none
    bool card = false;              ///< put the scores into the bundle's manifest and model card
    EvaluationOptions options;
};

void write(const EvaluateCommand& command, const Evaluation& evaluation)
{
    if (!command.json.empty())
        writeTextAtomically(command.json, toJson(evaluation));
    if (!command.csv.empty())
        writeCsv(command.csv, toTable(evaluation));
    if (!command.figures.empty())
        writeFigures(command.figures, evaluation);
}

/// How many spectra that are no such star are doubted.
void runSpoilt(const EvaluateCommand& command, const Session& session)
{
    DetectionOptions options;
    options.snr = command.options.snr;
    options.stars = command.spoilt;
    const auto bundle = bundleDirectory(command.bundle);
    const auto text = toText(detectSpoilt(bundle, options, showProgress(session), session.stop));
    print(text);
    if (command.card)
        recordDetection(bundle, text);
}

void run(const EvaluateCommand& command, Session& session)
{
    if (command.spoilt > 0)
        return runSpoilt(command, session);
    if (!command.atlas.empty()) {
        const StarAtlas atlas(command.atlas);
        if (command.where.empty())
            return print(scoresReport(atlas, scoresOf(atlas)));
        const auto rows = rowsOf(atlas, command.where);
        return print(scoresReport(atlas, scoresOf(atlas, rows),
                                  fmt::format("of them {} where {}", rows.size(), command.where)));
    }
    if (!command.pairs.empty())
        return print(pairsReport(command.pairs, command.bundle, session));
    std::optional<SpectralGrid> truth;
    if (!command.truth.empty())
        truth = readGrid(command.truth);
    const auto bundle = bundleDirectory(command.bundle);
    auto evaluation
        = evaluate(bundle, truth ? &*truth : nullptr, command.options, showProgress(session), session.stop);
    if (truth)
        evaluation.starsFrom = std::filesystem::path(command.truth).filename().string();
    print(toText(evaluation));
    write(command, evaluation);
    if (command.card)
        recordScores(bundle, evaluation);
}

} // namespace

void addEvaluate(CLI::App& program, Session& session)
{
    auto state = std::make_shared<EvaluateCommand>();
    auto& options = state->options;
    auto* command = addCommand(program, "evaluate");
    command->add_option("--truth", state->truth, "Grid of true spectra in FITS (default: emulated ones)");
    auto* atlas = command->add_option(
        "--atlas", state->atlas,
        "In place of mocks, the stars of an atlas: our labels against its catalogue's, as Markdown");
    addWhereOption(*command, state->where)->needs(atlas);
    command
        ->add_option("--pairs", state->pairs,
                     "In place of mocks, stars that both instruments saw: a table with columns nirspec and "
                     "apogee of files; success@k and differences, as Markdown")
        ->excludes(atlas);
    command->add_flag("!--raw-lines", options.correctTruth,
                      "Leave the lines of --truth as they were computed, without the strengths by species "
                      "that the bundle was trained with");
    command->add_option("--snr", options.snr, "Median S/N per pixel of the NIRSpec side, separated by commas")
        ->delimiter(',')
        ->check(CLI::Range(1.0, 10000.0))
        ->capture_default_str();
    addGratingOption(*command, options.grating);
    command->add_option("--apogee-snr", options.apogeeSnr, "Of the APOGEE side")
        ->check(CLI::Range(1.0, 10000.0))
        ->capture_default_str();
    command->add_option("--stars", options.stars, "Distinct stars, the pool of the retrieval")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    command->add_flag("--no-defects{false}", options.defects,
                      "Mocks without holes, outliers, ripples and wrong errors: what the bounds reckon with");
    command->add_option("--bound-stars", options.boundStars, "Of them, those with Cramér-Rao bounds")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    command
        ->add_option("--fit-stars", options.fitStars,
                     "Of them, those that the emulator is fitted to as well, as analyze --fit does")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    command->add_option("--seed", options.seed, "Same seed, same stars and noise")->capture_default_str();
    command
        ->add_option("--line-error", options.lineError,
                     "Relative error of line depths in the mocks, known to the encoders: 0.04 is what real "
                     "stars are read with")
        ->check(CLI::Range(0.0, 0.2))
        ->capture_default_str();
    addGivenOption(*command, "--given", options.given,
                   "Tell each analysis these labels of its star, with these errors, such as logg=0±0.1: what "
                   "it gains, and whether σ stay honest");
    command->add_flag("!--no-velocity", options.measureVelocity,
                      "Draw the residual velocity instead of measuring it");
    command->add_option("--json", state->json, "Write the scores to this file");
    command->add_option("--csv", state->csv,
                        "Write one row per S/N, group, instrument and label to this file");
    command->add_option("--figures", state->figures, "Write figures (SVG) into this directory");
    command
        ->add_option("--spoilt", state->spoilt,
                     "In place of the scores: spoil this many mocks in each of five ways (half of it flat, "
                     "an A star, two stars, R = 500, diluted) "
                     "and print how many are doubted")
        ->check(CLI::Range(2, 100000));
    command->add_flag("--card", state->card,
                      "Put the scores into the bundle's manifest.json and MODEL_CARD.md");
    addBundleOption(*command, state->bundle);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
