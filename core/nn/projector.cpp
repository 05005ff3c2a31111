#include "core/nn/projector.h"

#include "core/error.h"
#include "core/nn/blas.h"
#include "core/nn/normalequations.h"
#include "core/nn/response.h"
#include "core/nn/spectrabatch.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace syzygy {

namespace {

constexpr int passes = 3;                 ///< solve, rescale and clip, solve, rescale and clip, solve
constexpr double typicalLineError = 0.05; ///< brings the feature to order one

void summarise(SpectraBatch& batch, Projection& projection)
{
    projection.sigma = torch::zeros({ batch.count, batch.segments });
    projection.errorScale = torch::zeros({ batch.count, batch.segments });
    projection.coverage = torch::zeros({ batch.count, batch.segments });
    projection.clipped = torch::zeros({ batch.count });
    auto *sigma = projection.sigma.data_ptr<float>(), *errorScale = projection.errorScale.data_ptr<float>(),
         *coverage = projection.coverage.data_ptr<float>(), *clipped = projection.clipped.data_ptr<float>();
    for (std::int64_t row = 0; row < batch.count; ++row) {
        std::int64_t usedTotal = 0, declaredTotal = 0;
        for (std::int64_t s = 0; s < batch.segments; ++s) {
            std::int64_t used = 0;
            for (auto i = batch.firstOf(s); i < batch.lastOf(s); ++i) {
                const auto k = static_cast<std::size_t>(row * batch.pixels + i);
                used += batch.used[k];
                declaredTotal += batch.declared[k];
            }
            usedTotal += used;
            if (used == 0)
                continue;
            const auto segment = row * batch.segments + s;
            sigma[segment] = batch.sigma[static_cast<std::size_t>(segment)];
            errorScale[segment] = batch.scale[static_cast<std::size_t>(segment)];
            coverage[segment]
                = static_cast<float>(used) / static_cast<float>(batch.lastOf(s) - batch.firstOf(s));
        }
        if (declaredTotal > 0)
            clipped[row] = 1 - static_cast<float>(usedTotal) / static_cast<float>(declaredTotal);
    }
}

/// Of the wholes that are cut, their leading components.
struct Leading {
    torch::Tensor coefficients; ///< (n, k)
    torch::Tensor normal;       ///< (n, k, k)
    torch::Tensor rest;         ///< (n, P): mean and what the other components add to it
};

Leading leadingOf(const Projector& leading, std::span<const Cut> cuts, const Projection& wholes)
{
    std::vector<std::int64_t> rows;
    for (const auto& cut : cuts)
        rows.push_back(cut.row);
    const auto index = torch::tensor(rows);
    const auto k = leading.components();
    const auto coefficients = wholes.coefficients.slice(1, 0, k).index_select(0, index);
    return { coefficients, wholes.normal.slice(1, 0, k).slice(2, 0, k).index_select(0, index),
             wholes.model.index_select(0, index) - product(coefficients, leading.basis.t()) };
}

/// With those of the second halves: what the wholes' say beyond the first ones.
NormalEquations bothHalves(const Projector& leading, const NormalEquations& first, const Leading& wholes)
{
    const auto right = torch::matmul(wholes.normal, wholes.coefficients.unsqueeze(2)).squeeze(2);
    auto rest = wholes.normal - first.normal;
    rest.diagonal(0, 1, 2).add_(leading.variance.reciprocal());
    return { torch::cat({ first.normal, rest }), torch::cat({ first.right, right - first.right }) };
}

Solution solved(const NormalEquations& equations)
{
    auto solution = solve(equations);
    if (!solution)
        throw Error(
            "The spectrum's errors are so unlike each other that it cannot be weighted; look at them.");
    return std::move(*solution);
}

struct Settled {
    Solution solution;
    torch::Tensor model; ///< (n, P), minus the mean
};

/// Solves, rescales and clips until the last solution, which the batch's weights are left of.
Settled settle(const Projector& projector, SpectraBatch& batch)
{
    Settled settled;
    for (int pass = 0; pass < passes; ++pass) {
        settled.solution = solved(equationsOf(projector, batch, batch.count));
        settled.model = product(settled.solution.coefficients, projector.basis.t());
        if (pass + 1 < passes)
            rescale(batch, settled.model);
    }
    return settled;
}

} // namespace

