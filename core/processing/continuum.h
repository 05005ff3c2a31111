#pragma once

#include "core/processing/modelgrid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

struct ContinuumOptions {
    double sigmaPixels
        = 33; ///< of the Gaussian; wider keeps broader features and more of the instrument's response
    std::size_t gapPixels = 50; ///< a masked run at least this long separates two segments (detectors, chips)
    std::size_t shortestSegment = 20; ///< used pixels; shorter segments have no continuum and are masked
};

/// The filter that prepare() uses on each grid: σ = 60 Å for NIRSpec, where a running mean of that width
/// follows the response of raw counts and still keeps the lines (SCIENCE: hand fit), σ = 25 Å for APOGEE.
ContinuumOptions continuumOptionsFor(const ModelGrid& grid);

/// The masked Gaussian running mean of the used pixels (three box passes, Wells 1986), separately in each
/// segment between gaps, so that neither gaps, holes nor a step between detectors leak into their neighbours.
/// 0 where no continuum is defined.
std::vector<double> computeContinuum(std::span<const double> flux, std::span<const std::uint8_t> mask,
                                     const ContinuumOptions& options);

} // namespace syzygy
