#include "core/latent/neighbours.h"
#include "core/latent/projection.h"

#include <algorithm>
#include <cassert>

namespace syzygy {

namespace {

using Rows = std::vector<std::size_t>;

Rows withoutSelf(const std::vector<Neighbour>& neighbours, std::size_t self, std::size_t count)
{
    Rows rows;
    for (const auto& neighbour : neighbours)
        if (neighbour.row != self && rows.size() < count)
            rows.push_back(neighbour.row);
    return rows;
}

/// Exact, lower rows first where equal.
Rows nearestOnMap(std::span<const MapPosition> positions, std::size_t self, std::size_t count)
{
    std::vector<std::pair<float, std::size_t>> distances;
    distances.reserve(positions.size());
    for (std::size_t row = 0; row < positions.size(); ++row) {
        const float x = positions[row][0] - positions[self][0], y = positions[row][1] - positions[self][1];
        if (row != self)
            distances.emplace_back(x * x + y * y, row);
    }
    const auto end = distances.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(distances.begin(), end, distances.end());
    Rows rows;
    std::transform(distances.begin(), end, std::back_inserter(rows),
                   [](const auto& pair) { return pair.second; });
    return rows;
}

std::size_t shared(Rows first, Rows second)
{
    std::ranges::sort(first);
    std::ranges::sort(second);
    Rows both;
    std::ranges::set_intersection(first, second, std::back_inserter(both));
    return both.size();
}

} // namespace

double neighbourPreservation(std::span<const float> latents, std::size_t dimensions,
                             std::span<const MapPosition> positions, int k)
{
    assert(latents.size() == positions.size() * dimensions && k > 0 && positions.size() > 1);
    const auto count = std::min(static_cast<std::size_t>(k), positions.size() - 1);
    const auto found
        = NeighbourIndex(latents, dimensions).nearestOfEach(latents, static_cast<int>(count) + 1);
    std::size_t kept = 0;
    for (std::size_t row = 0; row < positions.size(); ++row)
        kept += shared(withoutSelf(found[row], row, count), nearestOnMap(positions, row, count));
    return static_cast<double>(kept) / static_cast<double>(count * positions.size());
}

} // namespace syzygy
