#include "ui/map/planeaxes.h"

#include "ui/common/axisticks.h"
#include "ui/common/format.h"
#include "ui/common/planescale.h"

#include <QPainter>

#include <cmath>

namespace syzygy {

namespace {

constexpr int ticks = 4;

void drawLowerScale(QPainter& painter, const QRectF& area, const QRectF& range, const PlaneAxes& axes)
{
    const PlaneScale scale(area, range);
    const double step = roundStep(range.width(), ticks);
    const int decimals = decimalsOfStep(step);
    for (double x = std::ceil(range.left() / step) * step; x < range.right(); x += step) {
        const double pixel = scale.toPixels({ x, range.top() }).x();
        painter.drawLine(QPointF(pixel, area.bottom() + 1),
                         QPointF(pixel, area.bottom() + 5)); // outside: within, it looks like a minus
        painter.drawText(QRectF(pixel - 40, area.bottom() - 17, 80, 16), Qt::AlignCenter,
                         formatNumber(axes.x.place(x), decimals));
    }
}

void drawLeftScale(QPainter& painter, const QRectF& area, const QRectF& range, const PlaneAxes& axes)
{
    const PlaneScale scale(area, range);
    const double step = roundStep(range.height(), ticks);
    const int decimals = decimalsOfStep(step);
    for (double y = std::ceil(range.top() / step) * step; y < range.bottom(); y += step) {
        const double pixel = scale.toPixels({ range.left(), y }).y();
        if (pixel > area.bottom() - 24 || pixel < area.top() + 24)
            continue; // the place of the other numbers, and of the name
        painter.drawLine(QPointF(area.left() - 5, pixel), QPointF(area.left() - 1, pixel));
        painter.drawText(QRectF(area.left() + 3, pixel - 8, 80, 16), Qt::AlignLeft | Qt::AlignVCenter,
                         formatNumber(axes.y.place(y), decimals));
    }
}

} // namespace

void drawScales(QPainter& painter, const QRectF& area, const QRectF& range, const PlaneAxes& axes,
                const QColor& color)
{
    painter.setPen(color);
    drawLowerScale(painter, area, range, axes);
    drawLeftScale(painter, area, range, axes);
    auto font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    const double half = area.width() / 2;
    painter.drawText(QRectF(area.right() - 2 - half, area.bottom() - 34, half, 16),
                     Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(axes.x.title, Qt::ElideMiddle, static_cast<int>(half)));
    painter.drawText(QRectF(area.left() + 3, area.top() + 2, half, 16), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(axes.y.title, Qt::ElideMiddle, static_cast<int>(half)));
}

} // namespace syzygy
