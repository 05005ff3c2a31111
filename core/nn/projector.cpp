#include "core/nn/projector.h"

#include "core/median.h"
#include "core/nn/response.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr double floorSigma = 0.001; ///< of normalised flux: what the components leave out, whatever the S/N
constexpr double clipSigmas = 4.5;
constexpr int passes = 3;              ///< solve, rescale and clip, solve, rescale and clip, solve
constexpr float largestErrorRatio = 4; ///< a pixel noisier than this × its segment's median counts as masked
constexpr double leastErrorScale = 0.5;
constexpr double typicalLineError = 0.05; ///< brings the feature to order one

/// The spectra as flat arrays, and what the passes change.
struct Batch {
    std::int64_t count = 0, pixels = 0, segments = 0;
    double independentShare = 1;        ///< as the projector's
    std::vector<float> flux;            ///< (n, P), minus the mean; 0 where masked
    std::vector<std::uint8_t> used;     ///< (n, P)
    std::vector<std::uint8_t> declared; ///< (n, P), used before clipping
    std::vector<float> stated;          ///< (n, S), median stated error
    std::vector<float> scale;           ///< (n, S), effective over stated error

    std::int64_t firstOf(std::int64_t s) const { return s * Projector::segmentPixels; }
    std::int64_t lastOf(std::int64_t s) const
    {
        return std::min(pixels, firstOf(s) + Projector::segmentPixels);
    }
    float sigma(std::int64_t row, std::int64_t s) const
    {
        const auto k = static_cast<std::size_t>(row * segments + s);
        return std::hypot(stated[k] * scale[k], static_cast<float>(floorSigma));
    }
};

/// Median stated error of a segment; pixels much noisier than that are masked.
float stateSegment(const PreparedSpectrum& spectrum, Batch& batch, std::int64_t row, std::int64_t s)
{
    std::vector<float> errors;
    for (auto i = batch.firstOf(s); i < batch.lastOf(s); ++i)
        if (spectrum.mask[static_cast<std::size_t>(i)])
            errors.push_back(spectrum.error[static_cast<std::size_t>(i)]);
    if (errors.empty())
        return 0;
    const float median = medianOf(errors);
    for (auto i = batch.firstOf(s); i < batch.lastOf(s); ++i)
        if (spectrum.error[static_cast<std::size_t>(i)] > largestErrorRatio * median)
            batch.used[static_cast<std::size_t>(row * batch.pixels + i)] = 0;
    return median;
}

Batch makeBatch(const Projector& projector, std::span<const PreparedSpectrum* const> spectra)
{
    Batch batch;
    batch.count = static_cast<std::int64_t>(spectra.size());
    batch.pixels = projector.pixels();
    batch.segments = projector.segments();
    batch.independentShare = projector.independentShare;
    const auto size = static_cast<std::size_t>(batch.count * batch.pixels);
    batch.flux.assign(size, 0);
    batch.used.assign(size, 0);
    batch.stated.assign(static_cast<std::size_t>(batch.count * batch.segments), 0);
    batch.scale.assign(batch.stated.size(), 1);
    const float* mean = projector.mean.data_ptr<float>();
    for (std::int64_t row = 0; row < batch.count; ++row) {
        const auto& spectrum = *spectra[static_cast<std::size_t>(row)];
        const auto offset = static_cast<std::size_t>(row * batch.pixels);
        std::copy(spectrum.mask.begin(), spectrum.mask.end(),
                  batch.used.begin() + static_cast<std::ptrdiff_t>(offset));
        for (std::int64_t s = 0; s < batch.segments; ++s)
            batch.stated[static_cast<std::size_t>(row * batch.segments + s)]
                = stateSegment(spectrum, batch, row, s);
        for (std::size_t i = 0; i < static_cast<std::size_t>(batch.pixels); ++i)
            if (batch.used[offset + i])
                batch.flux[offset + i] = spectrum.flux[i] - mean[i];
    }
    batch.declared = batch.used;
    return batch;
}

/// How the normal matrix of each star is put together: weights on the segments' Gram matrices, and single
/// pixels that are added to (or, with negative weight, taken off) them.
struct NormalPlan {
    std::vector<float> segmentWeight;                   ///< (n, S)
    std::vector<float> pixelWeight;                     ///< (n, P)
    std::vector<std::vector<std::int64_t>> corrections; ///< pixels, per star
    std::vector<std::vector<float>> correctionWeights;
};

