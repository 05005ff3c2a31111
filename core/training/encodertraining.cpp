#include "core/training/mockfeatures.h"

#include "core/training/encodertraining.h"

#include "core/error.h"
#include "core/training/contrastive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace syzygy {

namespace {

constexpr std::size_t frontEndStars = 6'000;
constexpr std::size_t chunkStars = 8'192; ///< mocks per file of the checkpoint
constexpr std::uint64_t heldOutSeed = 0x51e57a7;

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

std::filesystem::path inCheckpoint(const EncoderTrainingOptions& options, const std::string& name)
{
    return options.checkpoint.empty() ? std::filesystem::path() : options.checkpoint / name;
}

void saveFrontEnds(EncoderNetworks networks, const std::filesystem::path& file)
{
    networks.labelMean = networks.labelScale = torch::zeros({ static_cast<std::int64_t>(labelCount) });
    networks.makeNetworks();
    torch::serialize::OutputArchive archive;
    networks.write(archive);
    archive.save_to(file.string());
}

/// Front ends from the checkpoint, or fitted and kept there; always as they are stored, so that an interrupted training ends
/// like an uninterrupted one.
void provideFrontEnds(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                      EncoderNetworks& networks)
{
    const auto file = inCheckpoint(options, "frontends.pt");
    if (file.empty() || !std::filesystem::exists(file))
        fitFrontEnds(emulator, prior, std::min(frontEndStars, options.stars), options.seed, networks);
    if (file.empty())
        return;
    if (!std::filesystem::exists(file))
        saveFrontEnds(networks, file);
    torch::serialize::InputArchive archive;
    archive.load_from(file.string());
    const auto stored = EncoderNetworks::read(archive);
    networks.nirspec.front = stored.nirspec.front;
    networks.apogee.front = stored.apogee.front;
}

MockFeatures provideChunk(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                          const EncoderNetworks& networks, const std::string& name, std::size_t count, std::uint64_t seed)
{
    const auto file = inCheckpoint(options, name);
    if (!file.empty() && std::filesystem::exists(file))
        return MockFeatures::load(file);
    auto features = makeMockFeatures(emulator, prior, networks, options.mocks, options.hardNegativeShare, count, seed);
    features.toHalf(); // with or without a checkpoint, so that both train on the same numbers
    if (!file.empty())
        features.save(file);
    return features;
}

MockFeatures provideMocks(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                          const EncoderNetworks& networks, const Progress& progress, const std::stop_token& stop)
{
    std::vector<MockFeatures> chunks;
    const auto count = (options.stars + chunkStars - 1) / chunkStars;
    for (std::size_t k = 0; k < count; ++k) {
        checkStop(stop);
        const auto done = std::min(options.stars, (k + 1) * chunkStars);
        chunks.push_back(provideChunk(emulator, prior, options, networks, fmt::format("mocks_{:04}.pt", k), done - k * chunkStars,
                                      options.seed * 1'000'003 + k));
        progress(0.5 * static_cast<double>(k + 1) / static_cast<double>(count),
                 fmt::format("mocks: {} of {} stars", done, options.stars));
    }
    return MockFeatures::join(chunks);
}

void standardise(const MockFeatures& mocks, EncoderNetworks& networks)
{
    networks.labelMean = mocks.labels.mean(0);
    networks.labelScale = mocks.labels.std(0).clamp_min(1e-3);
}

std::vector<torch::Tensor> cloned(const std::vector<torch::Tensor>& parameters)
{
    std::vector<torch::Tensor> copies;
    for (const auto& parameter : parameters)
        copies.push_back(parameter.detach().clone());
    return copies;
}

void restore(const std::vector<torch::Tensor>& parameters, const std::vector<torch::Tensor>& copies)
{
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        parameters[i].copy_(copies[i]);
}

/// One cycle: linear warm-up over the first 5 %, then half a cosine to nearly nothing (Smith & Topin 2019; cosine as in
/// Loshchilov & Hutter 2017).
double scheduled(double peak, double progress)
{
    constexpr double warmUp = 0.05;
    if (progress < warmUp)
        return peak * (0.05 + 0.95 * progress / warmUp);
    return peak * (0.002 + 0.998 * 0.5 * (1 + std::cos(std::numbers::pi * (progress - warmUp) / (1 - warmUp))));
}

/// The state of a training run that can be taken up again.
struct Run {
    EncoderNetworks& networks;
    torch::optim::AdamW optimiser;
    int epoch = 0;
    double best = 1e30;
    int bestEpoch = -1;
    std::vector<torch::Tensor> bestWeights;

    Run(EncoderNetworks& all, const EncoderTrainingOptions& options)
        : networks(all)
        , optimiser(all.parameters(), torch::optim::AdamWOptions(options.learningRate).weight_decay(options.weightDecay))
    {
        bestWeights = cloned(all.parameters());
    }

