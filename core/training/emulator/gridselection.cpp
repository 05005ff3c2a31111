#include "core/training/emulator/gridselection.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

GridBand selectRows(const GridBand& band, std::span<const std::size_t> stars)
{
    GridBand selected = band;
    selected.values.clear();
    selected.values.reserve(stars.size() * band.pixels);
    for (const auto star : stars) {
        const auto first = band.values.begin() + static_cast<std::ptrdiff_t>(star * band.pixels);
        selected.values.insert(selected.values.end(), first,
                               first + static_cast<std::ptrdiff_t>(band.pixels));
    }
    return selected;
}

} // namespace

GridSplit drawSplit(std::size_t stars, double heldOutShare, std::uint64_t seed)
{
    const auto wanted = static_cast<std::size_t>(std::lround(heldOutShare * static_cast<double>(stars)));
    auto order = allStars(stars);
    Random random(seed);
    for (std::size_t i = 0; i < wanted; ++i)
        std::swap(order[i], order[i + random.index(stars - i)]);
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::sort(order.begin(), middle);
    std::sort(middle, order.end());
    return { { middle, order.end() }, { order.begin(), middle } };
}

std::vector<std::size_t> allStars(std::size_t stars)
{
    std::vector<std::size_t> rows(stars);
    std::iota(rows.begin(), rows.end(), std::size_t { 0 });
    return rows;
}

SpectralGrid selectStars(const SpectralGrid& grid, std::span<const std::size_t> stars)
{
    SpectralGrid selected;
    selected.scale = grid.scale;
    for (const auto star : stars)
        selected.stars.push_back(grid.stars[star]);
    selected.nirspec = selectRows(grid.nirspec, stars);
    selected.apogee = selectRows(grid.apogee, stars);
    return selected;
}

} // namespace syzygy
