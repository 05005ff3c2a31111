#include "ui/spectrum/wavelengthview.h"

#include "ui/common/axisticks.h"
#include "ui/common/theme.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsLineItem>
#include <QRubberBand>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace syzygy {

namespace {

constexpr int leftMargin = 62;
constexpr int rightMargin = 12;
constexpr double narrowest = 2e-4; // µm: a pixel of G140H

} // namespace

WavelengthView::WavelengthView(QWidget* parent)
    : QChartView(parent)
    , m_x(new QValueAxis)
    , m_shown(new QValueAxis)
    , m_y(new QValueAxis)
    , m_cursorLine(new QGraphicsLineItem(chart()))
    , m_rubberBand(new QRubberBand(QRubberBand::Rectangle, viewport()))
    , m_cursor(std::numeric_limits<double>::quiet_NaN())
{
    chart()->addAxis(m_x, Qt::AlignBottom);
    m_x->setVisible(false);
    chart()->addAxis(m_shown, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false); // the view has one, of its size at any time
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setMargins({});
    m_cursorLine->setZValue(50);
    m_cursorLine->hide();
    m_rubberBand->hide();
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(160, 60);
    m_shown->setTitleText(m_scale.title());
    m_verticalFont = m_shown->titleFont();
    applyTheme();
}

void WavelengthView::setFullRange(double from, double to)
{
    if (!(to > from))
        return;
    m_full = { from, to };
    m_vertical.reset();
    setRange(from, to);
}

void WavelengthView::setRange(double from, double to)
{
    if (!(to - from >= narrowest))
        return;
    m_range = { from, to };
    showTicks();
    placeCursor();
    redraw();
    Q_EMIT rangeChanged(from, to);
}

void WavelengthView::setScale(const WavelengthScale& scale)
{
    m_scale = scale;
    setTitled(m_isTitled);
    showTicks();
}

void WavelengthView::setPainting(bool painting)
{
    m_isPainting = painting;
    m_drag = Drag::None;
    viewport()->setCursor(painting ? Qt::CrossCursor : Qt::ArrowCursor);
}

void WavelengthView::setTitled(bool titled)
{
    m_isTitled = titled;
    m_shown->setLabelsVisible(titled);
    m_shown->setTitleText(titled ? m_scale.title() : QString());
}

/// Between the ends of the range the scale is straight to .01 Å, in air too.
void WavelengthView::showTicks()
{
    m_x->setRange(m_range[0], m_range[1]);
    setAxisRange(*m_shown, m_scale.shown(m_range[0]), m_scale.shown(m_range[1]), std::max(2, columns() / 90));
}

void WavelengthView::zoom(double factor)
{
    Q_EMIT gestureBegins();
    const double middle = 0.5 * (m_range[0] + m_range[1]);
    const double half = 0.5 * (m_range[1] - m_range[0]) * factor;
    setRange(std::max(middle - half, m_full[0]), std::min(middle + half, m_full[1]));
}

void WavelengthView::showWhole()
{
    Q_EMIT gestureBegins();
    m_vertical.reset();
    setRange(m_full[0], m_full[1]);
}

void WavelengthView::setCursor(double wavelength)
{
    m_cursor = wavelength;
    placeCursor();
}

QRectF WavelengthView::plotArea() const
{
    return chart()->plotArea();
}

int WavelengthView::columns() const
{
    return std::max(1, width() - leftMargin - rightMargin);
}

double WavelengthView::wavelengthAt(const QPointF& position) const
{
    const auto area = plotArea();
    const double share = area.width() > 0 ? (position.x() - area.left()) / area.width() : 0;
    return m_range[0] + share * (m_range[1] - m_range[0]);
}

double WavelengthView::valueAt(const QPointF& position) const
{
    const auto area = plotArea();
    const double share = area.height() > 0 ? (area.bottom() - position.y()) / area.height() : 0;
    return m_y->min() + share * (m_y->max() - m_y->min());
}

std::array<double, 2> WavelengthView::shownVertical() const
{
    return { m_y->min(), m_y->max() };
}

void WavelengthView::setVerticalRange(double from, double to)
{
    if (m_vertical)
        std::tie(from, to) = std::pair((*m_vertical)[0], (*m_vertical)[1]);
    setAxisRange(*m_y, from, to, std::max(4, static_cast<int>(plotArea().height()) / 45));
}

void WavelengthView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    placePlotArea();
    showTicks();
    placeCursor();
    redraw();
}

void WavelengthView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    applyTheme();
    redraw();
}

void WavelengthView::placePlotArea()
{
    const double high = std::max(10, height() - topMargin() - bottomMargin());
    chart()->setPlotArea(QRectF(leftMargin, topMargin(), columns(), high));
    fitVerticalTitle();
}

void WavelengthView::setVerticalTitle(const QString& title)
{
    m_y->setTitleText(title);
    fitVerticalTitle();
}

/// Smaller letters where a figure is low, before Qt cuts the words off.
void WavelengthView::fitVerticalTitle()
{
    constexpr double smallest = 0.6;
    auto font = m_verticalFont;
    const double room = plotArea().height() - 4,
                 wide = QFontMetricsF(font).horizontalAdvance(m_y->titleText());
    if (wide > room && room > 0 && font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * std::max(smallest, 0.97 * room / wide));
    m_y->setTitleFont(font);
}

void WavelengthView::placeCursor()
{
    const bool visible = m_cursor >= m_range[0] && m_cursor <= m_range[1];
    m_cursorLine->setVisible(visible);
    if (!visible)
        return;
    const auto area = plotArea();
    const double x = area.left() + (m_cursor - m_range[0]) / (m_range[1] - m_range[0]) * area.width();
    m_cursorLine->setLine(x, area.top(), x, area.bottom());
}

void WavelengthView::applyTheme()
{
    const auto theme = plotTheme(palette());
    styleChart(*chart(), theme);
    setBackgroundBrush(theme.background);
    m_cursorLine->setPen(QPen(theme.faintText, 1));
}

} // namespace syzygy
