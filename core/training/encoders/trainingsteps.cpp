#include "core/training/encoders/trainingsteps.h"

#include "core/error.h"
#include "core/training/encoders/fittedstart.h"
#include "core/training/encoders/membertraining.h"
#include "core/training/encoders/mockchunks.h"
#include "core/training/encoders/peers.h"

#include <fmt/format.h>

namespace syzygy {

std::filesystem::path inCheckpoint(const EncoderTrainingOptions& options, const std::string& name)
{
    return options.checkpoint.empty() ? std::filesystem::path() : options.checkpoint / name;
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

namespace {

std::string chunkName(std::size_t chunk)
{
    return fmt::format("mocks_{:04}.pt", chunk);
}

/// Each process makes its share, for all to read; the held-out stars are one more chunk.
void makeOwnChunks(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                   const EncoderNetworks& networks, const MockChunks& plan, const std::stop_token& stop)
{
    const auto count = static_cast<std::size_t>(options.peers->count());
    for (auto k = static_cast<std::size_t>(options.peers->rank()); k <= plan.count(); k += count) {
        if (stop.stop_requested())
            throw Cancelled();
        if (k < plan.count())
            provideChunk(emulator, prior, options, networks, chunkName(k), plan.sizeOf(k), plan.seedOf(k));
        else
            provideHeldOut(emulator, prior, options, networks);
    }
    options.peers->wait();
}

} // namespace

MockFeatures provideHeldOut(const Emulator& emulator, const LabelPrior& prior,
                            const EncoderTrainingOptions& options, const EncoderNetworks& networks)
{
    return provideChunk(emulator, prior, options, networks, "heldout.pt", options.heldOut,
                        MockChunks { options.stars, options.seed }.heldOutSeed());
}

MockFeatures provideMocks(const Emulator& emulator, const LabelPrior& prior,
                          const EncoderTrainingOptions& options, const EncoderNetworks& networks,
                          const Progress& progress, const std::stop_token& stop)
{
    std::vector<MockFeatures> chunks;
    const MockChunks plan { options.stars, options.seed };
    if (options.peers)
        makeOwnChunks(emulator, prior, options, networks, plan, stop);
    std::size_t done = 0;
    for (std::size_t k = 0; k < plan.count(); ++k) {
        if (stop.stop_requested())
            throw Cancelled();
        chunks.push_back(
            provideChunk(emulator, prior, options, networks, chunkName(k), plan.sizeOf(k), plan.seedOf(k)));
        done += plan.sizeOf(k);
        progress(0.2 + 0.4 * static_cast<double>(k + 1) / static_cast<double>(plan.count()),
                 fmt::format("mocks: {} of {} stars", done, options.stars));
    }
    return MockFeatures::join(chunks);
}

int trainMembers(EncoderNetworks& networks, const MockFeatures& mocks, const MockFeatures& heldOut,
                 Start start, const EncoderTrainingOptions& options, const Progress& progress,
                 const std::stop_token& stop)
{
    int epochs = 0;
    const auto count = static_cast<std::size_t>(options.members);
    for (std::size_t member = 0; member < count; ++member) {
        const double from = 0.6 + 0.4 * static_cast<double>(member) / static_cast<double>(count);
        const Progress ofMember = [&](double fraction, const std::string& message) {
            progress(from + 0.4 * fraction / static_cast<double>(count),
                     fmt::format("member {}: {}", member + 1, message));
        };
        if (start == Start::FromFits)
            startFromFits(networks, member, mocks);
        else
            startLikeApogee(networks, member);
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

} // namespace syzygy
