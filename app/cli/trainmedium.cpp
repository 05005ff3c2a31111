#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/terminal.h"
#include "core/training/bundle/mediumbundle.h"
#include "core/training/encoders/mediumtraining.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct TrainMediumCommand {
    std::string bundle;
    EncoderTrainingOptions training = mediumTrainingOptions();
};

/// What makes the same again, without a path of this machine.
std::string reproducingCommand(const EncoderTrainingOptions& training)
{
    return fmt::format("syzygy-cli train medium --bundle BUNDLE --stars {} --held-out {} --components {} "
                       "--epochs {} --seed {}",
                       training.stars, training.heldOut, training.components, training.epochs, training.seed);
}

void run(const TrainMediumCommand& command, const Session& session)
{
    const auto bundle = bundleDirectory(command.bundle);
    const auto trained = addMedium(bundle, command.training, reproducingCommand(command.training),
                                   showProgress(session), session.stop);
    print(fmt::format("{} epochs, held-out loss {:.4f}, retrieval success@1 {:.3f}; the encoder for G140M "
                      "was added to {}\n",
                      trained.epochs, trained.heldOutLoss, trained.retrievalAt1, bundle.string()));
}

} // namespace

void addTrainMedium(CLI::App& train, Session& session)
{
    auto state = std::make_shared<TrainMediumCommand>();
    auto& training = state->training;
    auto* command = train.add_subcommand(
        "medium", "Add an encoder for NIRSpec's G140M to a bundle, in the latent space that is there");
    command->add_option("--stars", training.stars, "Distinct mock stars")
        ->check(CLI::Range(100, 100000000))
        ->capture_default_str();
    command->add_option("--held-out", training.heldOut, "Further stars for early stopping and calibration")
        ->check(CLI::Range(10, 10000000))
        ->capture_default_str();
    command->add_option("--components", training.components, "Of its front end")
        ->check(CLI::Range(1, 1500))
        ->capture_default_str();
    command->add_option("--epochs", training.epochs, "Passes over the mocks at most")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--seed", training.seed, "Same seed, same weights")->capture_default_str();
    command->add_option("--checkpoint", training.checkpoint,
                        "Folder to keep the state in and to resume from");
    addBundleOption(*command, state->bundle);
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