void planSegment(const Batch& batch, std::int64_t row, std::int64_t s, NormalPlan& plan)
{
    const auto offset = static_cast<std::size_t>(row * batch.pixels);
    const auto first = static_cast<std::size_t>(batch.firstOf(s)),
               last = static_cast<std::size_t>(batch.lastOf(s));
    const auto count = static_cast<std::size_t>(
        std::count(batch.used.begin() + static_cast<std::ptrdiff_t>(offset + first),
                   batch.used.begin() + static_cast<std::ptrdiff_t>(offset + last), std::uint8_t { 1 }));
    if (count == 0)
        return;
    const float sigma = batch.sigma(row, s);
    const float weight = static_cast<float>(batch.independentShare) / (sigma * sigma);
    const bool mostlyUsed = 2 * count >= last - first;
    if (mostlyUsed)
        plan.segmentWeight[static_cast<std::size_t>(row * batch.segments + s)] = weight;
    for (auto i = first; i < last; ++i) {
        const bool used = batch.used[offset + i] != 0;
        if (used)
            plan.pixelWeight[offset + i] = weight;
        if (used != mostlyUsed) {
            plan.corrections[static_cast<std::size_t>(row)].push_back(static_cast<std::int64_t>(i));
            plan.correctionWeights[static_cast<std::size_t>(row)].push_back(used ? weight : -weight);
        }
    }
}

NormalPlan planNormal(const Batch& batch)
{
    NormalPlan plan;
    plan.segmentWeight.assign(static_cast<std::size_t>(batch.count * batch.segments), 0);
    plan.pixelWeight.assign(batch.used.size(), 0);
    plan.corrections.resize(static_cast<std::size_t>(batch.count));
    plan.correctionWeights.resize(static_cast<std::size_t>(batch.count));
    for (std::int64_t row = 0; row < batch.count; ++row)
        for (std::int64_t s = 0; s < batch.segments; ++s)
            planSegment(batch, row, s, plan);
    return plan;
}

torch::Tensor view(std::vector<float>& values, std::int64_t rows)
{
    return torch::from_blob(values.data(), { rows, static_cast<std::int64_t>(values.size()) / rows },
                            torch::kFloat);
}

/// a · b. One row is a matrix-vector product to BLAS, which spares it packing all of b.
torch::Tensor product(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.size(0) == 1 ? torch::mv(b.t(), a[0]).unsqueeze(0) : torch::mm(a, b);
}

/// (n, K, K): BᵀWB + Λ⁻¹.
torch::Tensor normalMatrices(const Projector& projector, const Batch& batch, NormalPlan& plan)
{
    const auto k = projector.components();
    auto normal = product(view(plan.segmentWeight, batch.count), projector.gram).view({ batch.count, k, k });
    for (std::int64_t row = 0; row < batch.count; ++row) {
        auto& pixels = plan.corrections[static_cast<std::size_t>(row)];
        if (pixels.empty())
            continue;
        const auto size = static_cast<std::int64_t>(pixels.size());
        const auto rows = projector.basis.index_select(
            0, torch::from_blob(pixels.data(), { size }, torch::kLong)); // (m, K)
        auto& weights = plan.correctionWeights[static_cast<std::size_t>(row)];
        const auto weighted = rows * torch::from_blob(weights.data(), { size, 1 }, torch::kFloat);
        normal[row].addmm_(rows.t(), weighted);
    }
    normal.diagonal(0, 1, 2).add_(projector.variance.reciprocal());
    return normal;
}

struct Solution {
    torch::Tensor normal;       ///< (n, K, K)
    torch::Tensor coefficients; ///< (n, K)
    torch::Tensor factor;       ///< (n, K, K), Cholesky
};

Solution solve(const Projector& projector, Batch& batch)
{
    auto plan = planNormal(batch);
    const auto normal = normalMatrices(projector, batch, plan);
    const auto factor = torch::linalg_cholesky(normal);
    const auto weighted = view(batch.flux, batch.count) * view(plan.pixelWeight, batch.count); // (n, P)
    const auto right = product(weighted, projector.basis).unsqueeze(2);                        // (n, K, 1)
    return { normal, torch::cholesky_solve(right, factor).squeeze(2), factor };
}

