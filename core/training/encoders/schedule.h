#pragma once

#include <cmath>
#include <numbers>

namespace syzygy {

/// Step size of a one-cycle schedule (Smith & Topin 2019): a linear warm-up over the given share, then half a
/// cosine to nearly nothing (Loshchilov & Hutter 2017). progress: 0 to 1.
inline double oneCycle(double peak, double warmUp, double progress)
{
    if (progress < warmUp)
        return peak * (0.05 + 0.95 * progress / warmUp);
    const double cosine = std::cos(std::numbers::pi * (progress - warmUp) / (1 - warmUp));
    return peak * (0.002 + 0.998 * 0.5 * (1 + cosine));
}

} // namespace syzygy
