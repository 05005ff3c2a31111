#pragma once

// Private to core/training: needs LibTorch.

#include <torch/types.h>

#include <cstdint>

namespace syzygy {

/// spectra ≈ mean + scores · basis.
struct PrincipalComponents {
    torch::Tensor mean; ///< (P), float
    torch::Tensor
        basis; ///< (K, P), float, rows orthogonal with mean square 1, rounded to half precision as stored

    torch::Tensor scores(const torch::Tensor& spectra) const; ///< (N, P) -> (N, K), double
};

/// The leading `count` components of spectra (N, P), float, or as many as there are. Exact: by the
/// eigenvectors of the stars' Gram matrix.
PrincipalComponents findPrincipalComponents(const torch::Tensor& spectra, std::int64_t count);

} // namespace syzygy
