// Private to core/nn: a tensor of a .pt file, believed only where it is what it should be.
#pragma once

#include <torch/serialize/input-archive.h>

#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// Reads `name` in the precision that it was written in. Throws Error unless it has this shape (-1: any size;
/// none: any shape at all), holds something, and all of it is finite.
torch::Tensor archivedTensor(torch::serialize::InputArchive& archive, const std::string& name,
                             const std::optional<std::vector<std::int64_t>>& shape = {});

} // namespace syzygy
