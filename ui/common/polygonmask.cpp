#include "ui/common/polygonmask.h"

#include <QPainter>

namespace syzygy {

namespace {

constexpr int outside = 0, border = 128, inside = 255;

QColor shade(int value)
{
    return { value, value, value };
}

} // namespace

PolygonMask::PolygonMask(const QPolygonF& polygon)
    : m_polygon(polygon)
    , m_box(polygon.boundingRect())
    , m_corner(m_box.toAlignedRect().topLeft())
    , m_image(m_box.toAlignedRect().size() + QSize(1, 1), QImage::Format_Grayscale8)
{
    constexpr double borderWidth = 4; // pixels: wider than what rounding can move
    if (m_image.isNull())
        return;
    m_image.fill(outside);
    QPainter painter(&m_image);
    painter.translate(-m_corner);
    painter.setBrush(shade(inside));
    painter.setPen(QPen(shade(border), borderWidth));
    painter.drawPolygon(m_polygon, Qt::OddEvenFill);
}

bool PolygonMask::contains(const QPointF& point) const
{
    if (!(point.x() >= m_box.left() && point.x() <= m_box.right() && point.y() >= m_box.top()
          && point.y() <= m_box.bottom()))
        return false;
    if (m_image.isNull()) // larger than memory
        return m_polygon.containsPoint(point, Qt::OddEvenFill);
    const auto pixel = (point - m_corner).toPoint();
    const auto value = m_image.constScanLine(pixel.y())[pixel.x()];
    return value == inside || (value == border && m_polygon.containsPoint(point, Qt::OddEvenFill));
}

} // namespace syzygy
