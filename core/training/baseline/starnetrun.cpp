#include "core/training/baseline/starnetrun.h"

#include "core/error.h"
#include "core/nn/blasthreads.h"
#include "core/nn/savedarchive.h"
#include "core/parallel.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/mockchunks.h"

#include <torch/nn/utils/convert_parameters.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace syzygy {

namespace {

using Sides = std::array<torch::Tensor, 2>;

std::array<StarNet, 2> networksOf(const StarNets& networks)
{
    return { networks.nirspec.network, networks.apogee.network };
}

/// Calls work(0) and work(1), each on a core.
template <typename Work>
void onBothSides(Work work)
{
    parallelFor(2, [&](std::size_t side) {
        setTorchThreadsHere(1);
        work(side);
    });
}

MockFeatures rowsOf(const MockFeatures& mocks, const torch::Tensor& rows)
{
    return { mocks.nirspec.index_select(0, rows), mocks.apogee.index_select(0, rows),
             mocks.labels.index_select(0, rows) };
}

torch::Tensor pixelsOf(const MockFeatures& mocks, std::size_t side)
{
    return (side == 0 ? mocks.nirspec : mocks.apogee).to(torch::kFloat);
}

torch::Tensor alignment(const torch::Tensor& nirspec, const torch::Tensor& apogee, double logitScale)
{
    namespace F = torch::nn::functional;
    const auto unit = F::NormalizeFuncOptions().dim(1);
    return symmetricInfoNce(F::normalize(nirspec, unit), F::normalize(apogee, unit),
                            torch::tensor(logitScale));
}

/// A permutation of n rows.
torch::Tensor shuffled(std::int64_t n, std::uint64_t seed)
{
    auto rows = torch::arange(n, torch::kLong);
    auto* row = rows.data_ptr<std::int64_t>();
    Random random(seed);
    for (std::int64_t i = n - 1; i > 0; --i)
        std::swap(row[i], row[random.index(static_cast<std::size_t>(i) + 1)]);
    return rows;
}

} // namespace

StarNetRun::StarNetRun(StarNets& networks, const torch::Tensor& labels, const StarNetTrainingOptions& options)
    : m_networks(networks)
    , m_options(options)
    , m_labelMean(labels.mean(0))
    , m_labelScale(labels.std(0).clamp_min(1e-3))
{
    startStage();
}

std::size_t StarNetRun::chunksInAll() const
{
    return 2 * static_cast<std::size_t>(m_options.epochs)
        * MockChunks { m_options.stars, m_options.seed }.count();
}

/// As published, each stage has an optimiser of its own.
void StarNetRun::startStage()
{
    m_optimisers.clear();
    for (const auto& network : networksOf(m_networks))
        m_optimisers.emplace_back(network->parameters(), aligning() ? m_options.weightDecay : 0);
}

double StarNetRun::rate(double chunkShare) const
{
    const auto ofStage = static_cast<double>(chunksInAll() / 2);
    const double done = (static_cast<double>(m_done) + chunkShare) / ofStage - (aligning() ? 1 : 0);
    return (aligning() ? m_options.learningRate : m_options.supervisedRate) * 0.5
        * (1 + std::cos(std::numbers::pi * done));
}

double StarNetRun::trainOn(const MockFeatures& chunk, const std::stop_token& stop)
{
    const SingleThreadedBlas singleThreaded;
    const auto order = shuffled(chunk.size(), m_options.seed * 7919 + m_done);
    const auto steps = chunk.size() / m_options.batch;
    double sum = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
        if (stop.stop_requested())
            throw Cancelled();
        const auto batch
            = rowsOf(chunk, order.slice(0, step * m_options.batch, (step + 1) * m_options.batch));
        const double now = rate(static_cast<double>(step) / static_cast<double>(steps));
        sum += aligning() ? align(batch, now) : supervise(batch, now);
    }
    setTorchThreadsHere(0);
    const bool before = aligning();
    ++m_done;
    if (aligning() != before)
        startStage();
    return steps > 0 ? sum / static_cast<double>(steps) : 0;
}

