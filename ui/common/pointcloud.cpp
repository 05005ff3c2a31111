#include "ui/common/pointcloud.h"

#include "ui/common/disc.h"
#include "ui/common/picture.h"
#include "ui/common/polygonmask.h"

#include <QPaintEngine>
#include <QPainter>

#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

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
    m_grid.reset();
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
    return scale().toPixels(position);
}

std::ptrdiff_t PointCloud::nearest(const QPointF& pixel, double reach) const
{
    if (m_area.isEmpty())
        return -1;
    if (!m_grid)
        m_grid.emplace(m_positions);
    std::ptrdiff_t best = -1;
    double shortest = reach * reach;
    const auto scale = this->scale();
    const QPointF corner(reach, -reach); // y grows downwards on the screen
    m_grid->visitNear({ scale.toPlace(pixel - corner), scale.toPlace(pixel + corner) }, [&](std::size_t i) {
        const auto offset = scale.toPixels(m_positions[i]) - pixel;
        const double squared = QPointF::dotProduct(offset, offset);
        if (squared >= shortest)
            return;
        shortest = squared;
        best = static_cast<std::ptrdiff_t>(i);
    });
    return best;
}

std::vector<std::size_t> PointCloud::within(const QPolygonF& outline) const
{
    const PolygonMask mask(outline);
    const auto scale = this->scale();
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < m_positions.size(); ++i)
        if (mask.contains(scale.toPixels(m_positions[i])))
            inside.push_back(i);
    return inside;
}

/// With a margin that the discs at the border reach into.
QImage PointCloud::drawPoints(double ratio) const
{
    const int margin = Disc::reachOf(m_radius * ratio);
    const QSize inner = (m_area.size() * ratio).toSize();
    QImage image(inner + QSize(2 * margin, 2 * margin), QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image; // larger than memory
    image.fill(Qt::transparent);
    auto* const pixels = reinterpret_cast<QRgb*>(image.bits());
    const auto pixelsPerLine = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));

    // Of all points in a pixel only the last is seen.
    const PlaneScale scale(QRectF(QPointF(), m_area.size() * ratio), m_range);
    const double width = inner.width(), height = inner.height();
    std::vector<std::uint32_t> pixelOf(m_positions.size(), none),
        lastIn(static_cast<std::size_t>(pixelsPerLine * image.height()), none);
    for (std::size_t i = 0; i < m_positions.size(); ++i) {
        const auto place = scale.toPixels(m_positions[i]);
        const bool isInside = place.x() >= 0 && place.x() < width && place.y() >= 0
            && place.y() < height; // false of what is not finite
        if (!isInside)
            continue;
        pixelOf[i] = static_cast<std::uint32_t>((static_cast<qsizetype>(place.y()) + margin) * pixelsPerLine
                                                + static_cast<qsizetype>(place.x()) + margin);
        lastIn[pixelOf[i]] = static_cast<std::uint32_t>(i);
    }
    const Disc disc(m_radius * ratio, pixelsPerLine);
    for (std::size_t i = 0; i < m_positions.size(); ++i)
        if (pixelOf[i] != none && lastIn[pixelOf[i]] == i)
            disc.stamp(pixels + pixelOf[i], m_colors[i]);
    return image.copy(QRect(QPoint(margin, margin), inner));
}

void PointCloud::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (m_area.isEmpty())
        return;
    constexpr double printed = 600.0 / 96; // dots of a figure per pixel of the screen
    const auto* paper
        = painter->paintEngine()->paintDevice(); // painter->device() is the widget, whatever it is drawn on
    constexpr double mostPixels = 4e7;
    const double finest = std::sqrt(mostPixels / (m_area.width() * m_area.height()));
    const double ratio
        = drawsVectors(*painter) || !paper ? std::min(printed, finest) : paper->devicePixelRatioF();
    if (m_cache.isNull() || m_cache.devicePixelRatio() != ratio) {
        m_cache = drawPoints(ratio);
        m_cache.setDevicePixelRatio(ratio);
    }
    painter->drawImage(m_area.topLeft(), m_cache);
}

} // namespace syzygy
