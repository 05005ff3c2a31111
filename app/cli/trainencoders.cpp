#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/terminal.h"
#include "core/training/bundletraining.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct TrainEncodersCommand {
    std::string source;
    std::string output;
    BundleOptions bundle;
};

/// What makes the same bundle again: all that matters and no path of this machine.
std::string reproducingCommand(const BundleOptions& bundle)
{
    const auto& training = bundle.training;
    return fmt::format("syzygy-cli train encoders -o BUNDLE --stars {} --held-out {} --atlas-stars {} --components {} --hidden {} --latent {} "
                       "--members {} --epochs {} --patience {} --batch {} --learning-rate {} --weight-decay {} --contrastive-weight {} "
                       "--hard-negatives {} --dropout {} --seed {}",
                       training.stars, training.heldOut, bundle.atlasStars, training.components, training.hidden, training.latent,
                       training.members, training.epochs, training.patience, training.batch, training.learningRate,
                       training.weightDecay, training.contrastiveWeight, training.hardNegativeShare, training.dropout, training.seed);
}

void run(TrainEncodersCommand& command, const Session& session)
{
    command.bundle.command = reproducingCommand(command.bundle);
    const auto trained = trainBundle(bundleDirectory(command.source), command.output, command.bundle,
                                     showProgress(session), session.stop);
    print(fmt::format("{} epochs, held-out loss {:.4f}, temperature {:.4f}, retrieval success@1 {:.3f}; "
                      "bundle written to {}\n",
                      trained.epochs, trained.heldOutLoss, trained.temperature, trained.retrievalAt1,
                      command.output));
}

void addSizeOptions(CLI::App& command, BundleOptions& bundle)
{
    auto& training = bundle.training;
    command.add_option("--stars", training.stars, "Distinct mock stars")
        ->check(CLI::Range(100, 100000000))
        ->capture_default_str();
    command.add_option("--held-out", training.heldOut, "Further stars for early stopping and calibration")
        ->check(CLI::Range(10, 10000000))
        ->capture_default_str();
    command.add_option("--atlas-stars", bundle.atlasStars, "Reference stars of the map")
        ->check(CLI::Range(10, 10000000))
        ->capture_default_str();
    command.add_option("--components", training.components, "Of each front end")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command.add_option("--hidden", training.hidden, "Width of the encoders")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    command.add_option("--latent", training.latent, "Dimensions of one member's latent space")
        ->check(CLI::Range(2, 4096))
        ->capture_default_str();
    command.add_option("--members", training.members, "Networks in the ensemble")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
}

void addScheduleOptions(CLI::App& command, EncoderTrainingOptions& training)
{
    command.add_option("--epochs", training.epochs, "Passes over the mocks at most")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command
        .add_option("--patience", training.patience, "Epochs without a better held-out loss before it stops")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command.add_option("--batch", training.batch, "Pairs per InfoNCE matrix")
        ->check(CLI::Range(2, 65536))
        ->capture_default_str();
    command.add_option("--learning-rate", training.learningRate, "Peak of the schedule")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command.add_option("--weight-decay", training.weightDecay, "Of AdamW; larger regularises more")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command.add_option("--dropout", training.dropout, "Share of each block's outputs left out in training")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    command
        .add_option("--contrastive-weight", training.contrastiveWeight,
                    "Of InfoNCE against the heads' likelihood")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        .add_option("--hard-negatives", training.hardNegativeShare,
                    "Share of stars that differ in their abundances only")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--seed", training.seed, "Same seed, same weights")->capture_default_str();
    command.add_option("--checkpoint", training.checkpoint, "Folder to keep the state in and to resume from");
}

} // namespace

void addTrainEncoders(CLI::App& train, Session& session)
{
    auto state = std::make_shared<TrainEncodersCommand>();
    auto* command
        = train.add_subcommand("encoders", "Train encoders and heads on mock pairs and write a model bundle");
    command->add_option("-o,--output", state->output, "Directory of the new bundle")->required();
    command->add_option("--source", state->source,
                        "Directory with emulator.pt and label_prior.json (default: the bundle that ships)");
    addSizeOptions(*command, state->bundle);
    addScheduleOptions(*command, state->bundle.training);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
