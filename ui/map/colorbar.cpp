#include "ui/map/colorbar.h"

#include "ui/common/axisticks.h"
#include "ui/common/colormap.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr int barLeft = 8, barWidth = 12;
constexpr int totalWidth = 76;
constexpr double leastShare = 0.02; // of the scale, between the ends

} // namespace

ColorBar::ColorBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedWidth(totalWidth);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::SizeVerCursor);
    setAttribute(Qt::WA_Hover); // the ends show
    setObjectName(QStringLiteral("colorBar"));
}

void ColorBar::setScale(const QString& title, double low, double high)
{
    m_title = title;
    m_range = m_scale = { low, high };
    setAccessibleName(title);
    setToolTip(tr("%1\nDrag the ends of the colours; a double click brings them back").arg(title));
    update();
}

void ColorBar::setRange(const std::array<double, 2>& range)
{
    const double least = leastShare * (m_scale[1] - m_scale[0]);
    m_range[0] = std::clamp(range[0], m_scale[0], m_scale[1] - least);
    m_range[1] = std::clamp(range[1], std::min(m_range[0] + least, m_scale[1]), m_scale[1]);
    update();
}

QSize ColorBar::sizeHint() const
{
    return { totalWidth, 120 };
}

QRect ColorBar::bar() const
{
    return { barLeft, 10, barWidth, std::max(10, height() - 36) };
}

int ColorBar::pixelOf(double value) const
{
    return bar().bottom()
        - static_cast<int>((value - m_scale[0]) / (m_scale[1] - m_scale[0]) * bar().height());
}

double ColorBar::valueAt(double pixel) const
{
    return m_scale[0] + (bar().bottom() - pixel) / bar().height() * (m_scale[1] - m_scale[0]);
}

void ColorBar::choose(std::size_t end, double value)
{
    const double least = leastShare * (m_scale[1] - m_scale[0]);
    auto range = m_range;
    range[end] = end == 0 ? std::min(value, m_range[1] - least) : std::max(value, m_range[0] + least);
    setRange(range);
    Q_EMIT rangeChosen();
}

void ColorBar::chooseAll()
{
    setRange(m_scale);
    Q_EMIT rangeChosen();
}

void ColorBar::mousePressEvent(QMouseEvent* event)
{
    const auto distance = [&](double value) { return std::abs(event->position().y() - pixelOf(value)); };
    if (event->button() == Qt::LeftButton)
        m_dragged = distance(m_range[0]) < distance(m_range[1]) ? 0 : 1;
}

void ColorBar::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged)
        choose(*m_dragged, valueAt(event->position().y()));
}

void ColorBar::mouseReleaseEvent(QMouseEvent*)
{
    m_dragged.reset();
}

void ColorBar::mouseDoubleClickEvent(QMouseEvent*)
{
    m_dragged.reset();
    chooseAll();
}

void ColorBar::keyPressEvent(QKeyEvent* event)
{
    const double step = leastShare * (m_scale[1] - m_scale[0]);
    const std::size_t end = event->modifiers().testFlag(Qt::ShiftModifier) ? 0 : 1;
    if (event->key() == Qt::Key_Home)
        chooseAll();
    else if (event->key() == Qt::Key_Up)
        choose(end, m_range[end] + step);
    else if (event->key() == Qt::Key_Down)
        choose(end, m_range[end] - step);
    else
        QWidget::keyPressEvent(event);
}

void ColorBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QFont small = font();
    small.setPixelSize(10);
    painter.setFont(small);
    for (int y = bar().top(); y <= bar().bottom(); ++y)
        painter.fillRect(bar().left(), y, barWidth, 1,
                         QColor(viridis((valueAt(y) - m_range[0]) / (m_range[1] - m_range[0]))));
    painter.setPen(plotTheme(palette()).text);
    drawTicks(painter);
    painter.drawText(QRect(0, height() - 22, totalWidth, 18), Qt::AlignHCenter | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, totalWidth));
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isWhole() || underMouse() || hasFocus()) // a figure of all colours needs none
        for (const std::size_t end : { 0U, 1U })
            drawEnd(painter, end);
}

void ColorBar::drawTicks(QPainter& painter) const
{
    const auto area = bar();
    const double step = roundStep(m_scale[1] - m_scale[0], std::max(2, area.height() / 36));
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
    for (double value = std::ceil(m_scale[0] / step) * step; value <= m_scale[1] + 1e-9; value += step) {
        const int y = pixelOf(value);
        painter.drawLine(area.right() + 1, y, area.right() + 4, y);
        painter.drawText(QRect(area.right() + 6, y - 7, totalWidth - area.right() - 7, 14),
                         Qt::AlignVCenter | Qt::AlignLeft, formatNumber(value, decimals));
    }
}

/// A pointer from the left, filled where the bar has the keys.
void ColorBar::drawEnd(QPainter& painter, std::size_t end) const
{
    constexpr double half = 4;
    const double y = pixelOf(m_range[end]), tip = bar().left();
    painter.setBrush(hasFocus() ? palette().highlight() : palette().base());
    painter.drawPolygon(QPolygonF { QPointF(tip, y), QPointF(tip - barLeft + 1, y - half),
                                    QPointF(tip - barLeft + 1, y + half) });
}

} // namespace syzygy
