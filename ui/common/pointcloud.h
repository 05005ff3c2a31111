#pragma once

#include <QGraphicsItem>
#include <QPixmap>

#include <vector>

namespace syzygy {

/// Many coloured points drawn once into a pixmap and shown under a chart's series. Measured for 20,000 points
/// on 800 x 600 pixels: 15 ms per paint (75 ms after new colours), against 1.0 s with sixteen QScatterSeries.
class PointCloud : public QGraphicsItem {
public:
    explicit PointCloud(QGraphicsItem* parent);

    /// In the units of the axes; what is not finite is neither drawn nor found.
    void setPositions(std::vector<QPointF> positions);
    void setColors(std::vector<QRgb> colors); ///< one per position
    void setColors(QRgb color);               ///< the same for all
    void setRadius(double pixels);
    /// plotArea in pixels, range in the units of the axes (y upwards).
    void setPlace(const QRectF& plotArea, const QRectF& range);

    QPointF toPixels(const QPointF& position) const;
    /// The point nearest to a pixel, -1 if none is within `reach` pixels.
    std::ptrdiff_t nearest(const QPointF& pixel, double reach) const;

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void changed();
    void drawPoints(QPainter& painter) const;

    std::vector<QPointF> m_positions;
    std::vector<QRgb> m_colors;
    double m_radius = 2;
    QRectF m_area, m_range { 0, 0, 1, 1 };
    QPixmap m_cache; // null: has to be drawn
};

} // namespace syzygy
