#include "core/training/baseline/starnettraining.h"

#include "core/error.h"
#include "core/nn/starnet.h"
#include "core/training/baseline/starnetrun.h"
#include "core/training/encoders/mockchunks.h"
#include "core/training/encoders/mockfeatures.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

/// Where the mocks come from.
struct Source {
    const Emulator& emulator;
    const LabelPrior& prior;
    const StarNetTrainingOptions& options;
};

std::vector<const PreparedSpectrum*> pointersTo(const std::vector<PreparedSpectrum>& spectra)
{
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    return pointers;
}

/// Half precision: a thousandth of a line's depth, and half the disk.
std::pair<torch::Tensor, torch::Tensor> pairedPixels(const PreparedPairs& pairs)
{
    return { starNetInput(pointersTo(pairs.nirspec)).to(torch::kHalf),
             starNetInput(pointersTo(pairs.apogee)).to(torch::kHalf) };
}

MockFeatures provide(const Source& source, const std::string& name, std::size_t count, std::uint64_t seed)
{
    const auto& options = source.options;
    const auto file = options.checkpoint.empty() ? std::filesystem::path() : options.checkpoint / name;
    if (!file.empty() && std::filesystem::exists(file))
        return MockFeatures::load(file);
    auto mocks = makeMockFeatures(source.emulator, source.prior, pairedPixels, options.mocks,
                                  options.hardNegativeShare, count, seed);
    if (!file.empty())
        mocks.save(file);
    return mocks;
}

MockFeatures rowsBetween(const MockFeatures& mocks, std::int64_t first, std::int64_t last)
{
    return { mocks.nirspec.slice(0, first, last), mocks.apogee.slice(0, first, last),
             mocks.labels.slice(0, first, last) };
}

/// (21, 20): labels by linear regression on the outputs.
torch::Tensor regression(const torch::Tensor& outputs, const torch::Tensor& labels)
{
    constexpr double ridge = 1e-6; // of the outputs' mean square: an output that says nothing does no harm
    const auto design
        = torch::cat({ outputs, torch::ones({ outputs.size(0), 1 }) }, 1).to(torch::kDouble); // (n, 21)
    auto normal = design.t().matmul(design);
    normal.diagonal().add_(ridge * normal.trace() / normal.size(0));
    return torch::linalg_solve(normal, design.t().matmul(labels.to(torch::kDouble))).to(torch::kFloat);
}

/// Sets read-out and σ; returns the latents of the stars that σ is of: (n, 20), unit vectors.
torch::Tensor finish(StarNetBranch& branch, const torch::Tensor& pixels, const torch::Tensor& labels)
{
    const auto half = pixels.size(0) / 2;
    const auto outputs = runStarNet(branch.network, pixels);
    branch.readOut = regression(outputs.slice(0, 0, half), labels.slice(0, 0, half));
    const auto rest = outputs.slice(0, half);
    branch.sigma = (branch.labelsOf(rest) - labels.slice(0, half)).square().mean(0).sqrt();
    return torch::nn::functional::normalize(rest, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

double retrievalAt1(const torch::Tensor& queries, const torch::Tensor& candidates)
{
    const auto found
        = torch::mm(queries, candidates.t()).argmax(1) == torch::arange(queries.size(0), torch::kLong);
    return found.to(torch::kFloat).mean().item<double>();
}

std::string wordsOf(const StarNetLosses& losses)
{
    return fmt::format("mean square of standardised errors {:.4f} (NIRSpec), {:.4f} (APOGEE), InfoNCE {:.4f}",
                       losses.nirspec, losses.apogee, losses.infoNce);
}

/// Trains on what is left of the plan.
void finishPlan(StarNetRun& run, const Source& source, const MockFeatures& watched, const Progress& progress,
                const std::stop_token& stop)
{
    const auto& options = source.options;
    const MockChunks chunks { options.stars, options.seed };
    while (run.chunksDone() < run.chunksInAll()) {
        const auto k = run.chunksDone() % chunks.count(), pass = run.chunksDone() / chunks.count();
        const auto passes = static_cast<std::size_t>(options.epochs);
        const char* stage = run.aligning() ? "alignment" : "labels";
        const double loss = run.trainOn(
            provide(source, fmt::format("pixels_{:04}.pt", k), chunks.sizeOf(k), chunks.seedOf(k)), stop);
        if (!options.checkpoint.empty())
            run.save(options.checkpoint / "starnet.pt");
        progress(static_cast<double>(run.chunksDone()) / static_cast<double>(run.chunksInAll()),
                 fmt::format("{}, pass {}, chunk {} of {}: loss {:.4f}; held out: {}", stage,
                             pass % passes + 1, k + 1, chunks.count(), loss, wordsOf(run.losses(watched))));
    }
}

StarNets randomNetworks(std::uint64_t seed)
{
    torch::manual_seed(seed);
    return {};
}

} // namespace

TrainedEncoders trainStarNets(const Emulator& emulator, const LabelPrior& prior,
                              const StarNetTrainingOptions& options, const Progress& progress,
                              std::stop_token stop)
{
    constexpr std::int64_t watchedStars = 1'024; // of the held-out ones, for the report after each chunk
    if (stop.stop_requested())
        throw Cancelled();
    if (!options.checkpoint.empty())
        std::filesystem::create_directories(options.checkpoint);
    const Source source { emulator, prior, options };
    progress(0, "making the held-out mocks");
    const auto heldOut = provide(source, "pixels_heldout.pt", options.heldOut,
                                 MockChunks { options.stars, options.seed }.heldOutSeed());
    auto networks = std::make_shared<StarNets>(randomNetworks(options.seed));
    StarNetRun run(*networks, heldOut.labels, options);
    if (!options.checkpoint.empty() && run.load(options.checkpoint / "starnet.pt"))
        progress(0, fmt::format("resumed after {} chunks of {}", run.chunksDone(), run.chunksInAll()));
    const auto watched = rowsBetween(heldOut, 0, watchedStars);
    finishPlan(run, source, watched, progress, stop);
    const auto nirspec = finish(networks->nirspec, heldOut.nirspec, heldOut.labels);
    const auto apogee = finish(networks->apogee, heldOut.apogee, heldOut.labels);
    TrainedEncoders trained { Encoders(networks),
                              run.losses(watched).infoNce,
                              1 / options.logitScale,
                              retrievalAt1(nirspec, apogee),
                              {},
                              2 * options.epochs };
    std::copy_n(networks->nirspec.sigma.data_ptr<float>(), labelCount, trained.rmse.begin());
    return trained;
}

} // namespace syzygy
