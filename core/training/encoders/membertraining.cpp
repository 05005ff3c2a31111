#include "core/training/encoders/membertraining.h"

#include "core/error.h"
#include "core/nn/savedarchive.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/peers.h"
#include "core/training/encoders/schedule.h"
#include "core/training/encoders/trainingrecord.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/nn/utils/convert_parameters.h>

#include <algorithm>
#include <fmt/format.h>

namespace syzygy {

namespace {

struct HeldOutLoss {
    double total = 0, contrastive = 0, likelihood = 0;
};

void checkStop(const std::stop_token& stop)
{
    if (stop.stop_requested())
        throw Cancelled();
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

/// The state of a training run that can be taken up again.
struct Run {
    EncoderNetworks& networks;
    std::size_t member;
    std::string record; ///< of its options
    torch::optim::AdamW optimiser;
    int epoch = 0;
    double best = 1e30;
    int bestEpoch = -1;
    std::vector<torch::Tensor> bestWeights;

    Run(EncoderNetworks& all, std::size_t which, const EncoderTrainingOptions& options)
        : networks(all)
        , member(which)
        , record(weightRecord(options))
        , optimiser(optimiserOf(all, which, options))
    {
        bestWeights = cloned(all.parameters(which));
    }

    void save(const std::filesystem::path& file);
    bool load(const std::filesystem::path& file);
};

void Run::save(const std::filesystem::path& file)
{
    torch::serialize::OutputArchive archive, state;
    archive.write("options", c10::IValue(record));
    archive.write("weights", torch::nn::utils::parameters_to_vector(cloned(networks.parameters(member))));
    archive.write("best_weights", torch::nn::utils::parameters_to_vector(bestWeights));
    archive.write(
        "progress",
        torch::tensor({ static_cast<double>(epoch), best, static_cast<double>(bestEpoch) }, torch::kDouble));
    optimiser.save(state);
    archive.write("optimiser", state);
    saveArchive(archive, file);
}

bool Run::load(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file))
        return false;
    const torch::NoGradGuard noGrad;
    torch::serialize::InputArchive archive, state;
    archive.load_from(file.string());
    c10::IValue kept;
    archive.read("options", kept);
    requireSame(file.string(), kept.toStringRef(), record);
    torch::Tensor weights, bestOnes, progress;
    archive.read("weights", weights);
    archive.read("best_weights", bestOnes);
    archive.read("progress", progress);
    auto parameters = networks.parameters(member);
    torch::nn::utils::vector_to_parameters(weights, parameters);
    torch::nn::utils::vector_to_parameters(bestOnes, bestWeights);
    archive.read("optimiser", state);
    optimiser.load(state);
    epoch = static_cast<int>(progress[0].item<double>());
    best = progress[1].item<double>();
    bestEpoch = static_cast<int>(progress[2].item<double>());
    return true;
}

/// Other dropout in each process.
std::uint64_t dropoutSeed(const Peers* peers)
{
    return peers != nullptr ? 32'452'843 * static_cast<std::uint64_t>(peers->rank()) : 0;
}

torch::Tensor ownShare(const torch::Tensor& batch, const Peers* peers)
{
    if (peers == nullptr)
        return batch;
    const auto each = batch.size(0) / peers->count();
    return batch.slice(0, peers->rank() * each, (peers->rank() + 1) * each);
}

std::vector<torch::Tensor> gradientsOf(const std::vector<torch::Tensor>& parameters)
{
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters) {
        if (!parameter.grad().defined())
            parameter.mutable_grad() = torch::zeros_like(parameter);
        gradients.push_back(parameter.grad());
    }
    return gradients;
}

/// Mean training loss.
double trainEpoch(Run& run, const MockFeatures& mocks, const BatchSampler& sampler,
                  const EncoderTrainingOptions& options, const std::stop_token& stop)
{
    run.networks.train(true);
    const auto own
        = options.seed + 15'485'863 * run.member; // another order and other dropout for each member
    Random random(own * 7919 + static_cast<std::uint64_t>(run.epoch));
    torch::manual_seed(own * 104'729 + static_cast<std::uint64_t>(run.epoch)
                       + dropoutSeed(options.peers.get()));
    if (options.peers)
        options.peers->share(run.networks.parameters(run.member)); // machines may round differently
    constexpr double warmUp = 0.05;
    const auto steps = mocks.size() / options.batch;
    double sum = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
        checkStop(stop);
        const double done
            = (run.epoch + static_cast<double>(step) / static_cast<double>(steps)) / options.epochs;
        static_cast<torch::optim::AdamWOptions&>(run.optimiser.param_groups()[0].options())
            .lr(oneCycle(options.learningRate, warmUp, done));
        const auto batch
            = ownShare(sampler.draw(options.batch, options.hardBatchShare, random), options.peers.get());
        sum += trainStep(run.networks, run.member, run.optimiser, mocks, batch, options);
    }
    return steps > 0 ? sum / static_cast<double>(steps) : 0;
}

