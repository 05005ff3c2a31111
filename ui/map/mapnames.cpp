#include "ui/map/mapnames.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace syzygy {

namespace {

QFont fontOf(const MapNames::Name& name)
{
    QFont font;
    font.setPixelSize(11);
    font.setBold(name.isCurrent);
    return font;
}

/// Right of the point, or left of it where the area ends.
QRectF placeFor(const MapNames::Name& name, const QRectF& area)
{
    const QFontMetricsF metrics(fontOf(name));
    QRectF box(name.pixel.x() + 9, name.pixel.y() - metrics.height() / 2,
               metrics.horizontalAdvance(name.text), metrics.height());
    if (box.right() > area.right())
        box.moveRight(name.pixel.x() - 9);
    box.moveTop(std::clamp(box.top(), area.top(), std::max(area.top(), area.bottom() - box.height())));
    return box;
}

} // namespace

MapNames::MapNames(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(60);
}

void MapNames::setNames(std::vector<Name> names, const QRectF& area)
{
    prepareGeometryChange();
    m_names = std::move(names);
    std::ranges::stable_partition(m_names, &Name::isCurrent);
    m_area = area;
    update();
}

void MapNames::setColors(const QColor& text, const QColor& halo)
{
    m_text = text;
    m_halo = halo;
    update();
}

void MapNames::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    std::vector<QRectF> taken;
    for (const auto& name : m_names) {
        const auto box = placeFor(name, m_area);
        if (!m_area.contains(name.pixel)
            || std::ranges::any_of(taken, [&](const QRectF& other) { return other.intersects(box); }))
            continue;
        taken.push_back(box);
        QPainterPath path;
        path.addText(box.left(), box.bottom() - QFontMetricsF(fontOf(name)).descent(), fontOf(name),
                     name.text);
        painter->strokePath(path, QPen(m_halo, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->fillPath(path, m_text);
    }
}

} // namespace syzygy
