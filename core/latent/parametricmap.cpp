#include "core/error.h"
#include "core/latent/binaryfile.h"
#include "core/latent/mapnetwork.h"

#include <cassert>

namespace syzygy {

namespace {

constexpr BinaryFormat format { "SYZYGMAP", 1, "map of the latents" };
constexpr std::uint32_t mostDimensions = 4096;

/// Buffers and weights in their fixed order, for writing and reading.
std::vector<torch::Tensor> tensorsOf(const ParametricMap::Network& network)
{
    std::vector<torch::Tensor> tensors { network.mean, network.scale };
    for (const auto& layer : network.layers) {
        tensors.push_back(layer->weight);
        tensors.push_back(layer->bias);
    }
    return tensors;
}

std::span<const float> valuesOf(const torch::Tensor& tensor)
{
    return { tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel()) };
}

} // namespace

ParametricMap::ParametricMap(std::shared_ptr<const Network> network)
    : m_network(std::move(network))
{
}

std::vector<MapPosition> ParametricMap::place(std::span<const float> latents) const
{
    const auto dimensions = static_cast<std::size_t>(m_network->dimensions);
    assert(latents.size() % dimensions == 0);
    const auto rows = static_cast<std::int64_t>(latents.size() / dimensions);
    if (rows == 0)
        return {};
    const torch::NoGradGuard guard;
    const auto input = torch::from_blob(const_cast<float*>(latents.data()), { rows, m_network->dimensions });
    const auto output = m_network->forward(input).contiguous(); // (N, 2)
    std::vector<MapPosition> positions(static_cast<std::size_t>(rows));
    std::memcpy(positions.data(), output.data_ptr<float>(), positions.size() * sizeof(MapPosition));
    return positions;
}

void ParametricMap::save(const std::filesystem::path& file) const
{
    BinaryWriter writer(format);
    writer.put(static_cast<std::uint32_t>(m_network->dimensions));
    writer.put(static_cast<std::uint32_t>(m_network->hidden));
    for (const auto& tensor : tensorsOf(*m_network))
        writer.putAll(valuesOf(tensor));
    writer.save(file);
}

ParametricMap ParametricMap::load(const std::filesystem::path& file)
{
    BinaryReader reader(file, format);
    const auto dimensions = reader.get<std::uint32_t>();
    const auto hidden = reader.get<std::uint32_t>();
    if (dimensions == 0 || dimensions > mostDimensions || hidden == 0 || hidden > mostDimensions)
        reader.refuse("its network is " + std::to_string(dimensions) + " to " + std::to_string(hidden)
                      + " wide");
    auto network = std::make_shared<Network>(dimensions, hidden);
    const torch::NoGradGuard guard;
    for (const auto& tensor : tensorsOf(*network)) {
        const auto values = reader.getAll<float>(static_cast<std::uint64_t>(tensor.numel()));
        std::memcpy(tensor.data_ptr<float>(), values.data(), values.size() * sizeof(float));
        if (!tensor.isfinite().all().item<bool>())
            reader.refuse("a weight is not finite");
    }
    reader.requireEnd();
    return ParametricMap(std::move(network));
}

} // namespace syzygy
