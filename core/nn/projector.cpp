#include "core/nn/projector.h"

#include "core/error.h"
#include "core/median.h"
#include "core/nn/blas.h"
#include "core/nn/response.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <optional>

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
    std::vector<float> sigma;           ///< (n, S), effective error

    std::int64_t firstOf(std::int64_t s) const { return s * Projector::segmentPixels; }
    std::int64_t lastOf(std::int64_t s) const
    {
        return std::min(pixels, firstOf(s) + Projector::segmentPixels);
    }
    void scaleTo(std::size_t segment, float factor)
    {
        scale[segment] = factor;
        sigma[segment] = std::hypot(stated[segment] * factor, static_cast<float>(floorSigma));
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

Batch emptyBatch(const Projector& projector, std::size_t spectra)
{
    Batch batch;
    batch.count = static_cast<std::int64_t>(spectra);
    batch.pixels = projector.pixels();
    batch.segments = projector.segments();
    batch.independentShare = projector.independentShare;
    batch.flux.assign(static_cast<std::size_t>(batch.count * batch.pixels), 0);
    batch.used.assign(batch.flux.size(), 0);
    batch.stated.assign(static_cast<std::size_t>(batch.count * batch.segments), 0);
    batch.scale.assign(batch.stated.size(), 1);
    batch.sigma.assign(batch.stated.size(), 0);
    return batch;
}

/// Where it is used.
void fillFlux(Batch& batch, const Projector& projector, std::int64_t row, const PreparedSpectrum& spectrum)
{
    const float* mean = projector.mean.data_ptr<float>();
    const auto offset = static_cast<std::size_t>(row * batch.pixels);
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.pixels); ++i)
        if (batch.used[offset + i])
            batch.flux[offset + i] = spectrum.flux[i] - mean[i];
}

Batch makeBatch(const Projector& projector, std::span<const PreparedSpectrum* const> spectra)
{
    auto batch = emptyBatch(projector, spectra.size());
    for (std::int64_t row = 0; row < batch.count; ++row) {
        const auto& spectrum = *spectra[static_cast<std::size_t>(row)];
        std::copy(spectrum.mask.begin(), spectrum.mask.end(), batch.used.begin() + row * batch.pixels);
        for (std::int64_t s = 0; s < batch.segments; ++s) {
            const auto segment = static_cast<std::size_t>(row * batch.segments + s);
            batch.stated[segment] = stateSegment(spectrum, batch, row, s);
            batch.scaleTo(segment, 1);
        }
        fillFlux(batch, projector, row, spectrum);
    }
    batch.declared = batch.used;
    return batch;
}

Batch makeBatch(const Projector& projector, std::span<const Cut> cuts, const Projection& wholes)
{
    auto batch = emptyBatch(projector, 2 * cuts.size());
    for (std::int64_t row = 0; row < batch.count; ++row) {
        const auto half = static_cast<std::size_t>(row) / cuts.size();
        const auto& cut = cuts[static_cast<std::size_t>(row) % cuts.size()];
        const auto first = half == 0 ? 0 : cut.cut, last = half == 0 ? cut.cut : batch.pixels;
        const auto* used = wholes.used.data_ptr<std::uint8_t>() + cut.row * batch.pixels;
        std::copy(used + first, used + last, batch.used.begin() + row * batch.pixels + first);
        const auto* sigma = wholes.sigma.data_ptr<float>() + cut.row * batch.segments;
        std::copy(sigma, sigma + batch.segments, batch.sigma.begin() + row * batch.segments);
        fillFlux(batch, projector, row, *cut.spectrum);
    }
    batch.declared = batch.used;
    return batch;
}

/// How the normal matrix of each star is put together: weights on the segments' Gram matrices, and single
/// pixels that are added to (or, with negative weight, taken off) them.
struct NormalPlan {
    struct Corrections {
        std::vector<std::int64_t> added, taken; ///< pixels
    };
    std::vector<float> segmentWeight;     ///< (n, S)
    std::vector<float> pixelWeight;       ///< (n, P), 0 where not used
    std::vector<Corrections> corrections; ///< n
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
    const float sigma = batch.sigma[static_cast<std::size_t>(row * batch.segments + s)];
    const float weight = static_cast<float>(batch.independentShare) / (sigma * sigma);
    const bool mostlyUsed = 2 * count >= last - first;
    if (mostlyUsed)
        plan.segmentWeight[static_cast<std::size_t>(row * batch.segments + s)] = weight;
    auto& [added, taken] = plan.corrections[static_cast<std::size_t>(row)];
    for (auto i = first; i < last; ++i) {
        const bool used = batch.used[offset + i] != 0;
        if (used)
            plan.pixelWeight[offset + i] = weight;
        if (used != mostlyUsed)
            (used ? added : taken).push_back(static_cast<std::int64_t>(i));
    }
}

