#pragma once

#include "ui/common/theme.h"
#include "ui/spectrum/trace.h"

namespace syzygy {

/// A spectrum that is laid over the one that is looked at: another open source, a reference star, the same
/// star as another instrument would see it.
struct Overlay {
    QString name;
    PreparedSpectrum spectrum; ///< at rest, normalised, on any grid
    double offset = 0;         ///< added to the normalised flux
    std::size_t color = 0;     ///< see overlayColor()
};

/// Told apart from flux, fit and each other by readers with any colour vision; the fifth is the first again.
inline constexpr std::size_t overlayColors = 4;
QColor overlayColor(std::size_t index, const PlotTheme& theme);

/// The overlay as it is drawn over `base`: normalised, or with base's continuum where that has one.
Trace overlayOn(const PreparedSpectrum& base, const Overlay& overlay, SpectrumFrame frame);

/// a − b on a's pixels, where both have data; wavelengths as of a star of this velocity [km/s].
struct Difference {
    Trace trace;
    bool isInSigma = true; ///< over the errors of both; else, as neither has any, in normalised flux
};
Difference differenceOf(const PreparedSpectrum& a, const PreparedSpectrum& b, SpectrumFrame frame,
                        double velocity);

} // namespace syzygy
