#pragma once

#include <optional>
#include <string_view>

namespace syzygy {

enum class FluxKind {
    PerFrequency,      ///< flux density per frequency, in Jy
    PerWavelength,     ///< per wavelength, in erg s⁻¹ cm⁻² Å⁻¹
    SurfaceBrightness, ///< in MJy sr⁻¹
};

/// What a file's unit is of, and how many of the kind's own unit (above) it is.
struct FluxUnit {
    FluxKind kind = FluxKind::PerFrequency;
    double factor = 1;
};

/// Reads "mJy", "1e-17 erg/s/cm2/Angstrom", "10**-17 erg s-1 cm-2 A-1", "W m^-2 um^-1", "MJy/sr" and the
/// like; nothing where the unit is none of a flux density: counts, no unit, a word that is not known.
std::optional<FluxUnit> fluxUnitOf(std::string_view unit);

/// What a value in `from` is to be multiplied with to be in the unit of `to`, at a wavelength as observed
/// [µm, vacuum]; f_λ = f_ν c / λ². Nothing between flux and surface brightness: the solid angle is not known.
std::optional<double> fluxFactor(const FluxUnit& from, FluxKind to, double microns);

} // namespace syzygy
