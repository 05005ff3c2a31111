#pragma once

#include "ui/spectrum/trace.h"

#include <QString>

#include <span>

namespace syzygy {

/// The sample of the spectrum nearest to a wavelength [µm, vacuum, as observed] in words: wavelength, flux,
/// error, S/N, quality bits by name, why it is not used. Empty if the spectrum has no sample within a few
/// pixels.
QString observedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons, double wavelength);

/// The same for a pixel of the prepared spectrum, with the quality bits of the sample that it was made of;
/// wavelength at rest.
QString preparedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons,
                        const PreparedSpectrum& prepared, double wavelength);

} // namespace syzygy
