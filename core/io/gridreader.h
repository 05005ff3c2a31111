#pragma once

#include "core/labels.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace syzygy {

/// Normalised spectra of one band, row-major stars × pixels; flux = value / scale.
struct GridBand {
    std::size_t pixels = 0;
    double lnWavelengthStart = 0; ///< ln of the first wavelength [Å, vacuum]
    double lnWavelengthStep = 0;
    double resolvingPower = 0; ///< λ/FWHM of the Gaussian it is stored with
    std::vector<std::uint16_t> values;
};

/// Synthetic spectra with labels. Row i of each band belongs to stars[i].
struct SpectralGrid {
    std::vector<StellarParameters> stars;
    double scale = 50000; ///< FSCALE
    GridBand nirspec;
    GridBand apogee;
};

/// Reads PRIMARY (FSCALE), LABELS (22 columns), NIRSPEC and APOGEE images (LNLAM0/DLNLAM or LOGLAM0/DLOGLAM,
/// RESOLV). Refuses other layouts with a sentence that names HDU and column. Throws Error.
SpectralGrid readGrid(const std::filesystem::path& file);

} // namespace syzygy
