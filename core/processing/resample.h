#pragma once

#include "core/processing/modelgrid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// Samples on a model grid. Masked pixels have mask 0 and value and variance 0.
struct Resampled {
    std::vector<double> value;
    std::vector<double> variance;
    std::vector<std::uint8_t> mask;
};

/// What resample() reads: samples sorted by wavelength [µm, vacuum, rest frame]. All four of the same length.
struct Samples {
    std::span<const double> wavelength;
    std::span<const double> value;
    std::span<const double> variance;
    std::span<const std::uint8_t> used;
};

/// Interpolates onto the grid between used neighbours only: cubic (Lagrange on the four nearest samples)
/// where all four are used and evenly spaced, else linear where both are, else masked. The variance is that
/// of the linear combination (samples independent). A step beyond 2.2 × the spacing before it is a gap and
/// stays masked. Cubic, because NIRSpec's undersampled lines lose up to a quarter of their depth between two
/// samples under linear interpolation, and less than a twentieth under cubic.
Resampled resample(const Samples& samples, const ModelGrid& grid);

} // namespace syzygy
