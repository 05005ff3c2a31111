#pragma once

#include "core/labels.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace syzygy {

/// One of the two numbers that span a plane.
struct PlaneAxis {
    QString title {};
    bool isReversed = false;       ///< grows to the left or downwards
    std::optional<Label> label {}; ///< if it is one, which all stars have
    std::vector<double> stars {};  ///< else of each star of the atlas, NaN where it is not known; or of none

    double place(double number) const { return isReversed ? -number : number; } ///< and back
    /// Of a star with these labels, or, on an axis that is none of them, with this number.
    double placeOf(const Labels& labels, double number) const
    {
        return place(label ? labels[indexOf(*label)] : number);
    }
};

struct PlaneAxes {
    PlaneAxis x, y;
};

/// Numbers along the lower and the left border of a plot area in pixels that shows `range` of the plane, and
/// the titles.
void drawScales(QPainter& painter, const QRectF& area, const QRectF& range, const PlaneAxes& axes,
                const QColor& color);

} // namespace syzygy
