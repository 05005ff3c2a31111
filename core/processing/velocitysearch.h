#pragma once

#include "core/processing/prepare.h"
#include "core/processing/velocity.h"

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// Normalised template spectra (flux − 1) on a grid uniform in velocity.
struct VelocityTemplates {
    double step = 10;   ///< km/s per pixel
    double lnStart = 0; ///< ln of the first wavelength [µm, vacuum, rest]
    double largest
        = 800; ///< km/s, either way: the escape speed of nothing in the Local Group's field exceeds it
    std::vector<std::vector<float>> depth;
    std::vector<std::vector<float>> combed; ///< the same, in the order in which the first pass reads it
};

/// From spectra prepared at rest without gaps (emulated, see Analyzer). All on the same model grid.
/// step [km/s]: 10 for NIRSpec, 4 for APOGEE, a third of the line spread or finer.
VelocityTemplates makeVelocityTemplates(std::span<const PreparedSpectrum> spectra, double step);

struct VelocitySearchOptions {
    double leastGain = 40;    ///< reduction of χ² by the best template below which nothing was found
    double leastContrast = 9; ///< Δχ² of the second minimum below which the first is not certain
};

/// Radial velocity by χ² of each template, its strength free, against the spectrum as observed (prepared at
/// velocity 0). Errors are scaled so that the best χ² per pixel is at least 1. Source::NotFound where no
/// template fits or a second minimum fits nearly as well; the value is then still the best guess.
Velocity measureVelocity(const PreparedSpectrum& observed, const VelocityTemplates& templates,
                         const VelocitySearchOptions& options = {});

/// How far all wavelengths of a spectrum may be off [km/s, 1σ]. NIRSpec: a star off the middle of its shutter
/// or slit, in dispersion, shifts them; MSA target acquisition places it to 20 mas or better ("Target
/// acquisition for multi-object spectroscopy with JWST NIRSpec", Proc. SPIE 2018), a fifth of a pixel of 0.1″
/// and 2.35 Å (G140H; G140M 6.37 Å): 11 (29) km/s at 1.3 µm. pixel: µm. Others: 0, no such thing is known.
double zeroPointErrorOf(Instrument instrument, double pixel);

} // namespace syzygy
