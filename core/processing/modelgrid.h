#pragma once

#include "core/spectrum.h"

#include <cstddef>
#include <string>
#include <vector>

namespace syzygy {

/// The wavelengths of a prepared spectrum, in the star's rest frame: what the encoders see.
struct ModelGrid {
    enum class Spacing { Linear, Log10 };
    Spacing spacing = Spacing::Linear;
    double start = 0; ///< µm, vacuum (Linear), or log10 of Å, vacuum (Log10)
    double step = 0;  ///< µm per pixel, or dex per pixel
    std::size_t size = 0;

    double wavelength(std::size_t pixel) const; ///< µm, vacuum
    double wavelengthAt(double pixel) const;    ///< the same of a fractional pixel
    double pixel(double wavelength) const;      ///< fractional pixel of a wavelength [µm, vacuum]
    std::string
    description() const; ///< exact, for the manifest: "linear 0.972 + 0.00018 i um, 4720 pixels, vacuum"
    bool operator==(const ModelGrid&) const = default;
};

/// 0.9720-1.8214 µm in steps of 1.8 Å, a little finer than G140H's pixels (2.3-2.4 Å), so that resampling
/// loses nothing.
const ModelGrid& nirspecModelGrid();
/// The same range in steps of 4.8 Å, as much finer than G140M's pixels (6.4 Å).
const ModelGrid& nirspecMediumModelGrid();
/// APOGEE's own grid: λ = 10^(4.179 + 6e-6 i) Å, i = 0 ... 8574 (SDSS data model, apStar).
const ModelGrid& apogeeModelGrid();

/// Samples and their median spacing [µm] within [first, last] µm; 0 where there are none.
struct Sampling {
    std::size_t samples = 0;
    double step = 0;
};
Sampling samplingOf(const Spectrum& spectrum, double first, double last);

/// The grid that a spectrum is prepared on: APOGEE's for APOGEE; G140M's where the mode says so or pixels are
/// wider than G140H's can be (5 Å); else G140H's.
const ModelGrid& modelGridOf(const Spectrum& spectrum);
/// The one that most spectra of an instrument are prepared on: G140H's for all but APOGEE.
const ModelGrid& modelGridOf(Instrument instrument);
/// Whose spectra are prepared on it: APOGEE's or NIRSpec's.
Instrument instrumentOf(const ModelGrid& grid);

} // namespace syzygy
