#pragma once

#include "core/processing/linespread.h"
#include "core/random.h"
#include "core/spectrum.h"
#include "core/training/mocks/nirspecmock.h"

#include <array>

namespace syzygy {

/// One combined APOGEE spectrum (apStar) of one star.
struct ApogeeObservation {
    double snr = 150;            ///< median per pixel
    double residualVelocity = 0; ///< km/s left after APOGEE's own shift to rest
    double broadening
        = 0; ///< km/s FWHM, Gaussian, beyond R = 22,500: line-spread variation, macroturbulence, rotation
    std::array<double, 3> chipSnr { 1, 1, 1 }; ///< relative
    std::array<std::array<double, 3>, 3>
        response {};        ///< per chip, ln response: polynomial coefficients 1 ... 3
    double skyShare = 0.04; ///< share of pixels under a sky residual
    double errorScale = 1;  ///< stated over true error
    double lineScatter = 0;
};

ApogeeObservation drawApogeeObservation(Random& random, const ObservationOptions& options);

/// The spectrum without noise and sky residuals: `error` is the true 1σ.
Spectrum exposeApogee(const FineSpectrum& star, const ApogeeObservation& observation);

/// The apStar spectrum of a star with normalised spectrum `star` (R = 22,500, on APOGEE's grid): flux in
/// 1e-17 erg/s/cm²/Å, mask bits as in the SDSS data model, error 1e10 between the chips.
Spectrum observeApogee(const FineSpectrum& star, const ApogeeObservation& observation, Random& random);

} // namespace syzygy
