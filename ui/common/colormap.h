#pragma once

#include <QColor>

namespace syzygy {

/// Viridis (S. van der Walt & N. Smith 2015, CC0): perceptually uniform, readable with any colour vision.
/// Position 0 ... 1; beyond it the end colours; grey if not a number.
QRgb viridis(double position);

} // namespace syzygy
