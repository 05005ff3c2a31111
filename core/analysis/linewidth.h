#pragma once

#include "core/processing/prepare.h"

#include <optional>

namespace syzygy {

/// How broad the lines of a normalised spectrum are: the lag [Å at the middle of the grid] at which the
/// autocorrelation of its deviations from the continuum has fallen to half of that at a lag of two pixels,
/// which unlike that at none holds no noise. For Gaussian lines of one FWHM it is .7-1.3 of that, by how they
/// blend. Pixels below 1.04 µm do not count. Nothing where noise
/// hides the lines.
std::optional<double> correlationLength(const PreparedSpectrum& prepared);

} // namespace syzygy
