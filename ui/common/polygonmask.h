#pragma once

#include <QImage>
#include <QPolygonF>

namespace syzygy {

/// Tells of many points which lie within a polygon (odd-even where it crosses itself): it is painted once,
/// and only points near its border are compared with the polygon itself.
class PolygonMask {
public:
    explicit PolygonMask(const QPolygonF& polygon);

    bool contains(const QPointF& point) const; ///< false of what is not finite

private:
    QPolygonF m_polygon;
    QRectF m_box;
    QPoint m_corner; // of the image
    QImage m_image;
};

} // namespace syzygy
