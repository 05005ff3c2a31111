#include "ui/common/brokenline.h"

#include <QChart>
#include <QGraphicsObject>
#include <QLineF>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <optional>
#include <utility>

namespace syzygy {

namespace {

constexpr double seriesZ = 4; ///< where Qt Charts has its series: above the grid

/// The part of a segment within an area (Liang & Barsky 1984); nothing where it misses it.
std::optional<QLineF> partWithin(const QLineF& segment, const QRectF& area)
{
    double first = 0, last = 1;
    const auto crosses = [&](double step, double room) { // towards a border, and what is left before it
        if (step == 0)
            return room >= 0;
        if (step < 0)
            first = std::max(first, room / step);
        else
            last = std::min(last, room / step);
        return first <= last;
    };
    if (!crosses(-segment.dx(), segment.x1() - area.left())
        || !crosses(segment.dx(), area.right() - segment.x1())
        || !crosses(-segment.dy(), segment.y1() - area.top())
        || !crosses(segment.dy(), area.bottom() - segment.y1()))
        return std::nullopt;
    return QLineF(first > 0 ? segment.pointAt(first) : segment.p1(),
                  last < 1 ? segment.pointAt(last) : segment.p2());
}

/// The parts of a line within an area.
std::vector<QPolygonF> partsWithin(const QPolygonF& line, const QRectF& area)
{
    std::vector<QPolygonF> parts;
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const auto part = partWithin({ line[i], line[i + 1] }, area);
        if (!part)
            continue;
        if (parts.empty() || parts.back().back() != part->p1())
            parts.push_back({ part->p1() });
        parts.back() << part->p2();
    }
    return parts;
}

} // namespace

/// What is drawn in the plot of a chart, in the units of its axes.
class PlotItem : public QGraphicsObject {
public:
    PlotItem(QChart& chart, const QValueAxis& x, const QValueAxis& y)
        : QGraphicsObject(&chart)
        , m_chart(chart)
        , m_x(x)
        , m_y(y)
    {
        setZValue(seriesZ);
        setAcceptedMouseButtons(Qt::NoButton);
        connect(&chart, &QChart::plotAreaChanged, this, [this] { prepareGeometryChange(); });
        for (const auto* axis : { &x, &y })
            connect(axis, &QValueAxis::rangeChanged, this, [this] { update(); });
    }

    QRectF boundingRect() const override { return m_chart.plotArea(); }

protected:
    QPolygonF placesOf(const QList<QPointF>& points) const ///< in pixels
    {
        const auto area = m_chart.plotArea();
        const double across = area.width() / (m_x.max() - m_x.min()),
                     up = area.height() / (m_y.max() - m_y.min());
        QPolygonF places;
        places.reserve(points.size());
        for (const auto& point : points)
            places << QPointF(area.left() + (point.x() - m_x.min()) * across,
                              area.bottom() - (point.y() - m_y.min()) * up);
        return places;
    }

private:
    QChart& m_chart;
    const QValueAxis& m_x;
    const QValueAxis& m_y;
};

// What leaves the plot is cut off here: painters of SVG know no clips.

class BrokenLine::Item : public PlotItem {
public:
    using PlotItem::PlotItem;
    PointRuns runs;
    QPen pen;

    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        painter->setPen(pen);
        for (const auto& run : runs)
            for (const auto& part : partsWithin(placesOf(run), boundingRect()))
                painter->drawPolyline(part);
    }
};

BrokenLine::BrokenLine(QChart& chart, const QValueAxis& x, const QValueAxis& y)
    : m_item(new Item(chart, x, y))
{
}

void BrokenLine::setPen(const QPen& pen)
{
    m_item->pen = pen;
    m_item->update();
}

void BrokenLine::replace(PointRuns runs)
{
    m_item->runs = std::move(runs);
    m_item->update();
}

int BrokenLine::runCount() const
{
    return static_cast<int>(m_item->runs.size());
}

QList<QPointF> BrokenLine::points() const
{
    QList<QPointF> all;
    for (const auto& run : m_item->runs)
        all += run;
    return all;
}

class BrokenBand::Item : public PlotItem {
    /// Of an outline whose edges are drawn smoothly: the time that takes grows with the square of their
    /// number, and where every column of pixels has its own nobody sees it.
    static constexpr qsizetype mostSmooth = 500;

public:
    using PlotItem::PlotItem;
    PointRuns lower, upper;
    QColor color;

    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override
    {
        const auto area = boundingRect();
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        for (std::size_t i = 0; i < lower.size(); ++i) {
            auto outline = placesOf(upper[i]);
            std::ranges::reverse(outline);
            outline = placesOf(lower[i]) + outline;
            for (auto& place : outline)
                place = { std::clamp(place.x(), area.left(), area.right()),
                          std::clamp(place.y(), area.top(), area.bottom()) };
            painter->setRenderHint(QPainter::Antialiasing, outline.size() <= mostSmooth);
            painter->drawPolygon(outline);
        }
    }
};

BrokenBand::BrokenBand(QChart& chart, const QValueAxis& x, const QValueAxis& y)
    : m_item(new Item(chart, x, y))
{
}

void BrokenBand::setColor(const QColor& color)
{
    m_item->color = color;
    m_item->update();
}

void BrokenBand::replace(PointRuns lower, PointRuns upper)
{
    m_item->lower = std::move(lower);
    m_item->upper = std::move(upper);
    m_item->update();
}

} // namespace syzygy
