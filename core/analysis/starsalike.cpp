#include "core/analysis/starsalike.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace syzygy {

namespace {

StarsAlike summary(const Atlas& atlas, std::span<const std::size_t> stars)
{
    StarsAlike result;
    const double count = static_cast<double>(std::max<std::size_t>(stars.size(), 1));
    for (std::size_t k = 0; k < labelCount; ++k) {
        double sum = 0, squares = 0;
        for (const auto star : stars) {
            const double value = atlas.stars[star].labels[k];
            sum += value;
            squares += value * value;
        }
        result.mean[k] = sum / count;
        result.scatter[k] = std::sqrt(std::max(0.0, squares / count - result.mean[k] * result.mean[k]));
    }
    return result;
}

} // namespace

StarsAlike starsAlike(const Atlas& atlas, const Labels& like)
{
    constexpr std::size_t most = 200;
    constexpr std::array near { 150.0, 0.4, 0.25 }; // K, dex, dex
    std::vector<std::pair<double, std::size_t>> distances(atlas.size());
    for (std::size_t i = 0; i < atlas.size(); ++i) {
        double distance = 0;
        for (std::size_t k = 0; k < near.size(); ++k) {
            const double step = (atlas.stars[i].labels[k] - like[k]) / near[k];
            distance += step * step;
        }
        distances[i] = { distance, i };
    }
    const auto count = std::min(most, distances.size());
    if (count < distances.size())
        std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(count) - 1,
                         distances.end());
    std::vector<std::size_t> stars;
    for (std::size_t n = 0; n < count; ++n)
        stars.push_back(distances[n].second);
    return summary(atlas, stars);
}

StarsAlike allStars(const Atlas& atlas)
{
    std::vector<std::size_t> stars(atlas.size());
    std::iota(stars.begin(), stars.end(), std::size_t(0));
    return summary(atlas, stars);
}

} // namespace syzygy
