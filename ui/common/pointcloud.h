#pragma once

#include "ui/common/planescale.h"
#include "ui/common/pointgrid.h"

#include <QGraphicsItem>
#include <QImage>
#include <QPolygonF>

#include <optional>
#include <vector>

namespace syzygy {

/// Many coloured points, later ones over earlier ones, drawn once into an image and shown under a chart's
/// series.
class PointCloud : public QGraphicsItem {
public:
    explicit PointCloud(QGraphicsItem* parent);

    /// In the units of the axes; what is not finite is neither drawn nor found.
    void setPositions(std::vector<QPointF> positions);
    const std::vector<QPointF>& positions() const { return m_positions; }
    void setColors(std::vector<QRgb> colors); ///< one per position
    void setColors(QRgb color);               ///< the same for all
    void setRadius(double pixels);
    /// plotArea in pixels, range in the units of the axes (y upwards).
    void setPlace(const QRectF& plotArea, const QRectF& range);

    QPointF toPixels(const QPointF& position) const;
    /// The point nearest to a pixel, -1 if none is within `reach` pixels.
    std::ptrdiff_t nearest(const QPointF& pixel, double reach) const;
    /// The points within an outline in pixels (odd-even where it crosses itself), in ascending order.
    std::vector<std::size_t> within(const QPolygonF& outline) const;

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    PlaneScale scale() const { return { m_area, m_range }; }
    void changed();
    QImage drawPoints(double ratio) const;

    std::vector<QPointF> m_positions;
    mutable std::optional<PointGrid> m_grid; // of the positions, once one is searched
    std::vector<QRgb> m_colors;
    double m_radius = 2;
    QRectF m_area, m_range { 0, 0, 1, 1 };
    QImage m_cache; // null: has to be drawn
};

} // namespace syzygy
