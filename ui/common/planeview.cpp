#include "ui/common/planeview.h"

#include "ui/common/planescale.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QMouseEvent>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr int margin = 8;        // pixels
constexpr double clickReach = 3; // pixels that a click may move

double length(const QPointF& vector)
{
    return std::hypot(vector.x(), vector.y());
}

QValueAxis* addAxis(QChart& chart, Qt::Alignment side)
{
    auto* axis = new QValueAxis;
    chart.addAxis(axis, side);
    axis->setVisible(false);
    return axis;
}

} // namespace

PlaneView::PlaneView(QWidget* parent)
    : QChartView(parent)
    , m_x(addAxis(*chart(), Qt::AlignBottom))
    , m_y(addAxis(*chart(), Qt::AlignLeft))
{
    chart()->legend()->hide();
    chart()->setBackgroundRoundness(0);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setMargins({});
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setMinimumSize(160, 120);
}

void PlaneView::setWhole(const QRectF& whole)
{
    m_whole = whole;
    showWhole();
}

void PlaneView::showWhole()
{
    setRange(m_whole);
}

void PlaneView::setRange(const QRectF& range)
{
    m_range = range;
    m_x->setRange(range.left(), range.right());
    m_y->setRange(range.top(), range.bottom());
    placed();
}

void PlaneView::place()
{
    chart()->setPlotArea(
        QRectF(margin, margin, std::max(10, width() - 2 * margin), std::max(10, height() - 2 * margin)));
    placed();
}

void PlaneView::wheelEvent(QWheelEvent* event)
{
    const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
    const auto place = PlaneScale(chart()->plotArea(), m_range).toPlace(event->position());
    const double x = place.x(), y = place.y();
    setRange(QRectF(x - (x - m_range.left()) * factor, y - (y - m_range.top()) * factor,
                    m_range.width() * factor, m_range.height() * factor));
    event->accept();
}

void PlaneView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->position();
    m_rangeWhenPressed = m_range;
}

void PlaneView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_pressed)
        return pointed(event->position(), event->globalPosition().toPoint());
    const auto area = chart()->plotArea();
    const auto moved = event->position() - *m_pressed;
    if (length(moved) > clickReach)
        setRange(m_rangeWhenPressed.translated(-moved.x() / area.width() * m_range.width(),
                                               moved.y() / area.height() * m_range.height()));
}

void PlaneView::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_pressed)
        return;
    const auto moved = event->position() - *m_pressed;
    m_pressed.reset();
    if (length(moved) <= clickReach)
        clicked(event->position());
}

void PlaneView::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
    showWhole();
}

void PlaneView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    place();
}

} // namespace syzygy
