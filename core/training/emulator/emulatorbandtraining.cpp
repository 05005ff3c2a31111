#include "core/training/emulator/emulatorbandtraining.h"

#include <algorithm>

namespace syzygy {

namespace {

torch::Tensor lnFluxOf(const GridBand& band, double scale)
{
    const auto stars = static_cast<std::int64_t>(band.values.size() / band.pixels);
    auto lnFlux = torch::empty({ stars, static_cast<std::int64_t>(band.pixels) }, torch::kFloat);
    auto* target = lnFlux.data_ptr<float>();
    for (const auto value : band.values) // a flux of 0 is taken as one step of the file's integers
        *target++ = static_cast<float>(std::max<std::uint16_t>(value, 1) / scale);
    return lnFlux.log_();
}

/// The leading scores of the rows, each of unit scatter.
torch::Tensor searchTargets(const torch::Tensor& scores, const torch::Tensor& rows, int components)
{
    const auto leading = scores.index_select(0, rows).slice(1, 0, components);
    return leading / leading.std(0).clamp_min(1e-12);
}

KernelSearchOptions searchOptions(const EmulatorTrainingOptions& options)
{
    return { options.epochs, options.starsPerEpoch, options.learningRate, options.seed };
}

} // namespace

EmulatorBandTraining::EmulatorBandTraining(const GridBand& band, double scale, torch::Tensor inputs,
                                           const torch::Tensor& heldIn,
                                           const EmulatorTrainingOptions& options)
    : m_grid { band.lnWavelengthStart, band.lnWavelengthStep, band.pixels, band.resolvingPower }
    , m_inputs(std::move(inputs))
{
    const auto lnFlux = lnFluxOf(band, scale); // (N, P)
    m_components = findPrincipalComponents(lnFlux.index_select(0, heldIn), options.components);
    m_scores = m_components.scores(lnFlux);
    m_search = std::make_unique<KernelSearch>(m_inputs.index_select(0, heldIn),
                                              searchTargets(m_scores, heldIn, options.searchComponents),
                                              emulatorKernelLayout(), searchOptions(options));
}

EmulatorBand EmulatorBandTraining::condition(const torch::Tensor& rows) const
{
    const auto kernel = m_search->kernel();
    const auto support = m_inputs.index_select(0, rows);
    const auto noise = m_search->noise() * torch::eye(rows.size(0), torch::kDouble);
    const auto factor = torch::linalg_cholesky(kernel(support, support) + noise);
    const auto weights = torch::cholesky_solve(m_scores.index_select(0, rows), factor); // (S, K)
    return { m_grid, kernel, m_components.mean, m_components.basis, weights.to(torch::kFloat) };
}

} // namespace syzygy
