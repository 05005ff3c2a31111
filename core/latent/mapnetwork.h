#pragma once

// Private to core/latent: holds LibTorch types.

#include "core/latent/projection.h"
#include "core/random.h"

#include <torch/torch.h>

namespace syzygy {

/// Latent -> 2-D: the inputs standardised, three hidden layers with SiLU, a linear output.
struct ParametricMap::Network : torch::nn::Module {
    Network(std::int64_t dimensions, std::int64_t hidden);

    /// latents (N, dimensions) -> positions (N, 2)
    torch::Tensor forward(const torch::Tensor& latents) const;

    /// Weights after He et al. (2015) from our own random numbers, the same on every machine.
    void initialise(Random& random);

    /// Makes the inputs of mean 0 and unit variance over these latents (N, dimensions).
    void standardiseBy(const torch::Tensor& latents);

    std::int64_t dimensions, hidden;
    torch::Tensor mean, scale; ///< (dimensions), buffers
    std::vector<torch::nn::Linear> layers;
};

} // namespace syzygy