HeldOutLoss heldOutLoss(Run& run, const MockFeatures& heldOut, double contrastiveWeight)
{
    const torch::NoGradGuard noGrad;
    run.networks.train(false);
    constexpr std::int64_t batch = 1024;
    HeldOutLoss loss;
    int batches = 0;
    for (std::int64_t first = 0; first + 2 <= heldOut.size(); first += batch, ++batches) {
        const auto rows = torch::arange(first, std::min(heldOut.size(), first + batch), torch::kLong);
        const auto parts = pairLoss(run.networks, run.member, heldOut, rows, contrastiveWeight);
        loss.total += parts.total.item<double>();
        loss.contrastive += parts.contrastive.item<double>();
        loss.likelihood += parts.likelihood.item<double>();
    }
    for (auto* part : { &loss.total, &loss.contrastive, &loss.likelihood })
        *part /= std::max(1, batches);
    return loss;
}

/// That of the first process: all stop at the same epoch.
HeldOutLoss agreed(HeldOutLoss loss, Peers* peers)
{
    if (peers == nullptr)
        return loss;
    const auto values = torch::tensor({ loss.total, loss.contrastive, loss.likelihood }, torch::kDouble);
    peers->share({ values });
    return { values[0].item<double>(), values[1].item<double>(), values[2].item<double>() };
}

} // namespace

torch::optim::AdamW optimiserOf(const EncoderNetworks& networks, std::size_t member,
                                const EncoderTrainingOptions& options)
{
    return torch::optim::AdamW(
        networks.parameters(member),
        torch::optim::AdamWOptions(options.learningRate).weight_decay(options.weightDecay));
}

double trainStep(const EncoderNetworks& networks, std::size_t member, torch::optim::AdamW& optimiser,
                 const MockFeatures& mocks, const torch::Tensor& rows, const EncoderTrainingOptions& options)
{
    constexpr double longestGradient = 5;
    const auto parameters = networks.parameters(member);
    const auto loss = pairLoss(networks, member, mocks, rows, options.contrastiveWeight, options.peers.get());
    optimiser.zero_grad();
    loss.total.backward();
    if (options.peers)
        options.peers->addUp(gradientsOf(parameters));
    torch::nn::utils::clip_grad_norm_(parameters, longestGradient);
    optimiser.step();
    return loss.total.item<double>();
}

int trainMember(EncoderNetworks& networks, std::size_t member, const MockFeatures& mocks,
                const MockFeatures& heldOut, const EncoderTrainingOptions& options, const Progress& progress,
                const std::stop_token& stop)
{
    Run run(networks, member, options);
    const BatchSampler sampler(mocks.labels);
    std::filesystem::path checkpoint;
    if (!options.checkpoint.empty())
        checkpoint = options.checkpoint / fmt::format("training_{}.pt", member);
    if (!checkpoint.empty() && run.load(checkpoint))
        progress(0, fmt::format("resumed after epoch {}", run.epoch));
    while (run.epoch < options.epochs && run.epoch - run.bestEpoch <= options.patience) {
        const double trained = trainEpoch(run, mocks, sampler, options, stop);
        const auto loss = agreed(heldOutLoss(run, heldOut, options.contrastiveWeight), options.peers.get());
        if (loss.total < run.best) {
            run.best = loss.total;
            run.bestEpoch = run.epoch;
            run.bestWeights = cloned(networks.parameters(member));
        }
        ++run.epoch;
        if (!checkpoint.empty() && (!options.peers || options.peers->isFirst()))
            run.save(checkpoint);
        progress(
            static_cast<double>(run.epoch) / options.epochs,
            fmt::format(
                "epoch {:2}: loss {:.4f}, held out {:.4f} (InfoNCE {:.4f}, likelihood {:.4f}), 1/tau {:.1f}",
                run.epoch, trained, loss.total, loss.contrastive, loss.likelihood,
                networks.logitScales[member].exp().item<double>()));
    }
    restore(networks.parameters(member), run.bestWeights);
    networks.train(false);
    return run.epoch;
}

} // namespace syzygy