torch::Tensor coefficientResponse(const Projector& projector, const PreparedSpectrum& spectrum)
{
    const torch::NoGradGuard noGrad;
    const PreparedSpectrum* const one = &spectrum;
    auto batch = makeBatch(projector, std::span(&one, 1));
    const auto settled = settle(projector, batch);
    const auto weights = pixelWeights(batch);
    const auto k = projector.components(), pixels = projector.pixels();
    auto response = torch::empty({ pixels, k }); // its memory is a (K, P) matrix to BLAS
    const Eigen::Map<const blas::Matrix> basis(projector.basis.data_ptr<float>(), k, pixels);
    blas::Matrix columns = basis * Eigen::Map<const Eigen::VectorXf>(weights.data(), pixels).asDiagonal();
    blas::solve(settled.solution.factors.front(), blas::Transposed::No, columns);
    blas::solve(settled.solution.factors.front(), blas::Transposed::Yes, columns);
    Eigen::Map<blas::Matrix>(response.data_ptr<float>(), k, pixels) = columns;
    return response.t();
}

void Projector::finish()
{
    const auto k = components();
    gram = torch::zeros({ segments(), k * k });
    for (std::int64_t s = 0; s < segments(); ++s) {
        const auto rows = basis.slice(0, s * segmentPixels, std::min(pixels(), (s + 1) * segmentPixels));
        gram[s] = torch::mm(rows.t(), rows).view({ k * k });
    }
}

Projector Projector::leading(std::int64_t count) const
{
    auto few = *this;
    few.basis = basis.slice(1, 0, count).contiguous();
    few.variance = variance.slice(0, 0, count).contiguous();
    few.gram = gram.view({ segments(), components(), components() })
                   .slice(1, 0, count)
                   .slice(2, 0, count)
                   .reshape({ segments(), count * count });
    return few;
}

Projection project(const Projector& projector, std::span<const PreparedSpectrum* const> spectra)
{
    const torch::NoGradGuard noGrad;
    auto batch = makeBatch(projector, spectra);
    auto [solution, model] = settle(projector, batch);
    Projection projection;
    projection.coefficients = solution.coefficients;
    projection.posteriorVariance = inverseDiagonals(std::move(solution.factors));
    projection.model = model + projector.mean;
    projection.normal = solution.normal;
    projection.used = torch::empty({ batch.count, batch.pixels }, torch::kByte);
    std::ranges::copy(batch.used, projection.used.data_ptr<std::uint8_t>());
    summarise(batch, projection);
    return projection;
}

Projection projectHalves(const Projector& leading, std::span<const Cut> cuts, const Projection& wholes)
{
    const torch::NoGradGuard noGrad;
    const auto known = leadingOf(leading, cuts, wholes);
    auto batch = makeBatch(leading, cuts, wholes, known.rest);
    const auto first = equationsOf(leading, batch, static_cast<std::int64_t>(cuts.size()));
    auto solution = solve(bothHalves(leading, first, known));
    if (!solution) // one half says so much that the other is lost in the difference
        solution = solved(equationsOf(leading, batch, batch.count));
    Projection projection;
    projection.coefficients = solution->coefficients;
    projection.posteriorVariance = inverseDiagonals(std::move(solution->factors));
    projection.normal = solution->normal;
    summarise(batch, projection);
    return projection;
}

torch::Tensor featuresOf(const Projector& projector, const Projection& projection,
                         const torch::Tensor& lineErrors)
{
    const torch::NoGradGuard noGrad;
    const auto whitened = projection.coefficients / projector.variance.sqrt();
    const auto constrained = 1 - projection.posteriorVariance / projector.variance;
    std::vector<torch::Tensor> parts { whitened.clamp(-8, 8), constrained };
    const auto segments = projector.segments();
    for (std::int64_t r = 0; r < Projector::regions; ++r) {
        const auto first = r * segments / Projector::regions, last = (r + 1) * segments / Projector::regions;
        const auto coverage = projection.coverage.slice(1, first, last);
        const auto total = coverage.sum(1);
        const auto sigma = (projection.sigma.slice(1, first, last) * coverage).sum(1) / (total + 1e-6);
        const auto logNoise = torch::where(total > 0, (sigma + 1e-4).log10() + 2, torch::zeros_like(total));
        parts.push_back(logNoise.unsqueeze(1));
        parts.push_back((total / static_cast<double>(last - first)).unsqueeze(1));
    }
    parts.push_back((lineErrors / typicalLineError).unsqueeze(1));
    return torch::cat(parts, 1);
}

torch::Tensor noiseLevel(const torch::Tensor& features, std::int64_t components)
{
    const auto regions = features.slice(1, 2 * components, 2 * components + 2 * Projector::regions)
                             .reshape({ -1, Projector::regions, 2 });
    const auto coverage = regions.select(2, 1);
    return (regions.select(2, 0) * coverage).sum(1) / (coverage.sum(1) + 1e-6);
}

torch::Tensor lineErrorOf(const torch::Tensor& features, std::int64_t components)
{
    return features.select(1, 2 * components + 2 * Projector::regions) * typicalLineError;
}

} // namespace syzygy
