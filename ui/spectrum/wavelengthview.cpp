#include "ui/spectrum/wavelengthview.h"

#include "ui/common/axisticks.h"
#include "ui/common/theme.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsLineItem>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QRubberBand>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr int leftMargin = 62;
constexpr int rightMargin = 12;
constexpr double narrowest = 2e-4; // µm: a pixel of G140H

} // namespace

WavelengthView::WavelengthView(QWidget* parent)
    : QChartView(parent)
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
    , m_cursorLine(new QGraphicsLineItem(chart()))
    , m_rubberBand(new QRubberBand(QRubberBand::Rectangle, viewport()))
    , m_cursor(std::numeric_limits<double>::quiet_NaN())
{
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    chart()->legend()->hide();
    chart()->setBackgroundRoundness(0);
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
    applyTheme();
}

void WavelengthView::setFullRange(double from, double to)
{
    if (!(to > from))
        return;
    m_full = { from, to };
    setRange(from, to);
}

void WavelengthView::setRange(double from, double to)
{
    if (!(to - from >= narrowest))
        return;
    m_range = { from, to };
    setAxisRange(*m_x, from, to, std::max(2, columns() / 90));
    placeCursor();
    redraw();
    Q_EMIT rangeChanged(from, to);
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

void WavelengthView::setVerticalRange(double from, double to)
{
    setAxisRange(*m_y, from, to, std::max(4, static_cast<int>(plotArea().height()) / 45));
}

void WavelengthView::wheelEvent(QWheelEvent* event)
{
    Q_EMIT gestureBegins();
    const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
    const double fixed = wavelengthAt(event->position());
    setRange(std::max(fixed - (fixed - m_range[0]) * factor, m_full[0]),
             std::min(fixed + (m_range[1] - fixed) * factor, m_full[1]));
    event->accept();
}

void WavelengthView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    Q_EMIT gestureBegins();
    m_pressed = event->position();
    m_rangeWhenPressed = m_range;
    m_drag = event->modifiers() & Qt::ShiftModifier ? Drag::Interval : Drag::Pan;
}

void WavelengthView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Interval) {
        const int left = static_cast<int>(std::min(m_pressed.x(), event->position().x()));
        const int wide = static_cast<int>(std::abs(m_pressed.x() - event->position().x()));
        m_rubberBand->setGeometry(left, static_cast<int>(plotArea().top()), wide,
                                  static_cast<int>(plotArea().height()));
        m_rubberBand->show();
    } else if (m_drag == Drag::Pan) {
        const double length = m_rangeWhenPressed[1] - m_rangeWhenPressed[0];
        const double moved = (m_pressed.x() - event->position().x()) / plotArea().width() * length;
        const double from
            = std::clamp(m_rangeWhenPressed[0] + moved, m_full[0], std::max(m_full[0], m_full[1] - length));
        setRange(from, from + length);
    }
    Q_EMIT hovered(wavelengthAt(event->position()));
}

void WavelengthView::mouseReleaseEvent(QMouseEvent* event)
{
    const bool cut = m_drag == Drag::Interval && std::abs(event->position().x() - m_pressed.x()) > 3;
    m_drag = Drag::None;
    m_rubberBand->hide();
    if (!cut)
        return;
    const double a = wavelengthAt(m_pressed), b = wavelengthAt(event->position());
    setRange(std::max(std::min(a, b), m_full[0]), std::min(std::max(a, b), m_full[1]));
}

void WavelengthView::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
    showWhole();
}

void WavelengthView::keyPressEvent(QKeyEvent* event)
{
    const double length = m_range[1] - m_range[0];
    const auto pan = [&](double shift) {
        Q_EMIT gestureBegins();
        const double from
            = std::clamp(m_range[0] + shift * length, m_full[0], std::max(m_full[0], m_full[1] - length));
        setRange(from, from + length);
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.8);
    case Qt::Key_Minus:
        return zoom(1.25);
    case Qt::Key_Left:
        return pan(-0.1);
    case Qt::Key_Right:
        return pan(0.1);
    case Qt::Key_0:
        return showWhole();
    default:
        QChartView::keyPressEvent(event);
    }
}

void WavelengthView::leaveEvent(QEvent* event)
{
    Q_EMIT hovered(std::numeric_limits<double>::quiet_NaN());
    QChartView::leaveEvent(event);
}

void WavelengthView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    placePlotArea();
    setAxisRange(*m_x, m_range[0], m_range[1], std::max(2, columns() / 90));
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
