// Private to core/nn: what is often asked of tensors.
#pragma once

#include "core/labels.h"

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace syzygy {

/// As LibTorch counts.
inline constexpr auto labelColumns = static_cast<std::int64_t>(labelCount);

/// A copy of one row of a matrix (N, K) of floats.
inline std::vector<float> rowOf(const torch::Tensor& matrix, std::int64_t row)
{
    const auto values = matrix[row].contiguous();
    const auto* first = values.data_ptr<float>();
    return { first, first + values.numel() };
}

} // namespace syzygy
