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

/// Squared, of every star, in Teff, log g and [Fe/H].
std::vector<double> distancesFrom(const Atlas& atlas, const Labels& like)
{
    constexpr std::array near { 150.0, 0.4, 0.25 }; // K, dex, dex
    std::vector<double> distances;
    distances.reserve(atlas.size());
    for (const auto& star : atlas.stars) {
        double distance = 0;
        for (std::size_t k = 0; k < near.size(); ++k)
            distance += std::pow((star.labels[k] - like[k]) / near[k], 2);
        distances.push_back(distance);
    }
    return distances;
}

/// Distances up to a limit, and whose they are.
std::vector<std::pair<double, std::size_t>> within(double limit, const std::vector<double>& distances)
{
    std::vector<std::pair<double, std::size_t>> found;
    for (std::size_t i = 0; i < distances.size(); ++i)
        if (!(distances[i] > limit)) // nor lost where it is not a number
            found.emplace_back(distances[i], i);
    return found;
}

} // namespace

StarsAlike starsAlike(const Atlas& atlas, const Labels& like)
{
    constexpr std::size_t most = 200;
    const auto distances = distancesFrom(atlas, like);
    const auto count = std::min(most, distances.size());
    std::vector<std::pair<double, std::size_t>> nearest;
    for (double limit = 1; nearest.size() < count; limit *= 4) // only those few are sorted
        nearest = within(limit, distances);
    std::nth_element(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(count), nearest.end());
    std::vector<std::size_t> stars;
    for (std::size_t n = 0; n < count; ++n)
        stars.push_back(nearest[n].second);
    return summary(atlas, stars);
}

StarsAlike allStars(const Atlas& atlas)
{
    std::vector<std::size_t> stars(atlas.size());
    std::iota(stars.begin(), stars.end(), std::size_t(0));
    return summary(atlas, stars);
}

} // namespace syzygy