    void save(const std::filesystem::path& file);
    bool load(const std::filesystem::path& file);
};

void Run::save(const std::filesystem::path& file)
{
    torch::serialize::OutputArchive archive, state;
    archive.write("weights", torch::nn::utils::parameters_to_vector(cloned(networks.parameters())));
    archive.write("best_weights", torch::nn::utils::parameters_to_vector(bestWeights));
    archive.write("progress", torch::tensor({ static_cast<double>(epoch), best, static_cast<double>(bestEpoch) }, torch::kDouble));
    optimiser.save(state);
    archive.write("optimiser", state);
    archive.save_to(file.string() + ".part");
    std::filesystem::rename(file.string() + ".part", file);
}

bool Run::load(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file))
        return false;
    const torch::NoGradGuard noGrad;
    torch::serialize::InputArchive archive, state;
    archive.load_from(file.string());
    torch::Tensor weights, bestOnes, progress;
    archive.read("weights", weights);
    archive.read("best_weights", bestOnes);
    archive.read("progress", progress);
    auto parameters = networks.parameters();
    torch::nn::utils::vector_to_parameters(weights, parameters);
    torch::nn::utils::vector_to_parameters(bestOnes, bestWeights);
    archive.read("optimiser", state);
    optimiser.load(state);
    epoch = static_cast<int>(progress[0].item<double>());
    best = progress[1].item<double>();
    bestEpoch = static_cast<int>(progress[2].item<double>());
    return true;
}

void trainEpoch(Run& run, const MockFeatures& mocks, const BatchSampler& sampler, const EncoderTrainingOptions& options,
                const std::stop_token& stop)
{
    run.networks.train(true);
    const auto parameters = run.networks.parameters();
    Random random(options.seed * 7919 + static_cast<std::uint64_t>(run.epoch));
    torch::manual_seed(options.seed * 104'729 + static_cast<std::uint64_t>(run.epoch));
    const auto steps = mocks.size() / options.batch;
    for (std::int64_t step = 0; step < steps; ++step) {
        checkStop(stop);
        const double done = (run.epoch + static_cast<double>(step) / static_cast<double>(steps)) / options.epochs;
        static_cast<torch::optim::AdamWOptions&>(run.optimiser.param_groups()[0].options()).lr(scheduled(options.learningRate, done));
        const auto batch = sampler.draw(options.batch, options.hardBatchShare, random);
        const auto loss = pairLoss(run.networks, mocks, batch, options.contrastiveWeight);
        run.optimiser.zero_grad();
        loss.total.backward();
        torch::nn::utils::clip_grad_norm_(parameters, 5.0);
        run.optimiser.step();
    }
}

void trainNetworks(Run& run, const MockFeatures& mocks, const MockFeatures& heldOut, const EncoderTrainingOptions& options,
                   const Progress& progress, const std::stop_token& stop)
{
    const BatchSampler sampler(mocks.labels);
    const auto checkpoint = inCheckpoint(options, "training.pt");
    if (!checkpoint.empty() && run.load(checkpoint))
        progress(0.5, fmt::format("resumed after epoch {}", run.epoch));
    while (run.epoch < options.epochs && run.epoch - run.bestEpoch <= options.patience) {
        trainEpoch(run, mocks, sampler, options, stop);
        const auto score = assess(run.networks, heldOut, options.contrastiveWeight);
        if (score.loss < run.best) {
            run.best = score.loss;
            run.bestEpoch = run.epoch;
            run.bestWeights = cloned(run.networks.parameters());
        }
        ++run.epoch;
        if (!checkpoint.empty())
            run.save(checkpoint);
        progress(0.5 + 0.5 * run.epoch / options.epochs,
                 fmt::format("epoch {:2}: held-out loss {:.4f}, Teff {:.1f} K, logg {:.3f}, [Fe/H] {:.3f}, [Mg/Fe] {:.3f}, "
                             "success@1 {:.3f} of {}, 1/tau {:.1f}",
                             run.epoch, score.loss, score.rmse[0], score.rmse[1], score.rmse[2], score.rmse[indexOf(Label::Mg)],
                             score.retrievalAt1, heldOut.size(), run.networks.logitScale.exp().item<double>()));
    }
    restore(run.networks.parameters(), run.bestWeights);
}

} // namespace

TrainedEncoders trainEncoders(const Emulator& emulator, const LabelPrior& prior, const EncoderTrainingOptions& options,
                              const Progress& progress, std::stop_token stop)
{
    if (!options.checkpoint.empty())
        std::filesystem::create_directories(options.checkpoint);
    auto networks = std::make_shared<EncoderNetworks>();
    networks->options = { options.components, options.hidden, options.latent, 256, options.dropout };
    progress(0, "fitting the front ends");
    provideFrontEnds(emulator, prior, options, *networks);
    const auto mocks = provideMocks(emulator, prior, options, *networks, progress, stop);
    const auto heldOut = provideChunk(emulator, prior, options, *networks, "heldout.pt", options.heldOut, options.seed ^ heldOutSeed);
    torch::manual_seed(options.seed);
    networks->makeNetworks();
    standardise(mocks, *networks);
    Run run(*networks, options);
    trainNetworks(run, mocks, heldOut, options, progress, stop);
    networks->train(false);
    calibrate(*networks, heldOut);

    const auto score = assess(*networks, heldOut, options.contrastiveWeight);
    TrainedEncoders trained { Encoders(networks), score.loss, 1 / networks->logitScale.exp().item<double>(), score.retrievalAt1,
                              score.rmse, run.epoch };
    return trained;
}

} // namespace syzygy
