#pragma once

#include "core/processing/linespread.h"
#include "core/random.h"
#include "core/spectrum.h"

#include <array>
#include <cstddef>
#include <vector>

namespace syzygy {

/// Of NIRSpec, each with the filter F100LP.
enum class Grating { G140H, G140M };

/// What is random about a mock exposure besides the star. Sources: SCIENCE notes of the instrument, i.e. JDox
/// (dispersion), planetary-nebula lines and least-squares fits to MOS stars (line spread), MOS exposures
/// (gap, ends), the exposure-time calculator (S/N along wavelength).
struct ObservationOptions {
    double snrLow = 8; ///< median per native pixel, drawn log-uniform up to snrHigh
    double snrHigh = 400;
    bool defects = true; ///< holes, undeclared outliers, wiggles, wrong errors, offsets; false: gap, ends and
                         ///< noise only
    double largestVelocity = 450; ///< km/s, either way
    double lowResolutionShare
        = 0; ///< share at R = 1,700-2,600 whatever the wavelength, as ground-based spectrographs have
    double lineScatter
        = 0; ///< relative scatter of line depths that stands for wrong line data, the same for all
    double largestLineScatter = 0; ///< where above 0: drawn up to this in two of three, 0 in the others
    Grating grating = Grating::G140H;
};

inline constexpr double usualOffset = 0.01; ///< 1σ, of the median flux

/// One NIRSpec G140H/F100LP or G140M/F100LP exposure of one star, as the instrument and an extraction made
/// it.
struct NirspecObservation {
    Grating grating = Grating::G140H;
    double snr = 100;      ///< median over the observed pixels
    double velocity = 0;   ///< km/s, in the wavelengths
    LineSpread lineSpread; ///< 2.0-5.3 Å FWHM with G140H: the sharpest are fits of emulated spectra to giants
                           ///< in M71; as many pixels with G140M
    double blueEnd = 0.967, redEnd = 1.892;  ///< µm, as observed
    double gapStart = 1.302, gapEnd = 1.338; ///< µm, as observed
    double pixelPhase = 0;                   ///< in pixels
    double faintness = 0.5;            ///< 0: S/N curve of a bright star, 1: of a background-limited one
    std::array<double, 5> response {}; ///< Chebyshev coefficients of ln response, 1 ... 5
    double blueRipple = 0, blueRipplePeriod = 0.02; ///< amplitude, µm: ripples of the response below 1.03 µm
    double detectorStep = 1;                        ///< response of NRS2 over NRS1
    double edgeRollOff = 0;                         ///< µm over which the red end falls
    double wiggleAmplitude = 0, wigglePeriod = 20,
           wigglePhase = 0; ///< relative, pixels, rad: undersampled tilted trace
    double errorScale = 1;  ///< stated over true error
    double offset = 0;      ///< additive, of the median flux: background residual, N(0, usualOffset)
    double lineScatter = 0;
    int holes = 0;    ///< declared runs without data
    int outliers = 0; ///< undeclared runs
};

NirspecObservation drawNirspecObservation(Random& random, const ObservationOptions& options);

/// The exposure without noise and defects: `error` is the true 1σ. What observeNirspec() starts from, and
/// what the Cramér-Rao bound is computed at.
Spectrum exposeNirspec(const FineSpectrum& star, const NirspecObservation& observation);

/// The exposure of a star with normalised spectrum `star` (R = 8000): native pixels of 2.40 Å at 1.0 µm
/// falling to 2.28 Å at 1.8 µm (G140M: 6.38-6.34 Å), flux in counts, errors as stated, DQ 1 and NaN where
/// there is no data. random: noise and defects.
Spectrum observeNirspec(const FineSpectrum& star, const NirspecObservation& observation, Random& random);

} // namespace syzygy
