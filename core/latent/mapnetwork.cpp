#include "core/latent/mapnetwork.h"

#include <cmath>

namespace syzygy {

ParametricMap::Network::Network(std::int64_t dimensionCount, std::int64_t hiddenWidth)
    : dimensions(dimensionCount)
    , hidden(hiddenWidth)
{
    mean = register_buffer("mean", torch::zeros(dimensions));
    scale = register_buffer("scale", torch::ones(dimensions));
    const std::array<std::int64_t, 5> widths { dimensions, hidden, hidden, hidden, 2 };
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        layers.push_back(
            register_module("layer" + std::to_string(i), torch::nn::Linear(widths[i], widths[i + 1])));
}

torch::Tensor ParametricMap::Network::forward(const torch::Tensor& latents) const
{
    auto values = (latents - mean) * scale;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        values = torch::linear(values, layers[i]->weight, layers[i]->bias);
        if (i + 1 < layers.size())
            values = torch::silu(values); // (N, hidden)
    }
    return values; // (N, 2)
}

void ParametricMap::Network::initialise(Random& random)
{
    const torch::NoGradGuard guard;
    for (auto& layer : layers) {
        layer->bias.zero_();
        const double sigma = std::sqrt(2.0 / static_cast<double>(layer->weight.size(1)));
        auto* weights = layer->weight.data_ptr<float>();
        for (std::int64_t i = 0; i < layer->weight.numel(); ++i)
            weights[i] = static_cast<float>(random.normal(0, sigma));
    }
}

void ParametricMap::Network::standardiseBy(const torch::Tensor& latents)
{
    const torch::NoGradGuard guard;
    mean.copy_(latents.mean(0));
    scale.copy_(1.0 / latents.std(0, false).clamp_min(1e-6));
}

} // namespace syzygy
