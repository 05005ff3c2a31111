// Mouse and keys on a plot over wavelength.
#include "ui/spectrum/wavelengthview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QRubberBand>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace syzygy {

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
    const bool isRight = event->button() == Qt::RightButton;
    if (event->button() != Qt::LeftButton && !(m_isPainting && isRight))
        return;
    m_pressed = event->position();
    if (m_isPainting) {
        m_drag = isRight || (event->modifiers() & Qt::ControlModifier) ? Drag::Erase : Drag::Paint;
        return;
    }
    Q_EMIT gestureBegins();
    m_rangeWhenPressed = m_range;
    m_drag = event->modifiers() & Qt::ShiftModifier ? Drag::Box : Drag::Pan;
}

void WavelengthView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Box || paints())
        drawBox(event->position());
    else if (m_drag == Drag::Pan) {
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
    const bool isMeant = std::abs(event->position().x() - m_pressed.x()) > 3;
    const auto drag = std::exchange(m_drag, Drag::None);
    m_rubberBand->hide();
    if (!isMeant)
        return;
    if (drag == Drag::Box)
        cutTo(event->position());
    const double a = wavelengthAt(m_pressed), b = wavelengthAt(event->position());
    if (drag == Drag::Paint || drag == Drag::Erase)
        Q_EMIT painted(std::min(a, b), std::max(a, b), drag == Drag::Erase);
}

/// Too low to be meant as a choice of the vertical range.
bool WavelengthView::isFlat(const QPointF& corner) const
{
    constexpr double flat = 24; // pixels
    return !hasVerticalChoice() || std::abs(corner.y() - m_pressed.y()) < flat;
}

void WavelengthView::drawBox(const QPointF& corner)
{
    QRectF box = QRectF(m_pressed, corner).normalized();
    if (paints() || isFlat(corner))
        box = QRectF(box.left(), plotArea().top(), box.width(), plotArea().height());
    m_rubberBand->setGeometry(box.intersected(plotArea()).toRect());
    m_rubberBand->show();
}

void WavelengthView::cutTo(const QPointF& corner)
{
    const double a = wavelengthAt(m_pressed), b = wavelengthAt(corner);
    if (!isFlat(corner)) {
        const double top = valueAt(m_pressed), bottom = valueAt(corner);
        m_vertical = { std::min(top, bottom), std::max(top, bottom) };
    }
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
    case Qt::Key_Escape:
        m_drag = Drag::None;
        return m_rubberBand->hide();
    default:
        QChartView::keyPressEvent(event);
    }
}

void WavelengthView::leaveEvent(QEvent* event)
{
    Q_EMIT hovered(std::numeric_limits<double>::quiet_NaN());
    QChartView::leaveEvent(event);
}

} // namespace syzygy
