#pragma once

#include "core/processing/prepare.h"
#include "core/training/mocks/mocks.h"

#include <cstdint>

namespace syzygy {

/// Both sides of a star without noise, gaps and defects but a residual background, prepared: what varies from
/// star to star and exposure to exposure.
struct CleanPair {
    NirspecObservation nirspecTruth;
    ApogeeObservation apogeeTruth;
    double velocityError = 0; ///< km/s, with which the NIRSpec side was brought to rest
    PreparedSpectrum nirspec, apogee;
};

/// The same seed gives the same pair. Line depths are off by the given relative scatters.
CleanPair makeCleanPair(const StarSpectra& spectra, std::size_t star, std::uint64_t seed,
                        Grating grating = Grating::G140H, double nirspecLineError = 0,
                        double apogeeLineError = 0);

} // namespace syzygy
