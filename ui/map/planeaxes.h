#pragma once

#include "core/labels.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace syzygy {

/// Which labels span the plane, and whether they grow to the left and downwards, as Teff and log g do in a
/// Kiel diagram.
struct LabelAxes {
    Label x = Label::Teff, y = Label::Logg;
    bool xIsReversed = true, yIsReversed = true;
};

/// Numbers along the lower and the left border of a plot area in pixels that shows `range` of the plane, and
/// the labels' symbols.
void drawLabelScales(QPainter& painter, const QRectF& area, const QRectF& range, const LabelAxes& axes,
                     const QColor& color);

} // namespace syzygy
