#include "core/processing/resample.h"

#include "core/median.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

constexpr double gapFactor = 2.2; ///< step over typical step beyond which neighbours are not neighbours

/// Lagrange weights of the samples at −1, 0, 1, 2 for a point at t in [0, 1].
std::array<double, 4> cubicWeights(double t)
{
    return { -t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
             (t + 1) * t * (t - 1) / 6 };
}

double typicalStep(std::span<const double> wavelength)
{
    // The median is not needed: G140H and APOGEE pixels change by a few per cent over the range.
    std::vector<double> steps;
    for (std::size_t i = 0; i + 1 < wavelength.size(); i += 1 + wavelength.size() / 200)
        steps.push_back(wavelength[i + 1] - wavelength[i]);
    if (steps.empty())
        return 0;
    return medianOf(std::move(steps));
}

/// Can the four samples around interval [k, k+1] be used as evenly spaced ones?
bool fourUsable(const Samples& samples, std::size_t k, double step)
{
    if (k == 0 || k + 2 >= samples.wavelength.size() || !samples.used[k - 1] || !samples.used[k + 2])
        return false;
    return samples.wavelength[k] - samples.wavelength[k - 1] < 1.5 * step
        && samples.wavelength[k + 2] - samples.wavelength[k + 1] < 1.5 * step;
}

struct Pixel {
    double value = 0;
    double variance = 0;
};

Pixel combine(const Samples& samples, std::size_t first, std::span<const double> weights)
{
    Pixel pixel;
    for (std::size_t j = 0; j < weights.size(); ++j) {
        pixel.value += weights[j] * samples.value[first + j];
        pixel.variance += weights[j] * weights[j] * samples.variance[first + j];
    }
    return pixel;
}

} // namespace

Resampled resample(const Samples& samples, const ModelGrid& grid)
{
    Resampled result { std::vector<double>(grid.size), std::vector<double>(grid.size),
                       std::vector<std::uint8_t>(grid.size) };
    const auto& wavelength = samples.wavelength;
    if (wavelength.size() < 2)
        return result;
    const double step = typicalStep(wavelength);
    std::size_t k = 0;
    for (std::size_t i = 0; i < grid.size; ++i) {
        const double target = grid.wavelength(i);
        if (target < wavelength.front() || target > wavelength.back())
            continue;
        while (k + 2 < wavelength.size() && wavelength[k + 1] <= target)
            ++k;
        const double interval = wavelength[k + 1] - wavelength[k];
        if (!samples.used[k] || !samples.used[k + 1] || interval > gapFactor * step)
            continue;
        const double t = (target - wavelength[k]) / interval;
        const bool cubic = interval < 1.5 * step && fourUsable(samples, k, step);
        const auto pixel = cubic ? combine(samples, k - 1, cubicWeights(t))
                                 : combine(samples, k, std::array<double, 2> { 1 - t, t });
        result.value[i] = pixel.value;
        result.variance[i] = pixel.variance;
        result.mask[i] = 1;
    }
    return result;
}

} // namespace syzygy