/// Sets a segment's error scale from the scatter of its residuals, then clips outliers.
void rescaleSegment(Batch& batch, std::int64_t row, std::int64_t s, const float* model, bool clip)
{
    const auto offset = static_cast<std::size_t>(row * batch.pixels);
    const auto k = static_cast<std::size_t>(row * batch.segments + s);
    std::vector<float> residuals;
    for (auto i = static_cast<std::size_t>(batch.firstOf(s)); i < static_cast<std::size_t>(batch.lastOf(s));
         ++i)
        if (batch.declared[offset + i])
            residuals.push_back(std::abs(batch.flux[offset + i] - model[offset + i]));
    if (residuals.size() < 10)
        return;
    const float scatter = 1.4826F * medianOf(residuals);
    batch.scale[k] = std::max(static_cast<float>(leastErrorScale), scatter / batch.stated[k]);
    if (!clip)
        return;
    const float limit = static_cast<float>(clipSigmas) * batch.sigma(row, s);
    for (auto i = static_cast<std::size_t>(batch.firstOf(s)); i < static_cast<std::size_t>(batch.lastOf(s));
         ++i)
        batch.used[offset + i]
            = batch.declared[offset + i] && std::abs(batch.flux[offset + i] - model[offset + i]) < limit;
}

void rescale(Batch& batch, const torch::Tensor& model, bool clip)
{
    const auto contiguous = model.contiguous();
    for (std::int64_t row = 0; row < batch.count; ++row)
        for (std::int64_t s = 0; s < batch.segments; ++s)
            rescaleSegment(batch, row, s, contiguous.data_ptr<float>(), clip);
}

torch::Tensor inverseDiagonal(const torch::Tensor& factor)
{
    const auto identity = torch::eye(factor.size(1)).expand_as(factor);
    const auto inverse = torch::linalg_solve_triangular(factor, identity, false); // L⁻¹
    return inverse.square().sum(1); // diagonal of L⁻ᵀ L⁻¹
}

void summarise(Batch& batch, Projection& projection)
{
    projection.sigma = torch::zeros({ batch.count, batch.segments });
    projection.errorScale = torch::zeros({ batch.count, batch.segments });
    projection.coverage = torch::zeros({ batch.count, batch.segments });
    projection.clipped = torch::zeros({ batch.count });
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
            projection.sigma[row][s] = batch.sigma(row, s);
            projection.errorScale[row][s] = batch.scale[static_cast<std::size_t>(row * batch.segments + s)];
            projection.coverage[row][s]
                = static_cast<float>(used) / static_cast<float>(batch.lastOf(s) - batch.firstOf(s));
        }
        if (declaredTotal > 0)
            projection.clipped[row] = 1 - static_cast<float>(usedTotal) / static_cast<float>(declaredTotal);
    }
}

struct Settled {
    Solution solution;
    torch::Tensor model; ///< (n, P), minus the mean
};

/// Solves, rescales and clips until the last solution, which the batch's weights are left of.
Settled settle(const Projector& projector, Batch& batch)
{
    Settled settled;
    for (int pass = 0; pass < passes; ++pass) {
        settled.solution = solve(projector, batch);
        settled.model = product(settled.solution.coefficients, projector.basis.t());
        if (pass + 1 < passes)
            rescale(batch, settled.model, true);
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
    auto plan = planNormal(batch);
    const auto weighted = projector.basis.t() * view(plan.pixelWeight, 1); // (K, P)
    return torch::cholesky_solve(weighted, settled.solution.factor[0]);
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

Projection project(const Projector& projector, std::span<const PreparedSpectrum* const> spectra)
{
    const torch::NoGradGuard noGrad;
    auto batch = makeBatch(projector, spectra);
    const auto [solution, model] = settle(projector, batch);
    Projection projection;
    projection.coefficients = solution.coefficients;
    projection.posteriorVariance = inverseDiagonal(solution.factor);
    projection.model = model + projector.mean;
    projection.normal = solution.normal;
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
