#include "ui/map/colorbar.h"

#include "ui/common/axisticks.h"
#include "ui/common/colormap.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr int barWidth = 12;
constexpr int totalWidth = 72;

} // namespace

ColorBar::ColorBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedWidth(totalWidth);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

void ColorBar::setScale(const QString& title, double low, double high)
{
    m_title = title;
    m_low = low;
    m_high = high;
    setAccessibleName(title);
    setToolTip(title); // a long one is cut
    update();
}

QSize ColorBar::sizeHint() const
{
    return { totalWidth, 120 };
}

void ColorBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QFont small = font();
    small.setPixelSize(10);
    painter.setFont(small);
    const auto theme = plotTheme(palette());
    const QRect bar(4, 10, barWidth, std::max(10, height() - 36));
    for (int y = bar.top(); y <= bar.bottom(); ++y)
        painter.fillRect(bar.left(), y, barWidth, 1,
                         QColor(viridis(1.0 - double(y - bar.top()) / bar.height())));

    painter.setPen(theme.text);
    const double step = roundStep(m_high - m_low, std::max(2, bar.height() / 36));
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
    for (double value = std::ceil(m_low / step) * step; value <= m_high + 1e-9; value += step) {
        const int y = bar.bottom() - static_cast<int>((value - m_low) / (m_high - m_low) * bar.height());
        painter.drawLine(bar.right() + 1, y, bar.right() + 4, y);
        painter.drawText(QRect(bar.right() + 6, y - 7, totalWidth - barWidth - 10, 14),
                         Qt::AlignVCenter | Qt::AlignLeft, formatNumber(value, decimals));
    }
    painter.drawText(QRect(0, height() - 22, totalWidth, 18), Qt::AlignHCenter | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, totalWidth));
}

} // namespace syzygy
