#include "core/training/encoders/encodertraining.h"

#include "core/error.h"
#include "core/training/encoders/componentmodeltraining.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/membertraining.h"
#include "core/training/encoders/mockchunks.h"
#include "core/training/encoders/mockfeatures.h"

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t frontEndStars = 6'000;

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

std::filesystem::path inCheckpoint(const EncoderTrainingOptions& options, const std::string& name)
{
    return options.checkpoint.empty() ? std::filesystem::path() : options.checkpoint / name;
}

/// Without members: these are trained later.
void saveFrontEnds(EncoderNetworks networks, const std::filesystem::path& file)
{
    networks.options.members = 0;
    networks.labelMean = networks.labelScale = torch::zeros({ static_cast<std::int64_t>(labelCount) });
    networks.makeNetworks();
    torch::serialize::OutputArchive archive;
    networks.write(archive);
    archive.save_to(file.string());
}

/// Front ends and component models from the checkpoint, or fitted and kept there; always as they are stored,
/// so that an interrupted training ends like an uninterrupted one.
void provideFrontEnds(const Emulator& emulator, const LabelPrior& prior,
                      const EncoderTrainingOptions& options, EncoderNetworks& networks,
                      const Progress& progress, const std::stop_token& stop)
{
    const auto file = inCheckpoint(options, "frontends.pt");
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

MockFeatures provideChunk(const Emulator& emulator, const LabelPrior& prior,
                          const EncoderTrainingOptions& options, const EncoderNetworks& networks,
                          const std::string& name, std::size_t count, std::uint64_t seed)
{
    const auto file = inCheckpoint(options, name);
    if (!file.empty() && std::filesystem::exists(file))
        return MockFeatures::load(file);
    auto features
        = makeMockFeatures(emulator, prior, networks, options.mocks, options.hardNegativeShare, count, seed);
    features.toHalf(); // with or without a checkpoint, so that both train on the same numbers
    if (!file.empty())
        features.save(file);
    return features;
}

MockFeatures provideMocks(const Emulator& emulator, const LabelPrior& prior,
                          const EncoderTrainingOptions& options, const EncoderNetworks& networks,
                          const Progress& progress, const std::stop_token& stop)
{
    std::vector<MockFeatures> chunks;
    const MockChunks plan { options.stars, options.seed };
    std::size_t done = 0;
    for (std::size_t k = 0; k < plan.count(); ++k) {
        checkStop(stop);
        chunks.push_back(provideChunk(emulator, prior, options, networks, fmt::format("mocks_{:04}.pt", k),
                                      plan.sizeOf(k), plan.seedOf(k)));
        done += plan.sizeOf(k);
        progress(0.2 + 0.4 * static_cast<double>(k + 1) / static_cast<double>(plan.count()),
                 fmt::format("mocks: {} of {} stars", done, options.stars));
    }
    return MockFeatures::join(chunks);
}

/// Labels in the units of the component models' parameters.
void standardise(EncoderNetworks& networks)
{
    networks.labelMean
        = networks.nirspec.model.parameterMean.slice(0, 0, static_cast<std::int64_t>(labelCount)).clone();
    networks.labelScale
        = networks.nirspec.model.parameterScale.slice(0, 0, static_cast<std::int64_t>(labelCount)).clone();
}

/// Trains the members one after the other; each starts from other weights and sees the mocks in another
/// order.
int trainMembers(EncoderNetworks& networks, const MockFeatures& mocks, const MockFeatures& heldOut,
                 const EncoderTrainingOptions& options, const Progress& progress, const std::stop_token& stop)
{
    int epochs = 0;
    const auto count = static_cast<std::size_t>(options.members);
    for (std::size_t member = 0; member < count; ++member) {
        const double from = 0.6 + 0.4 * static_cast<double>(member) / static_cast<double>(count);
        const Progress ofMember = [&](double fraction, const std::string& message) {
            progress(from + 0.4 * fraction / static_cast<double>(count),
                     fmt::format("member {}: {}", member + 1, message));
        };
        epochs += trainMember(networks, member, mocks, heldOut, options, ofMember, stop);
    }
    return epochs;
}

double meanTemperature(const EncoderNetworks& networks)
{
    double sum = 0;
    for (const auto& scale : networks.logitScales)
        sum += 1 / scale.exp().item<double>();
    return sum / static_cast<double>(networks.logitScales.size());
}

} // namespace

TrainedEncoders trainEncoders(const Emulator& emulator, const LabelPrior& prior,
                              const EncoderTrainingOptions& options, const Progress& progress,
                              std::stop_token stop)
{
    if (!options.checkpoint.empty())
        std::filesystem::create_directories(options.checkpoint);
    auto networks = std::make_shared<EncoderNetworks>();
    networks->options
        = { options.components, options.hidden, options.latent, 256, options.dropout, options.members };
    progress(0, "fitting the front ends");
    provideFrontEnds(emulator, prior, options, *networks, progress, stop);
    const auto mocks = provideMocks(emulator, prior, options, *networks, progress, stop);
    const auto heldOut = provideChunk(emulator, prior, options, *networks, "heldout.pt", options.heldOut,
                                      MockChunks { options.stars, options.seed }.heldOutSeed());
    torch::manual_seed(options.seed);
    networks->makeNetworks();
    standardise(*networks);
    const int epochs = trainMembers(*networks, mocks, heldOut, options, progress, stop);
    calibrate(*networks, heldOut);
    const auto score = assess(*networks, heldOut, options.contrastiveWeight);
    return { Encoders(networks), score.loss, meanTemperature(*networks),
             score.retrievalAt1, score.rmse, epochs };
}

} // namespace syzygy
