#include "core/nn/normalequations.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

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

void planSegment(const SpectraBatch& batch, std::int64_t row, std::int64_t s, NormalPlan& plan)
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
NormalPlan planNormal(const SpectraBatch& batch, std::int64_t rows)
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

/// To be read only: LibTorch has no tensors of const.
torch::Tensor view(const std::vector<float>& values, std::int64_t rows)
{
    return torch::from_blob(const_cast<float*>(values.data()),
                            { rows, static_cast<std::int64_t>(values.size()) / rows }, torch::kFloat);
}

/// Rows of the basis as columns, each times the root of its pixel's weight.
blas::Matrix weightedRows(const Projector& projector, const SpectraBatch& batch, std::int64_t row,
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

Eigen::Map<blas::Matrix> normalOf(const NormalEquations& equations, std::int64_t row)
{
    const auto k = equations.normal.size(2);
    return { equations.normal.data_ptr<float>() + row * k * k, k, k };
}

} // namespace

torch::Tensor product(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.size(0) == 1 ? torch::mv(b.t(), a[0]).unsqueeze(0) : torch::mm(a, b);
}

std::vector<float> pixelWeights(const SpectraBatch& batch)
{
    return planNormal(batch, batch.count).pixelWeight;
}

NormalEquations equationsOf(const Projector& projector, const SpectraBatch& batch, std::int64_t rows)
{
    auto plan = planNormal(batch, rows);
    const auto k = projector.components();
    NormalEquations equations;
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

std::optional<Solution> solve(const NormalEquations& equations)
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

} // namespace syzygy
