#include "ui/map/mapnames.h"

#include "ui/common/picture.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <iterator>

namespace syzygy {

namespace {

QFont fontOf(const MapNames::Name& name)
{
    QFont font;
    font.setPixelSize(11);
    font.setBold(name.isCurrent);
    return font;
}

constexpr double gap = 9;       // pixels between a point and its name
constexpr double onePlace = 20; // pixels within which points of one name need it once
constexpr double pointSize = 8; // pixels that a name keeps free about other points

QRectF squareAbout(const QPointF& pixel)
{
    return { pixel.x() - pointSize / 2, pixel.y() - pointSize / 2, pointSize, pointSize };
}

/// Where a name may stand, best first: beside its point, above or below it, at its corners.
std::array<QRectF, 8> placesOf(const MapNames::Name& name)
{
    const QFontMetricsF metrics(fontOf(name));
    const double wide = metrics.horizontalAdvance(name.text), high = metrics.height();
    const double right = name.pixel.x() + gap, left = name.pixel.x() - gap - wide,
                 middle = name.pixel.x() - wide / 2;
    const double beside = name.pixel.y() - high / 2, above = name.pixel.y() - gap - high,
                 below = name.pixel.y() + gap;
    const auto at = [&](double x, double y) { return QRectF(x, y, wide, high); };
    return { at(right, beside), at(left, beside), at(middle, above), at(middle, below),
             at(right, above),  at(right, below), at(left, above),   at(left, below) };
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
    std::ranges::stable_partition(names, &Name::isCurrent);
    m_names = std::move(names);
    m_area = area;
    m_placed.reset();
    update();
}

std::vector<MapNames::Placed> MapNames::arranged() const
{
    std::vector<Placed> all;
    const auto isFree = [&](const Name& name, const QRectF& box) {
        return m_area.contains(box)
            && std::ranges::none_of(all, [&](const Placed& other) { return other.box.intersects(box); })
            && std::ranges::none_of(m_names, [&](const Name& other) {
                   return &other != &name && squareAbout(other.pixel).intersects(box);
               });
    };
    const auto isTold = [&](const Name& name) {
        return std::ranges::any_of(all, [&](const Placed& other) {
            return other.name.text == name.text && QLineF(other.name.pixel, name.pixel).length() < onePlace;
        });
    };
    for (const auto& name : m_names) {
        if (!m_area.contains(name.pixel) || isTold(name))
            continue;
        const auto places = placesOf(name);
        const auto place = std::ranges::find_if(places, [&](const QRectF& box) { return isFree(name, box); });
        if (place != places.end())
            all.push_back({ name, *place });
    }
    return all;
}

const std::vector<MapNames::Placed>& MapNames::placed() const
{
    if (!m_placed)
        m_placed = arranged();
    return *m_placed;
}

std::vector<QRectF> MapNames::boxes() const
{
    std::vector<QRectF> boxes;
    std::ranges::transform(placed(), std::back_inserter(boxes), &Placed::box);
    return boxes;
}

void MapNames::setColors(const QColor& text, const QColor& halo)
{
    m_text = text;
    m_halo = halo;
    update();
}

/// On the screen the halo is the text itself, moved about: stroking its outline takes ten times as long, but
/// leaves it one text on paper.
void MapNames::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    constexpr double wide = 1.5, aslant = 1.1; // pixels
    constexpr std::array<QPointF, 8> halo { { { wide, 0 },
                                              { -wide, 0 },
                                              { 0, wide },
                                              { 0, -wide },
                                              { aslant, aslant },
                                              { -aslant, aslant },
                                              { aslant, -aslant },
                                              { -aslant, -aslant } } };
    for (const auto& [name, box] : placed()) {
        const auto font = fontOf(name);
        const QPointF place(box.left(), box.bottom() - QFontMetricsF(font).descent());
        painter->setFont(font);
        if (drawsVectors(*painter)) {
            QPainterPath outline;
            outline.addText(place, font, name.text);
            painter->strokePath(outline, QPen(m_halo, 2 * wide, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        } else {
            painter->setPen(m_halo);
            for (const auto& offset : halo)
                painter->drawText(place + offset, name.text);
        }
        painter->setPen(m_text);
        painter->drawText(place, name.text);
    }
}

} // namespace syzygy
