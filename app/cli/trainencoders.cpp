#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/terminal.h"
#include "core/training/bundle/bundletraining.h"
#include "core/training/encoders/peers.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

constexpr auto baseline = "starnet";

struct TrainEncodersCommand {
    std::string source;
    std::string output;
    std::string architecture = "projector";
    EncoderTrainingOptions training;
    BundleOptions bundle;
    bool isDistributed = false;
    const CLI::App* parsed = nullptr; ///< knows which options were given
};

/// What makes the same bundle again: all that matters and no path of this machine.
std::string reproducingCommand(const EncoderTrainingOptions& training, std::size_t atlasStars)
{
    return fmt::format("syzygy-cli train encoders -o BUNDLE --stars {} --held-out {} --atlas-stars {} "
                       "--components {} --hidden {} --latent {} "
                       "--members {} --epochs {} --patience {} --batch {} --learning-rate {} --weight-decay "
                       "{} --contrastive-weight {} "
                       "--hard-negatives {} --dropout {} --seed {}",
                       training.stars, training.heldOut, atlasStars, training.components, training.hidden,
                       training.latent, training.members, training.epochs, training.patience, training.batch,
                       training.learningRate, training.weightDecay, training.contrastiveWeight,
                       training.hardNegativeShare, training.dropout, training.seed);
}

std::string reproducingCommand(const StarNetTrainingOptions& training, std::size_t atlasStars)
{
    return fmt::format("syzygy-cli train encoders --architecture {} -o BUNDLE --stars {} --held-out {} "
                       "--atlas-stars {} --epochs {} "
                       "--hard-negatives {} --seed {}",
                       baseline, training.stars, training.heldOut, atlasStars, training.epochs,
                       training.hardNegativeShare, training.seed);
}

/// The baseline keeps to its published recipe: what says how ours are trained is refused.
StarNetTrainingOptions baselineOptions(const TrainEncodersCommand& command)
{
    for (const auto* name :
         { "--components", "--hidden", "--latent", "--members", "--patience", "--batch", "--learning-rate",
           "--weight-decay", "--dropout", "--contrastive-weight", "--distributed" })
        if (command.parsed->count(name) > 0)
            throw CLI::ValidationError(name, fmt::format("does not apply to --architecture {}", baseline));
    StarNetTrainingOptions options;
    options.stars = command.training.stars;
    options.heldOut = command.training.heldOut;
    options.hardNegativeShare = command.training.hardNegativeShare;
    options.seed = command.training.seed;
    options.checkpoint = command.training.checkpoint;
    if (command.parsed->count("--epochs") > 0)
        options.epochs = command.training.epochs;
    return options;
}

void run(TrainEncodersCommand& command, const Session& session)
{
    auto& bundle = command.bundle;
    if (command.architecture == baseline) {
        bundle.training = baselineOptions(command);
    } else {
        if (command.isDistributed)
            command.training.peers = std::make_shared<Peers>(PeerPlace::fromEnvironment());
        bundle.training = command.training;
    }
    bundle.command
        = std::visit([&](const auto& training) { return reproducingCommand(training, bundle.atlasStars); },
                     bundle.training);
    const auto& peers = command.training.peers;
    const bool isFirst = peers == nullptr || peers->isFirst();
    const auto trained = trainBundle(
        bundleDirectory(command.source), command.output, bundle,
        isFirst ? showProgress(session) : Progress([](double, const std::string&) {}), session.stop);
    if (!isFirst)
        return;
    print(fmt::format("{} epochs, held-out loss {:.4f}, temperature {:.4f}, retrieval success@1 {:.3f}; "
                      "bundle written to {}\n",
                      trained.epochs, trained.heldOutLoss, trained.temperature, trained.retrievalAt1,
                      command.output));
}

void addSizeOptions(CLI::App& command, EncoderTrainingOptions& training, BundleOptions& bundle)
{
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
    command
        .add_option("--epochs", training.epochs,
                    "Passes over the mocks at most; of starnet, 1 in each of its two stages")
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
    command
        ->add_option("--architecture", state->architecture,
                     "projector: ours; starnet: the baseline, two StarNets trained as StarCLIP is")
        ->check(CLI::IsMember({ "projector", baseline }))
        ->capture_default_str();
    addSizeOptions(*command, state->training, state->bundle);
    addScheduleOptions(*command, state->training);
    command->add_flag("--distributed", state->isDistributed,
                      "One of several processes that train together, started as docs/scale.md says; needs "
                      "--checkpoint");
    state->parsed = command;
    command->callback([state, &session] { run(*state, session); });
}

} // namespace syzygy
