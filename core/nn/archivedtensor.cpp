#include "core/nn/archivedtensor.h"

#include "core/error.h"

#include <torch/torch.h>

#include <algorithm>

namespace syzygy {

namespace {

bool hasShape(const torch::Tensor& tensor, const std::vector<std::int64_t>& shape)
{
    return std::ranges::equal(tensor.sizes(), shape,
                              [](auto size, auto wanted) { return wanted < 0 || size == wanted; });
}

} // namespace

torch::Tensor archivedTensor(torch::serialize::InputArchive& archive, const std::string& name,
                             const std::optional<std::vector<std::int64_t>>& shape)
{
    torch::Tensor tensor;
    archive.read(name, tensor);
    if (tensor.layout() != torch::kStrided || tensor.numel() == 0 || (shape && !hasShape(tensor, *shape)))
        throw Error("its '" + name + "' has an unexpected shape or type");
    if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
        throw Error("its '" + name + "' holds numbers that are not finite");
    return tensor.contiguous();
}

} // namespace syzygy
