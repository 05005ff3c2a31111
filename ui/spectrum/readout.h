#pragma once

#include "ui/spectrum/trace.h"

#include <QString>

#include <optional>
#include <span>

namespace syzygy {

/// The sample of the spectrum nearest to a wavelength [µm, vacuum, as observed] in words: wavelength, flux,
/// error, S/N, quality bits by name, why it is not used; or that there is a gap. The wavelength is told at
/// rest where a velocity [km/s] is given.
QString observedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons, double wavelength,
                        const DisplayUnits& units = {}, std::optional<double> velocity = {});

/// The same for a pixel of the prepared spectrum, with the quality bits of the sample that it was made of;
/// wavelength at rest.
QString preparedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons,
                        const PreparedSpectrum& prepared, double wavelength,
                        const WavelengthScale& scale = {});

} // namespace syzygy
