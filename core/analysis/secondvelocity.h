#pragma once

#include "core/processing/velocity.h"

#include <optional>

namespace syzygy {

/// A second velocity at which the lines of a star stand in the spectrum.
struct SecondVelocity {
    double velocity = 0; ///< km/s
    double share = 0;    ///< of what the star at the first velocity explains (reduction of χ²), 0-1
};

/// The strongest one outside the wings of the first; none where no velocity was measured.
std::optional<SecondVelocity> secondVelocityOf(const Velocity& velocity);

} // namespace syzygy
