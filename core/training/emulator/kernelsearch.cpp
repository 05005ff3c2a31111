#include "core/training/emulator/kernelsearch.h"

#include "core/random.h"
#include "core/training/emulator/kernellikelihood.h"

#include <torch/serialize.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace syzygy {

namespace {

constexpr double initialLogNoise = -7.0;
constexpr double lastLearningRate = 0.05; // of the first

} // namespace

KernelSearch::KernelSearch(torch::Tensor inputs, torch::Tensor targets, const KernelLayout& layout,
                           const KernelSearchOptions& options)
    : m_options(options)
    , m_inputs(std::move(inputs))
    , m_targets(std::move(targets))
    , m_mask(layout.mask)
    , m_logWeights(layout.start.logWeights.clone())
    , m_logScales(torch::log(layout.start.scales))
    , m_logNoise(torch::full({ 1 }, initialLogNoise, torch::kDouble))
    , m_optimizer(parameters(), torch::optim::AdamOptions(options.learningRate))
{
}

ArdKernel KernelSearch::kernel() const
{
    return { m_logWeights.clone(), torch::exp(m_logScales) * m_mask };
}

double KernelSearch::noise() const
{
    return kernelNoise(m_logNoise).item<double>();
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
