#pragma once

#include "core/nn/emulator.h"
#include "core/processing/linespread.h"
#include "core/processing/prepare.h"

#include <span>
#include <vector>

namespace syzygy {

/// A typical line spread of a star in a NIRSpec shutter: 3.5 Å FWHM (least-squares fits give 2.5-5.3 Å).
LineSpread typicalLineSpread();
/// The same with G140M, as many pixels: 9.4 Å.
LineSpread typicalMediumLineSpread();

/// Emulated spectra observed without noise and gaps and prepared by the same function as real ones: templates,
/// reference stars. APOGEE keeps its own R = 22,500.
/// On any of the model grids.
std::vector<PreparedSpectrum> referenceSpectra(const Emulator& emulator, std::span<const StellarParameters> stars, const ModelGrid& grid);

/// Some twenty stars that span what the encoders are for, as velocity templates.
std::vector<StellarParameters> templateStars();

} // namespace syzygy
