// What the pointer does on the map: who is there, clicks, drawing around.
#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/common/pointcloud.h"
#include "ui/common/theme.h"
#include "ui/map/mapview.h"

#include <QChart>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr double reach = 8; // pixels around the pointer

} // namespace

const MapStar* MapView::openStarAt(const QPointF& pixel) const
{
    const auto distance = [&](const MapStar& star) {
        const auto offset = m_cloud->toPixels(placeOf(star)) - pixel;
        return std::hypot(offset.x(), offset.y());
    };
    const auto nearest = std::ranges::min_element(m_open, {}, distance);
    return nearest != m_open.end() && distance(*nearest) <= reach ? &*nearest : nullptr;
}

QStringList MapView::openNamesAt(const QPointF& pixel) const
{
    QStringList names;
    for (const auto& star : m_open) {
        const auto offset = m_cloud->toPixels(placeOf(star)) - pixel;
        if (std::hypot(offset.x(), offset.y()) <= reach)
            names << star.name;
    }
    return names;
}

QString MapView::describe(std::size_t star) const
{
    return m_starNames ? m_starNames->describe(star)
                       : tr("Reference star %1\n%2").arg(star).arg(formatStar(m_atlas->stars[star]));
}

void MapView::pointed(const QPointF& pixel, const QPoint& onScreen)
{
    const auto star = m_cloud->nearest(pixel, reach);
    if (const auto names = openNamesAt(pixel); !names.isEmpty())
        QToolTip::showText(onScreen, names.join(QLatin1Char('\n')), this);
    else if (star >= 0)
        QToolTip::showText(onScreen, describe(static_cast<std::size_t>(star)), this);
    else
        QToolTip::hideText();
}

void MapView::clicked(const QPointF& pixel)
{
    if (const auto* open = openStarAt(pixel))
        Q_EMIT sourceClicked(open->id);
    else if (const auto star = m_cloud->nearest(pixel, reach); star >= 0)
        Q_EMIT starClicked(static_cast<std::size_t>(star));
}

void MapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !(m_selecting || event->modifiers().testFlag(Qt::ShiftModifier)))
        return PlaneView::mousePressEvent(event);
    m_lasso = QPolygonF { event->position() };
}

void MapView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_lasso.isEmpty())
        return PlaneView::mouseMoveEvent(event);
    m_lasso << event->position();
    viewport()->update();
}

void MapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_lasso.isEmpty())
        return PlaneView::mouseReleaseEvent(event);
    selectWithin();
    m_lasso.clear();
    viewport()->update();
}

/// A click without a way around anything lets go of what was selected.
void MapView::selectWithin()
{
    m_selection = {};
    constexpr int fewestCorners = 3;
    if (m_lasso.size() >= fewestCorners) {
        m_selection.stars = m_cloud->within(m_lasso);
        for (const auto& star : m_open)
            if (m_lasso.containsPoint(m_cloud->toPixels(placeOf(star)), Qt::OddEvenFill))
                m_selection.sources.push_back(star.id);
    }
    recolor();
    Q_EMIT selectionChanged();
}

void MapView::drawForeground(QPainter* painter, const QRectF& rect)
{
    PlaneView::drawForeground(painter, rect);
    if (m_projection == MapProjection::Plane)
        drawScales(*painter, chart()->plotArea(), range(), m_axes, plotTheme(palette()).text);
    if (m_lasso.size() > 1)
        drawLasso(*painter);
}

void MapView::drawLasso(QPainter& painter) const
{
    auto fill = plotTheme(palette()).openStar;
    painter.setPen(QPen(fill, 1.5));
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawPolygon(m_lasso);
}

} // namespace syzygy
