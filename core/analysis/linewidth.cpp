#include "core/analysis/linewidth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace syzygy {

namespace {

constexpr std::size_t longestLag = 60; ///< pixels of the model grid
constexpr double rippleEnd
    = 1.04; ///< µm: below, NIRSpec's response ripples by up to a tenth, as broad lines do

/// Mean product of deviations `lag` pixels apart, over pairs of usable pixels, and its error if there were
/// noise only.
struct Covariance {
    double value = 0, error = 0;
};

Covariance covarianceAt(const PreparedSpectrum& prepared, std::size_t lag)
{
    double sum = 0, squares = 0;
    std::size_t pairs = 0;
    const double start
        = std::clamp(prepared.grid.pixel(rippleEnd), 0.0, static_cast<double>(prepared.flux.size()));
    for (auto i = static_cast<std::size_t>(start); i + lag < prepared.flux.size(); ++i) {
        if (!prepared.mask[i] || !prepared.mask[i + lag])
            continue;
        const double product
            = (static_cast<double>(prepared.flux[i]) - 1) * (static_cast<double>(prepared.flux[i + lag]) - 1);
        const double noise
            = static_cast<double>(prepared.error[i]) * static_cast<double>(prepared.error[i + lag]);
        sum += product;
        squares += noise * noise;
        ++pairs;
    }
    if (pairs == 0)
        return {};
    const double count = static_cast<double>(pairs);
    return { sum / count, std::sqrt(squares) / count };
}

} // namespace

std::optional<double> correlationLength(const PreparedSpectrum& prepared)
{
    constexpr double certain = 30;                // σ of the noise's own
    const auto first = covarianceAt(prepared, 2); // resampling ties neighbours together
    if (!(first.value > certain * first.error))
        return {};
    const auto& grid = prepared.grid;
    const double step = 1e4 * (grid.wavelength(grid.size / 2 + 1) - grid.wavelength(grid.size / 2)); // Å
    double before = first.value;
    for (std::size_t lag = 3; lag <= longestLag; ++lag) {
        const double here = covarianceAt(prepared, lag).value;
        if (here < 0.5 * first.value)
            return step * (static_cast<double>(lag - 1) + (before - 0.5 * first.value) / (before - here));
        before = here;
    }
    return step * static_cast<double>(longestLag);
}

} // namespace syzygy