/// Of the first `rows` stars.
NormalPlan planNormal(const Batch& batch, std::int64_t rows)
{
    NormalPlan plan;
    plan.segmentWeight.assign(static_cast<std::size_t>(rows * batch.segments), 0);
    plan.pixelWeight.assign(static_cast<std::size_t>(rows * batch.pixels), 0);
    plan.corrections.resize(static_cast<std::size_t>(rows));
    for (std::int64_t row = 0; row < rows; ++row)
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

/// Rows of the basis as columns, each times the root of its pixel's weight.
blas::Matrix weightedRows(const Projector& projector, const Batch& batch, std::int64_t row,
                          const std::vector<std::int64_t>& pixels)
{
    const auto k = projector.components();
    blas::Matrix columns(k, static_cast<Eigen::Index>(pixels.size()));
    for (Eigen::Index i = 0; const auto pixel : pixels) {
        const float sigma
            = batch.sigma[static_cast<std::size_t>(row * batch.segments + pixel / Projector::segmentPixels)];
        const Eigen::Map<const Eigen::VectorXf> components(projector.basis.data_ptr<float>() + pixel * k, k);
        columns.col(i++) = components * (std::sqrt(static_cast<float>(batch.independentShare)) / sigma);
    }
    return columns;
}

/// Least squares of n stars.
struct Equations {
    torch::Tensor normal; ///< (n, K, K): BᵀWB + Λ⁻¹
    torch::Tensor right;  ///< (n, K): BᵀW · flux
};

Eigen::Map<blas::Matrix> normalOf(const Equations& equations, std::int64_t row)
{
    const auto k = equations.normal.size(2);
    return { equations.normal.data_ptr<float>() + row * k * k, k, k };
}

/// Of the first `rows` stars.
Equations equationsOf(const Projector& projector, Batch& batch, std::int64_t rows)
{
    auto plan = planNormal(batch, rows);
    const auto k = projector.components();
    Equations equations;
    equations.normal = product(view(plan.segmentWeight, rows), projector.gram).view({ rows, k, k });
    equations.normal.diagonal(0, 1, 2).add_(projector.variance.reciprocal());
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto& [added, taken] = plan.corrections[static_cast<std::size_t>(row)];
        auto normal = normalOf(equations, row);
        blas::addSquare(1, weightedRows(projector, batch, row, added), normal);
        blas::addSquare(-1, weightedRows(projector, batch, row, taken), normal);
        normal.triangularView<Eigen::StrictlyUpper>() = normal.transpose();
    }
    const auto weighted = view(batch.flux, batch.count).slice(0, 0, rows) * view(plan.pixelWeight, rows);
    equations.right = product(weighted, projector.basis).contiguous();
    return equations;
}

struct Solution {
    torch::Tensor normal;              ///< (n, K, K)
    torch::Tensor coefficients;        ///< (n, K)
    std::vector<blas::Matrix> factors; ///< (K, K) each, Cholesky
};

/// None where rounding or errors unlike each other have left no positive definite matrix.
std::optional<Solution> solve(const Equations& equations)
{
    Solution solution { equations.normal, equations.right.clone(), {} };
    const auto k = equations.right.size(1);
    for (std::int64_t row = 0; row < equations.right.size(0); ++row) {
        blas::Matrix factor = normalOf(equations, row);
        if (!blas::factorise(factor))
            return std::nullopt;
        Eigen::Map<Eigen::VectorXf> coefficients(solution.coefficients.data_ptr<float>() + row * k, k);
        blas::Matrix column = coefficients;
        blas::solve(factor, blas::Transposed::No, column);
        blas::solve(factor, blas::Transposed::Yes, column);
        coefficients = column.col(0);
        solution.factors.push_back(std::move(factor));
    }
    return solution;
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
    batch.scaleTo(k, std::max(static_cast<float>(leastErrorScale), scatter / batch.stated[k]));
    if (!clip)
        return;
    const float limit = static_cast<float>(clipSigmas) * batch.sigma[k];
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

/// (n, K): the diagonals of the inverses of the factors' matrices.
torch::Tensor inverseDiagonals(std::vector<blas::Matrix> factors)
{
    const auto k = factors.front().rows();
    auto diagonals = torch::empty({ static_cast<std::int64_t>(factors.size()), k });
    auto* diagonal = diagonals.data_ptr<float>();
    for (auto& factor : factors) {
        blas::invert(factor); // L⁻¹; the inverse is L⁻ᵀ L⁻¹
        for (Eigen::Index i = 0; i < k; ++i)
            *diagonal++ = factor.col(i).tail(k - i).squaredNorm();
    }
    return diagonals;
}

void summarise(Batch& batch, Projection& projection)
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

/// With those of the second halves: what the wholes' say beyond the first ones.
Equations bothHalves(const Projector& projector, const Equations& first, std::span<const Cut> cuts,
                     const Projection& wholes)
{
    std::vector<std::int64_t> rows;
    for (const auto& cut : cuts)
        rows.push_back(cut.row);
    const auto index = torch::tensor(rows);
    const auto whole = wholes.normal.index_select(0, index);
    const auto right
        = torch::matmul(whole, wholes.coefficients.index_select(0, index).unsqueeze(2)).squeeze(2);
    auto rest = whole - first.normal;
    rest.diagonal(0, 1, 2).add_(projector.variance.reciprocal());
    return { torch::cat({ first.normal, rest }), torch::cat({ first.right, right - first.right }) };
}

Solution solved(const Equations& equations)
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
Settled settle(const Projector& projector, Batch& batch)
{
    Settled settled;
    for (int pass = 0; pass < passes; ++pass) {
        settled.solution = solved(equationsOf(projector, batch, batch.count));
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
    const auto plan = planNormal(batch, 1);
    const auto k = projector.components(), pixels = projector.pixels();
    auto response = torch::empty({ pixels, k }); // its memory is a (K, P) matrix to BLAS
    const Eigen::Map<const blas::Matrix> basis(projector.basis.data_ptr<float>(), k, pixels);
    blas::Matrix columns
        = basis * Eigen::Map<const Eigen::VectorXf>(plan.pixelWeight.data(), pixels).asDiagonal();
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

Projection projectHalves(const Projector& projector, std::span<const Cut> cuts, const Projection& wholes)
{
    const torch::NoGradGuard noGrad;
    auto batch = makeBatch(projector, cuts, wholes);
    const auto first = equationsOf(projector, batch, static_cast<std::int64_t>(cuts.size()));
    auto solution = solve(bothHalves(projector, first, cuts, wholes));
    if (!solution) // one half says so much that the other is lost in the difference
        solution = solved(equationsOf(projector, batch, batch.count));
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
