#include "core/training/encoders/encodertraining.h"

#include "core/error.h"
#include "core/nn/savedarchive.h"
#include "core/training/encoders/componentmodeltraining.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/mockfeatures.h"
#include "core/training/encoders/peers.h"
#include "core/training/encoders/trainingrecord.h"
#include "core/training/encoders/trainingsteps.h"

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

/// Without members: these are trained later.
void saveFrontEnds(EncoderNetworks networks, const std::filesystem::path& file)
{
    networks.options.members = 0;
    networks.labelMean = networks.labelScale = torch::zeros({ static_cast<std::int64_t>(labelCount) });
    networks.makeNetworks();
    torch::serialize::OutputArchive archive;
    networks.write(archive);
    saveArchive(archive, file);
}

/// Front ends and component models from the checkpoint, or fitted and kept there; always as they are stored,
/// so that an interrupted training ends like an uninterrupted one.
void provideFrontEnds(const Emulator& emulator, const LabelPrior& prior,
                      const EncoderTrainingOptions& options, EncoderNetworks& networks,
                      const Progress& progress, const std::stop_token& stop)
{
    const auto file = inCheckpoint(options, "frontends.pt");
    if (options.peers && !options.peers->isFirst())
        options.peers->wait(); // for the first to have written it
    if (file.empty() || !std::filesystem::exists(file)) {
        fitFrontEnds(emulator, prior, std::min(frontEndStars, options.stars), options.seed, networks);
        ComponentModelOptions modelOptions;
        modelOptions.stars = std::min(modelOptions.stars, options.stars);
        modelOptions.seed = options.seed;
        trainComponentModels(emulator, prior, modelOptions, networks, partOf(progress, 0, 0.2), stop);
    }
    if (file.empty())
        return;
    if (!std::filesystem::exists(file))
        saveFrontEnds(networks, file);
    if (options.peers && options.peers->isFirst())
        options.peers->wait();
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(file.string());
        const auto stored = EncoderNetworks::read(archive);
        networks.nirspec.front = stored.nirspec.front;
        networks.apogee.front = stored.apogee.front;
        networks.nirspec.model = stored.nirspec.model;
        networks.apogee.model = stored.apogee.model;
    } catch (const c10::Error&) {
        throw Error(
            file.string()
            + " is damaged or of another version of the program; name another folder for --checkpoint.");
    }
}

/// Peers have equal shares of every batch, and meet in the checkpoint.
void requireShares(const EncoderTrainingOptions& options)
{
    if (!options.peers)
        return;
    if (options.checkpoint.empty())
        throw Error("--distributed needs --checkpoint: a folder that every process sees.");
    if (options.batch % options.peers->count() != 0)
        throw Error(
            fmt::format("--distributed: {} processes cannot share a batch of {} evenly; give --batch a "
                        "multiple of {}.",
                        options.peers->count(), options.batch, options.peers->count()));
}

/// Labels in the units of the component models' parameters.
void standardise(EncoderNetworks& networks)
{
    networks.labelMean
        = networks.nirspec.model.parameterMean.slice(0, 0, static_cast<std::int64_t>(labelCount)).clone();
    networks.labelScale
        = networks.nirspec.model.parameterScale.slice(0, 0, static_cast<std::int64_t>(labelCount)).clone();
}

} // namespace

TrainedEncoders trainEncoders(const Emulator& emulator, const LabelPrior& prior,
                              const EncoderTrainingOptions& options, const Progress& progress,
                              std::stop_token stop)
{
    requireShares(options);
    claimCheckpoint(options);
    auto networks = std::make_shared<EncoderNetworks>();
    networks->options
        = { options.components, options.hidden, options.latent, 256, options.dropout, options.members };
    progress(0, "fitting the front ends");
    provideFrontEnds(emulator, prior, options, *networks, progress, stop);
    const auto mocks = provideMocks(emulator, prior, options, *networks, progress, stop);
    const auto heldOut = provideHeldOut(emulator, prior, options, *networks);
    torch::manual_seed(options.seed);
    networks->makeNetworks();
    standardise(*networks);
    const int epochs = trainMembers(*networks, mocks, heldOut, Start::FromFits, options, progress, stop);
    calibrate(*networks, heldOut);
    const auto score = assess(*networks, heldOut, options.contrastiveWeight);
    return { Encoders(networks), score.loss, meanTemperature(*networks),
             score.retrievalAt1, score.rmse, epochs,
             options.heldOut };
}

} // namespace syzygy
