#pragma once

#include "core/nn/emulator.h"
#include "core/processing/prepare.h"

#include <span>
#include <vector>

namespace syzygy {

/// Emulated spectra observed without noise and gaps and prepared by the same function as real ones:
/// templates, reference stars. On any of the model grids, with the line spread that is typical there; APOGEE
/// keeps its own R = 22,500.
std::vector<PreparedSpectrum>
referenceSpectra(const Emulator& emulator, std::span<const StellarParameters> stars, const ModelGrid& grid);

/// Some twenty stars that span what the encoders are for, as velocity templates.
std::vector<StellarParameters> templateStars();

} // namespace syzygy
