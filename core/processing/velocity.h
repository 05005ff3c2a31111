#pragma once

#include <vector>

namespace syzygy {

/// Radial velocity of a star and how well it is known.
struct Velocity {
    enum class Source { Measured, Given, AlreadyAtRest, NotFound };
    struct Minimum {
        double velocity = 0;       ///< km/s
        double deltaChiSquare = 0; ///< above the best minimum
    };
    Source source = Source::NotFound;
    double value
        = 0; ///< km/s, positive = receding, in the frame of the file's wavelengths (JWST: barycentric)
    double error = 0; ///< 1σ, km/s, of the measurement; 0 where given
    double zeroPointError
        = 0; ///< 1σ, km/s, of the wavelengths as a whole, not in `error`: see zeroPointErrorOf()
    std::vector<double> trialVelocities;  ///< km/s; empty unless measured
    std::vector<double> chiSquare;        ///< of the best template at each trial velocity
    std::vector<Minimum> secondaryMinima; ///< best first, without the global one
};

} // namespace syzygy
