#pragma once

// Private to core/training: needs LibTorch.

#include "core/nn/emulatorprocess.h"

#include <torch/types.h>

namespace syzygy {

/// −ln marginal likelihood per star of a Gaussian process, and its derivatives.
struct KernelLikelihood {
    double value = 0;
    torch::Tensor logWeights; ///< (T)
    torch::Tensor logScales;  ///< (T, D)
    torch::Tensor logNoise;   ///< (1)
};

/// Variance of the noise, relative to the kernel's. It has a floor that keeps covariances of some thousand
/// stars positive definite.
torch::Tensor kernelNoise(const torch::Tensor& logNoise);

/// inputs (N, D), targets (N, C). The amplitude of each target is profiled out, and the targets are averaged.
/// Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, eqs. 2.30 and 5.9.
KernelLikelihood kernelLikelihood(const ArdKernel& kernel, const torch::Tensor& logNoise,
                                  const torch::Tensor& inputs, const torch::Tensor& targets);

} // namespace syzygy
