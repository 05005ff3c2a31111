#pragma once

// Private to core/training: LibTorch in the open.

#include <torch/serialize.h>
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace syzygy {

/// AdamW (Loshchilov & Hutter 2019), β = 0.9 and 0.999, slice by slice so that each slice of the state is
/// fetched once: with few pairs per step and millions of weights, LibTorch's own spends most of the training
/// on memory.
class SlicedAdamW {
public:
    SlicedAdamW(std::vector<torch::Tensor> parameters, double weightDecay);

    void clearGradients();
    void step(double learningRate); ///< REQUIRES: every parameter has a gradient
    void save(torch::serialize::OutputArchive& archive, const std::string& prefix) const;
    void load(torch::serialize::InputArchive& archive, const std::string& prefix);

private:
    std::vector<torch::Tensor> m_parameters, m_means, m_squares;
    double m_weightDecay = 0;
    std::int64_t m_steps = 0;
};

} // namespace syzygy
