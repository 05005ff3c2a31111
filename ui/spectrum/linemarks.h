#pragma once

#include "ui/spectrum/linelist.h"

#include <QFont>
#include <QGraphicsItem>

#include <array>

namespace syzygy {

/// Names of stellar lines above a plot with a fine tick down into it, as many as fit; more appear on zooming
/// in.
class LineMarks : public QGraphicsItem {
public:
    static constexpr int rows = 3;
    static constexpr int rowHeight = 13; ///< pixels

    explicit LineMarks(QGraphicsItem* parent);

    /// plotArea in pixels; range in µm on the axis; shift = factor from rest wavelength to the axis.
    void setPlace(const QRectF& plotArea, std::array<double, 2> range, double shift);
    void setColors(const QColor& text, const QColor& tick);
    const std::vector<LineLabel>& labels() const { return m_labels; }

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QFont m_font;
    QRectF m_area;
    std::vector<LineLabel> m_labels;
    QColor m_text, m_tick;
};

} // namespace syzygy
