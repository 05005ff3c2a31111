// Private to core/nn.
#pragma once

#include "core/nn/blas.h"
#include "core/nn/spectrabatch.h"

#include <optional>
#include <vector>

namespace syzygy {

/// a · b. One row is a matrix-vector product to BLAS, which spares it packing all of b.
torch::Tensor product(const torch::Tensor& a, const torch::Tensor& b);

/// (n, P): 1/σ² of each pixel, 0 where it is not used.
std::vector<float> pixelWeights(const SpectraBatch& batch);

/// Least squares of n stars.
struct NormalEquations {
    torch::Tensor normal; ///< (n, K, K): BᵀWB + Λ⁻¹
    torch::Tensor right;  ///< (n, K): BᵀW · flux
};

/// Of the first `rows` spectra.
NormalEquations equationsOf(const Projector& projector, const SpectraBatch& batch, std::int64_t rows);

struct Solution {
    torch::Tensor normal;              ///< (n, K, K)
    torch::Tensor coefficients;        ///< (n, K)
    std::vector<blas::Matrix> factors; ///< (K, K) each, Cholesky
};

/// Nothing where rounding, or errors unlike each other, have left no positive definite matrix.
std::optional<Solution> solve(const NormalEquations& equations);

/// (n, K): the diagonals of the inverses of the factors' matrices.
torch::Tensor inverseDiagonals(std::vector<blas::Matrix> factors);

} // namespace syzygy
