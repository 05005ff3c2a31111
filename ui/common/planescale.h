#pragma once

#include <QPointF>
#include <QRectF>

namespace syzygy {

/// Between the units of a plane (y upwards) and the pixels of the plot area that shows a range of it.
class PlaneScale {
public:
    PlaneScale(const QRectF& plotArea, const QRectF& range)
        : m_perUnit(plotArea.width() / range.width(), -plotArea.height() / range.height())
        , m_origin(plotArea.left() - range.left() * m_perUnit.x(),
                   plotArea.bottom() - range.top() * m_perUnit.y())
    {
    }

    QPointF toPixels(const QPointF& place) const
    {
        return { m_origin.x() + place.x() * m_perUnit.x(), m_origin.y() + place.y() * m_perUnit.y() };
    }
    QPointF toPlace(const QPointF& pixel) const
    {
        return { (pixel.x() - m_origin.x()) / m_perUnit.x(), (pixel.y() - m_origin.y()) / m_perUnit.y() };
    }

private:
    QPointF m_perUnit, m_origin;
};

} // namespace syzygy
