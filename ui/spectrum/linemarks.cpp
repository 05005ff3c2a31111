#include "ui/spectrum/linemarks.h"

#include <QFontMetricsF>
#include <QPainter>

namespace syzygy {

LineMarks::LineMarks(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    m_font.setPixelSize(10);
    setZValue(40);
}

void LineMarks::setPlace(const QRectF& plotArea, std::array<double, 2> range, double shift)
{
    prepareGeometryChange();
    m_area = plotArea;
    const QFontMetricsF metrics(m_font);
    std::vector<LineCandidate> candidates;
    for (const auto& line : stellarLines()) {
        const double wavelength = line.wavelength * shift;
        if (wavelength < range[0] || wavelength > range[1])
            continue;
        const double x = plotArea.left() + (wavelength - range[0]) / (range[1] - range[0]) * plotArea.width();
        candidates.push_back({ &line, x, metrics.horizontalAdvance(line.species) });
    }
    m_labels = placeLabels(std::move(candidates), plotArea.left(), plotArea.right(), rows);
    update();
}

void LineMarks::setColors(const QColor& text, const QColor& tick)
{
    m_text = text;
    m_tick = tick;
    update();
}

QRectF LineMarks::boundingRect() const
{
    return m_area.adjusted(0, -rows * rowHeight - 4, 0, 0);
}

void LineMarks::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    painter->setFont(m_font);
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (const auto& label : m_labels) {
        const double bottom = m_area.top() - 2 - label.row * rowHeight;
        painter->setPen(QPen(m_tick, 1, label.line->isBandHead ? Qt::SolidLine : Qt::DotLine));
        painter->drawLine(
            QPointF(label.x, m_area.top()),
            QPointF(label.x, m_area.top() + (label.line->isBandHead ? 0.2 : 0.12) * m_area.height()));
        painter->setPen(m_text);
        painter->drawText(QRectF(label.left, bottom - rowHeight, label.width + 2, rowHeight),
                          Qt::AlignLeft | Qt::AlignVCenter, label.line->species);
    }
}

} // namespace syzygy
