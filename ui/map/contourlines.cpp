#include "ui/map/contourlines.h"

#include "ui/common/planescale.h"

#include <QList>
#include <QPainter>
#include <QPen>

#include <utility>

namespace syzygy {

ContourLines::ContourLines(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    setAcceptedMouseButtons(Qt::NoButton);
}

void ContourLines::setLines(std::vector<QLineF> lines)
{
    m_lines = std::move(lines);
    update();
}

void ContourLines::setColors(const QColor& line, const QColor& halo)
{
    m_line = line;
    m_halo = halo;
    update();
}

void ContourLines::setPlace(const QRectF& plotArea, const QRectF& range)
{
    prepareGeometryChange();
    m_area = plotArea;
    m_range = range;
}

/// Each with a halo: they cross points of all colours.
void ContourLines::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    const PlaneScale scale(m_area, m_range);
    QList<QLineF> lines;
    for (const auto& line : m_lines)
        if (const QLineF pixels(scale.toPixels(line.p1()), scale.toPixels(line.p2()));
            m_area.contains(pixels.p1()) && m_area.contains(pixels.p2()))
            lines << pixels;
    for (const auto& [color, width] : { std::pair(m_halo, 2.2), std::pair(m_line, 1.0) }) {
        painter->setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
        painter->drawLines(lines);
    }
}

} // namespace syzygy
