#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace syzygy {

/// The wavelengths of a prepared spectrum, in the star's rest frame: what the encoders see.
struct ModelGrid {
    enum class Spacing { Linear, Log10 };
    Spacing spacing = Spacing::Linear;
    double start = 0; ///< µm, vacuum (Linear), or log10 of Å, vacuum (Log10)
    double step = 0; ///< µm per pixel, or dex per pixel
    std::size_t size = 0;

    double wavelength(std::size_t pixel) const; ///< µm, vacuum
    double pixel(double wavelength) const; ///< fractional pixel of a wavelength [µm, vacuum]
    std::string description() const; ///< exact, for the manifest: "linear 0.972 + 0.00018 i um, 4720 pixels, vacuum"
    bool operator==(const ModelGrid&) const = default;
};

/// 0.9720-1.8214 µm in steps of 1.8 Å, a little finer than G140H's pixels (2.3-2.4 Å), so that resampling loses nothing.
const ModelGrid& nirspecModelGrid();
/// APOGEE's own grid: λ = 10^(4.179 + 6e-6 i) Å, i = 0 ... 8574 (SDSS data model, apStar).
const ModelGrid& apogeeModelGrid();

} // namespace syzygy
