#include "core/training/kernelsearch.h"

#include "core/random.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace syzygy {

namespace {

constexpr double initialLogNoise = -7.0;
constexpr double smallestNoise = 1e-6;    // keeps the Cholesky factor of 2000 stars positive definite
constexpr double lastLearningRate = 0.05; // of the first

torch::Tensor noiseOf(const torch::Tensor& logNoise)
{
    return smallestNoise + torch::exp(logNoise);
}

} // namespace

KernelSearch::KernelSearch(torch::Tensor inputs, torch::Tensor targets, const KernelSearchOptions& options)
    : m_options(options)
    , m_inputs(std::move(inputs))
    , m_targets(std::move(targets))
    , m_logNoise(torch::full({ 1 }, initialLogNoise, torch::kDouble))
    , m_optimizer(std::vector<torch::Tensor> {}, torch::optim::AdamOptions(options.learningRate))
{
    const auto layout = emulatorKernelLayout();
    m_mask = layout.mask;
    m_logWeights = layout.start.logWeights.clone();
    m_logScales = torch::log(layout.start.scales);
    m_optimizer.add_parameters({ m_logWeights, m_logScales, m_logNoise });
}

ArdKernel KernelSearch::kernel() const
{
    return { m_logWeights.clone(), torch::exp(m_logScales) * m_mask };
}

double KernelSearch::noise() const
{
    return noiseOf(m_logNoise).item<double>();
}

double KernelSearch::advance()
{
    setLearningRate();
    const auto rows = drawStars();
    const auto likelihood = kernelLikelihood(kernel(), m_logNoise, m_inputs.index_select(0, rows),
                                             m_targets.index_select(0, rows));
    m_logWeights.mutable_grad() = likelihood.logWeights;
    m_logScales.mutable_grad() = likelihood.logScales;
    m_logNoise.mutable_grad() = likelihood.logNoise;
    m_optimizer.step();
    ++m_step;
    return likelihood.value;
}

/// The draw depends on seed and step only, so that a resumed search goes the same way.
torch::Tensor KernelSearch::drawStars() const
{
    const auto all = static_cast<std::size_t>(m_inputs.size(0));
    const auto wanted = std::min(all, static_cast<std::size_t>(m_options.starsPerStep));
    Random random(m_options.seed * 1'000'003 + static_cast<std::uint64_t>(m_step));
    std::vector<std::int64_t> rows(all);
    std::iota(rows.begin(), rows.end(), 0);
    for (std::size_t i = 0; i < wanted; ++i)
        std::swap(rows[i], rows[i + random.index(all - i)]);
    rows.resize(wanted);
    return torch::tensor(rows, torch::kLong);
}

void KernelSearch::setLearningRate()
{
    const double phase = std::numbers::pi * m_step / std::max(m_options.steps, 1);
    const double share = lastLearningRate + (1 - lastLearningRate) * 0.5 * (1 + std::cos(phase));
    auto& options = static_cast<torch::optim::AdamOptions&>(m_optimizer.param_groups().front().options());
    options.lr(m_options.learningRate * share);
}

KernelLikelihood kernelLikelihood(const ArdKernel& kernel, const torch::Tensor& logNoise,
                                  const torch::Tensor& inputs, const torch::Tensor& targets)
{
    const auto stars = inputs.size(0);
    std::vector<torch::Tensor> terms;
    for (std::int64_t t = 0; t < kernel.logWeights.size(0); ++t)
        terms.push_back(kernel.term(t, inputs, inputs)); // (N, N)
    auto covariance = noiseOf(logNoise) * torch::eye(stars, torch::kDouble);
    for (const auto& term : terms)
        covariance += term;
    const auto factor = torch::linalg_cholesky(covariance);
    const auto inverse = torch::cholesky_inverse(factor);
    const auto solved = torch::matmul(inverse, targets); // (N, C)
    const auto misfit = (targets * solved).sum(0);       // (C)

    const auto count = static_cast<double>(stars);
    KernelLikelihood likelihood;
    likelihood.value = 0.5 * torch::log(misfit / count).mean().item<double>()
        + torch::log(factor.diagonal()).sum().item<double>() / count;
    // d value / d covariance, (N, N)
    const auto slope = 0.5 / count * inverse
        - 0.5 / static_cast<double>(targets.size(1)) * torch::matmul(solved / misfit, solved.t());
    likelihood.logNoise = slope.trace().reshape({ 1 }) * torch::exp(logNoise);
    likelihood.logWeights = torch::empty_like(kernel.logWeights);
    likelihood.logScales = torch::empty_like(kernel.scales);
    const auto squares = inputs.square();
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const auto index = static_cast<std::int64_t>(t);
        const auto pull = slope * terms[t]; // (N, N), symmetric
        const auto rowSums = pull.sum(1);
        likelihood.logWeights[index] = rowSums.sum();
        // Σ_ab pull_ab (x_a − x_b)² for each input
        const auto spread
            = 2 * (torch::matmul(rowSums, squares) - (inputs * torch::matmul(pull, inputs)).sum(0));
        likelihood.logScales[index] = -kernel.scales[index].square() * spread;
    }
    return likelihood;
}

void KernelSearch::save(torch::serialize::OutputArchive& archive) const
{
    archive.write("step", c10::IValue(static_cast<std::int64_t>(m_step)));
    archive.write("log_weights", m_logWeights);
    archive.write("log_scales", m_logScales);
    archive.write("log_noise", m_logNoise);
    torch::serialize::OutputArchive optimizer(archive.compilation_unit());
    m_optimizer.save(optimizer);
    archive.write("optimizer", optimizer);
}

void KernelSearch::load(torch::serialize::InputArchive& archive)
{
    c10::IValue step;
    archive.read("step", step);
    m_step = static_cast<int>(step.toInt());
    archive.read("log_weights", m_logWeights);
    archive.read("log_scales", m_logScales);
    archive.read("log_noise", m_logNoise);
    torch::serialize::InputArchive optimizer;
    archive.read("optimizer", optimizer);
    m_optimizer.load(optimizer);
}

} // namespace syzygy
