#pragma once

#include <QColor>
#include <QGraphicsItem>
#include <QLineF>
#include <QRectF>

#include <vector>

namespace syzygy {

/// Contours over the points of a map, under what is named there.
class ContourLines : public QGraphicsItem {
public:
    explicit ContourLines(QGraphicsItem* parent);

    void setLines(std::vector<QLineF> lines); ///< in the units of the axes
    void setColors(const QColor& line, const QColor& halo);
    /// plotArea in pixels, range in the units of the axes (y upwards).
    void setPlace(const QRectF& plotArea, const QRectF& range);
    std::size_t count() const { return m_lines.size(); }

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    std::vector<QLineF> m_lines;
    QRectF m_area, m_range { 0, 0, 1, 1 };
    QColor m_line, m_halo;
};

} // namespace syzygy
