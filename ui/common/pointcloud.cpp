#include "ui/common/pointcloud.h"

#include <QHash>
#include <QPaintEngine>
#include <QPainter>

#include <cmath>

namespace syzygy {

namespace {

/// A disc of one colour, drawn once and then stamped.
QImage discOf(QRgb color, double radius, double ratio)
{
    const int side = static_cast<int>(std::ceil((2 * radius + 2) * ratio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(color));
    painter.drawEllipse(QPointF(radius + 1, radius + 1), radius, radius);
    return image;
}

bool isVector(const QPainter& painter)
{
    const auto type = painter.paintEngine()->type();
    return type == QPaintEngine::Pdf || type == QPaintEngine::Picture || type == QPaintEngine::SVG;
}

} // namespace

PointCloud::PointCloud(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    setAcceptedMouseButtons(Qt::NoButton);
}

void PointCloud::setPositions(std::vector<QPointF> positions)
{
    m_positions = std::move(positions);
    m_colors.resize(m_positions.size(), qRgb(128, 128, 128));
    changed();
}

void PointCloud::setColors(std::vector<QRgb> colors)
{
    m_colors = std::move(colors);
    m_colors.resize(m_positions.size(), qRgb(128, 128, 128));
    changed();
}

void PointCloud::setColors(QRgb color)
{
    m_colors.assign(m_positions.size(), color);
    changed();
}

void PointCloud::setRadius(double pixels)
{
    if (pixels == m_radius)
        return;
    m_radius = pixels;
    changed();
}

void PointCloud::setPlace(const QRectF& plotArea, const QRectF& range)
{
    if (plotArea == m_area && range == m_range)
        return;
    prepareGeometryChange();
    m_area = plotArea;
    m_range = range;
    changed();
}

void PointCloud::changed()
{
    m_cache = {};
    update();
}

QPointF PointCloud::toPixels(const QPointF& position) const
{
    return { m_area.left() + (position.x() - m_range.left()) / m_range.width() * m_area.width(),
             m_area.bottom() - (position.y() - m_range.top()) / m_range.height() * m_area.height() };
}

std::ptrdiff_t PointCloud::nearest(const QPointF& pixel, double reach) const
{
    std::ptrdiff_t best = -1;
    double shortest = reach * reach;
    for (std::size_t i = 0; i < m_positions.size(); ++i) {
        const auto offset = toPixels(m_positions[i]) - pixel;
        const double squared = QPointF::dotProduct(offset, offset);
        if (!(squared < shortest)) // or of no place
            continue;
        shortest = squared;
        best = static_cast<std::ptrdiff_t>(i);
    }
    return best;
}

void PointCloud::drawPoints(QPainter& painter) const
{
    QHash<QRgb, QImage> discs;
    const double ratio = painter.device()->devicePixelRatioF();
    const QPointF corner(m_radius + 1, m_radius + 1);
    for (std::size_t i = 0; i < m_positions.size(); ++i) {
        auto disc = discs.find(m_colors[i]);
        if (disc == discs.end())
            disc = discs.insert(m_colors[i], discOf(m_colors[i], m_radius, ratio));
        const auto pixel = toPixels(m_positions[i]);
        if (m_area.contains(pixel))
            painter.drawImage(pixel - corner, *disc);
    }
}

void PointCloud::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (m_area.isEmpty())
        return;
    constexpr double printed = 600.0 / 96; // dots of a figure per pixel of the screen
    const auto* paper
        = painter->paintEngine()->paintDevice(); // painter->device() is the widget, whatever it is drawn on
    const double ratio = isVector(*painter) || !paper ? printed : paper->devicePixelRatioF();
    if (m_cache.isNull() || m_cache.devicePixelRatio() != ratio) {
        QPixmap pixmap((m_area.size() * ratio).toSize());
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter cachePainter(&pixmap);
        cachePainter.translate(-m_area.topLeft());
        drawPoints(cachePainter);
        m_cache = pixmap;
    }
    painter->drawPixmap(m_area.topLeft(), m_cache);
}

} // namespace syzygy
