#pragma once

namespace syzygy {

inline constexpr double speedOfLight = 299792.458; ///< km/s, exact (SI)
inline constexpr double micronsPerAngstrom = 1e-4;
inline constexpr double fwhmPerSigma = 2.3548200450309493; ///< of a Gaussian: 2 √(2 ln 2)

/// Air to vacuum wavelength [µm] for standard air (15 °C, 1013.25 hPa): N. Piskunov's inverse of Morton
/// (2000) eq. 8, as used by VALD3; consistent with airFromVacuum to better than 1e-9 relative between 0.3 and
/// 5 µm.
double vacuumFromAir(double micronsInAir);

/// Vacuum to air wavelength [µm] for standard air, Morton (2000) eq. 8 (ApJS 130, 403), after Birch & Downs
/// (1994).
double airFromVacuum(double micronsInVacuum);

} // namespace syzygy