double StarNetRun::supervise(const MockFeatures& batch, double rate)
{
    auto networks = networksOf(m_networks);
    const auto truth = (batch.labels - m_labelMean) / m_labelScale;
    std::array<double, 2> losses {};
    onBothSides([&](std::size_t side) {
        m_optimisers[side].clearGradients();
        const auto loss = (networks[side]->forward(pixelsOf(batch, side)) - truth).square().mean();
        loss.backward();
        m_optimisers[side].step(rate);
        losses[side] = loss.item<double>();
    });
    return (losses[0] + losses[1]) / 2;
}

double StarNetRun::align(const MockFeatures& batch, double rate)
{
    auto networks = networksOf(m_networks);
    Sides outputs, latents;
    onBothSides([&](std::size_t side) {
        m_optimisers[side].clearGradients();
        outputs[side] = networks[side]->forward(pixelsOf(batch, side));
        latents[side] = outputs[side].detach().requires_grad_();
    });
    const auto loss = alignment(latents[0], latents[1], m_options.logitScale);
    loss.backward();
    onBothSides([&](std::size_t side) {
        outputs[side].backward(latents[side].grad());
        m_optimisers[side].step(rate);
    });
    return loss.item<double>();
}

StarNetLosses StarNetRun::losses(const MockFeatures& heldOut) const
{
    const auto truth = (heldOut.labels - m_labelMean) / m_labelScale;
    const auto networks = networksOf(m_networks);
    Sides outputs;
    std::array<double, 2> errors {};
    const SingleThreadedBlas singleThreaded;
    onBothSides([&](std::size_t side) {
        outputs[side] = runStarNet(networks[side], side == 0 ? heldOut.nirspec : heldOut.apogee);
        errors[side] = (outputs[side] - truth).square().mean().item<double>();
    });
    setTorchThreadsHere(0);
    double infoNce = 0;
    const auto nirspec = outputs[0].split(m_options.batch), apogee = outputs[1].split(m_options.batch);
    for (std::size_t k = 0; k < nirspec.size(); ++k)
        infoNce += alignment(nirspec[k], apogee[k], m_options.logitScale).item<double>();
    return { errors[0], errors[1], infoNce / static_cast<double>(nirspec.size()) };
}

/// What must agree for a training to go on.
torch::Tensor StarNetRun::plan() const
{
    return torch::tensor({ static_cast<double>(m_options.stars), static_cast<double>(m_options.epochs),
                           static_cast<double>(m_options.batch), static_cast<double>(m_options.seed) },
                         torch::kDouble);
}

void StarNetRun::save(const std::filesystem::path& file) const
{
    torch::serialize::OutputArchive archive;
    archive.write("plan", plan());
    archive.write("done", torch::tensor(static_cast<std::int64_t>(m_done), torch::kLong));
    const auto networks = networksOf(m_networks);
    for (std::size_t side = 0; side < networks.size(); ++side) {
        const auto prefix = std::to_string(side);
        archive.write(prefix + "weights",
                      torch::nn::utils::parameters_to_vector(networks[side]->parameters()).detach());
        m_optimisers[side].save(archive, prefix);
    }
    saveArchive(archive, file);
}

bool StarNetRun::load(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file))
        return false;
    const torch::NoGradGuard noGrad;
    torch::serialize::InputArchive archive;
    archive.load_from(file.string());
    torch::Tensor theirs, done;
    archive.read("plan", theirs);
    if (!torch::equal(theirs, plan()))
        throw Error(file.string() + " is of another training; name another folder for --checkpoint.");
    archive.read("done", done);
    m_done = static_cast<std::size_t>(done.item<std::int64_t>());
    startStage();
    const auto networks = networksOf(m_networks);
    for (std::size_t side = 0; side < networks.size(); ++side) {
        torch::Tensor weights;
        archive.read(std::to_string(side) + "weights", weights);
        auto parameters = networks[side]->parameters();
        torch::nn::utils::vector_to_parameters(weights, parameters);
        m_optimisers[side].load(archive, std::to_string(side));
    }
    return true;
}

} // namespace syzygy
