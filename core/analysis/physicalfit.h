#pragma once

#include "core/analysis/given.h"
#include "core/labels.h"
#include "core/nn/emulator.h"
#include "core/processing/prepare.h"
#include "core/spectrum.h"

#include <stop_token>
#include <vector>

namespace syzygy {

struct PhysicalFitOptions {
    int iterations = 30; ///< at most; each costs some 26 emulated spectra, and most spectra take five to ten
    double clipSigmas = 5; ///< larger keeps more outliers
    double lineError
        = 0.04; ///< relative, of line depths, times lineDistrust(); added in quadrature to the errors
    double modelError = 0.004; ///< of normalised flux, added in quadrature: line data and emulator
    double abundancePrior
        = 0.6; ///< dex, Gaussian around the start: keeps what the spectrum does not show from running away
    std::vector<GivenLabel> given; ///< priors in addition
    bool labelsFixed = false; ///< only vmic, ¹²C/¹³C, velocity and line spread are free: how a star of known
                              ///< labels was observed
};

/// Least squares of the emulator against one spectrum: the check of the encoders by physics.
struct PhysicalFit {
    StellarParameters star;
    Labels sigma {}; ///< 1σ; residuals that are larger than the errors, or go together, make it larger
    double velocity = 0, velocitySigma = 0; ///< km/s
    double fwhm = 0, fwhmSigma = 0; ///< µm, of the line spread at 1.3 µm (NIRSpec) or 1.6 µm (APOGEE)
    double slope = 0;               ///< µm per µm, of the line spread; 0 for APOGEE
    double background = 0;          ///< left in the flux, over its median; 0 for APOGEE
    double reducedChiSquare = 0;
    int iterations = 0;       ///< done
    bool converged = false;   ///< the last step gained less than 0.1 in χ² or moved nothing by 0.1 σ
    std::vector<float> model; ///< on the model grid, normalised flux
};

/// All labels, vmic, ¹²C/¹³C, velocity and line spread free, starting from `start`; the model is observed at
/// the spectrum's own samples and prepared with its mask by the same function, so that the continuum is
/// treated alike. Levenberg-Marquardt. Throws Cancelled.
PhysicalFit fitEmulator(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared,
                        const StellarParameters& start, const PhysicalFitOptions& options = {},
                        std::stop_token stop = {});

} // namespace syzygy
