#include "ui/mapview.h"

#include "ui/colormap.h"
#include "ui/format.h"
#include "ui/mapnames.h"
#include "ui/pointcloud.h"
#include "ui/theme.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QMouseEvent>
#include <QScatterSeries>
#include <QToolTip>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr double reach = 8; // pixels around the pointer
constexpr int colorSteps = 64;

QPointF toPoint(const MapPosition& position)
{
    return { static_cast<double>(position[0]), static_cast<double>(position[1]) };
}

QScatterSeries* addPoints(QChart& chart, QScatterSeries::MarkerShape shape, double size)
{
    auto* series = new QScatterSeries;
    series->setMarkerShape(shape);
    series->setMarkerSize(size);
    chart.addSeries(series);
    for (auto* axis : chart.axes())
        series->attachAxis(axis);
    return series;
}

/// The rectangle around the points with a margin.
QRectF boundsOf(std::span<const MapPosition> positions)
{
    if (positions.empty())
        return { 0, 0, 1, 1 };
    const auto [left, right] = std::ranges::minmax(positions, {}, [](const auto& p) { return p[0]; });
    const auto [bottom, top] = std::ranges::minmax(positions, {}, [](const auto& p) { return p[1]; });
    const QRectF bounds(QPointF(static_cast<double>(left[0]), static_cast<double>(bottom[1])),
                        QPointF(static_cast<double>(right[0]), static_cast<double>(top[1])));
    const double dx = std::max(0.04 * bounds.width(), 1e-6), dy = std::max(0.04 * bounds.height(), 1e-6);
    return bounds.adjusted(-dx, -dy, dx, dy);
}

} // namespace

MapView::MapView(QWidget* parent)
    : QChartView(parent)
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
    , m_cloud(new PointCloud(chart()))
    , m_names(new MapNames(chart()))
    , m_links(new QLineSeries)
{
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    for (auto* axis : { m_x, m_y }) {
        axis->setLabelsVisible(false);
        axis->setGridLineVisible(false);
    }
    chart()->addSeries(m_links);
    m_links->attachAxis(m_x);
    m_links->attachAxis(m_y);
    m_nirspecNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 8);
    m_apogeeNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeRectangle, 8);
    m_selectedStar = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 16);
    m_openStars = addPoints(*chart(), QScatterSeries::MarkerShapeRotatedRectangle, 11);
    m_currentStar = addPoints(*chart(), QScatterSeries::MarkerShapeStar, 19);
    chart()->legend()->hide();
    chart()->setBackgroundRoundness(0);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    applyTheme();
}

void MapView::setAtlas(std::shared_ptr<const Atlas> atlas)
{
    m_atlas = std::move(atlas);
    m_selected.reset();
    setProjection(m_projection);
}

void MapView::setProjection(MapProjection projection)
{
    m_projection = projection;
    const bool umap = projection == MapProjection::Umap;
    m_x->setTitleText(umap ? tr("parametric UMAP 1") : tr("principal component 1"));
    m_y->setTitleText(umap ? tr("parametric UMAP 2") : tr("principal component 2"));
    std::vector<QPointF> positions;
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        positions.push_back(placeOf(star));
    m_cloud->setPositions(std::move(positions));
    recolor();
    showWhole();
    showStars();
}

void MapView::setColoring(Label label, std::array<double, 2> range)
{
    m_label = label;
    m_colorRange = range;
    recolor();
}

void MapView::setOpenStars(std::vector<MapStar> stars)
{
    m_open = std::move(stars);
    showStars();
}

void MapView::setCurrent(SourceId id, std::vector<AtlasNeighbour> neighbours)
{
    m_current = id;
    m_neighbours = std::move(neighbours);
    showStars();
}

void MapView::setSelectedStar(std::optional<std::size_t> star)
{
    m_selected = star;
    showStars();
}

void MapView::showWhole()
{
    if (m_atlas)
        setRange(
            boundsOf(m_projection == MapProjection::Umap ? m_atlas->mapPositions : m_atlas->pcaPositions));
}

QPointF MapView::pixelOf(std::size_t star) const
{
    return m_cloud->toPixels(placeOf(star));
}
int MapView::linkCount() const
{
    return static_cast<int>(m_links->count()) / 2;
}

QPointF MapView::placeOf(std::size_t star) const
{
    return toPoint(m_projection == MapProjection::Umap ? m_atlas->mapPositions[star]
                                                       : m_atlas->pcaPositions[star]);
}

QPointF MapView::placeOf(const MapStar& star) const
{
    return toPoint(m_projection == MapProjection::Umap ? star.umap : star.pca);
}

void MapView::recolor()
{
    std::vector<QRgb> colors;
    const double length = m_colorRange[1] - m_colorRange[0];
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star) {
        const double place = (m_atlas->stars[star][m_label] - m_colorRange[0]) / length;
        colors.push_back(viridis(std::round(std::clamp(place, 0.0, 1.0) * colorSteps) / colorSteps));
    }
    m_cloud->setColors(std::move(colors));
}

void MapView::showStars()
{
    QList<QPointF> open, current, links, nirspec, apogee, selected;
    std::vector<MapNames::Name> names;
    for (const auto& star : m_open) {
        const bool isCurrent = star.id == m_current;
        (isCurrent ? current : open) << placeOf(star);
        names.push_back({ star.name, m_cloud->toPixels(placeOf(star)), isCurrent });
    }
    for (const auto& neighbour : m_neighbours) {
        (neighbour.instrument == Instrument::Apogee ? apogee : nirspec) << placeOf(neighbour.star);
        if (!current.isEmpty())
            links << current.front() << placeOf(neighbour.star);
    }
    if (m_selected)
        selected << placeOf(*m_selected);
    m_links->replace(links);
    m_nirspecNeighbours->replace(nirspec);
    m_apogeeNeighbours->replace(apogee);
    m_selectedStar->replace(selected);
    m_openStars->replace(open);
    m_currentStar->replace(current);
    m_names->setNames(std::move(names), chart()->plotArea());
}

void MapView::place()
{
    constexpr int edge = 22; // the axis title
    chart()->setPlotArea(
        QRectF(edge, 6, std::max(10, width() - edge - 6), std::max(10, height() - edge - 6)));
    m_cloud->setPlace(chart()->plotArea(), m_range);
    m_cloud->setRadius(std::clamp(width() / 260.0, 1.4, 3.0));
    showStars();
}

void MapView::setRange(const QRectF& range)
{
    m_range = range;
    m_x->setRange(range.left(), range.right());
    m_y->setRange(range.top(), range.bottom());
    place();
}

const MapStar* MapView::openStarAt(const QPointF& pixel) const
{
    const auto distance = [&](const MapStar& star) {
        const auto offset = m_cloud->toPixels(placeOf(star)) - pixel;
        return std::hypot(offset.x(), offset.y());
    };
    const auto nearest = std::ranges::min_element(m_open, {}, distance);
    return nearest != m_open.end() && distance(*nearest) <= reach ? &*nearest : nullptr;
}

QString MapView::describe(std::size_t star) const
{
    QStringList lines { tr("Reference star %1").arg(star) };
    for (std::size_t i = 0; i < labelCount; ++i) {
        const auto label = static_cast<Label>(i);
        lines << QStringLiteral("%1 %2 %3")
                     .arg(toQString(infoOf(label).symbol),
                          formatNumber(m_atlas->stars[star][label], decimalsOf(label)),
                          toQString(infoOf(label).unit));
    }
    return lines.join(QLatin1Char('\n'));
}

void MapView::wheelEvent(QWheelEvent* event)
{
    const auto area = chart()->plotArea();
    const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
    const double x = m_range.left() + (event->position().x() - area.left()) / area.width() * m_range.width();
    const double y
        = m_range.top() + (area.bottom() - event->position().y()) / area.height() * m_range.height();
    setRange(QRectF(x - (x - m_range.left()) * factor, y - (y - m_range.top()) * factor,
                    m_range.width() * factor, m_range.height() * factor));
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->position();
    m_rangeWhenPressed = m_range;
}

void MapView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pressed) {
        const auto area = chart()->plotArea();
        const auto moved = event->position() - *m_pressed;
        if (std::hypot(moved.x(), moved.y()) > 3)
            setRange(m_rangeWhenPressed.translated(-moved.x() / area.width() * m_range.width(),
                                                   moved.y() / area.height() * m_range.height()));
        return;
    }
    const auto star = m_cloud->nearest(event->position(), reach);
    if (const auto* open = openStarAt(event->position()))
        QToolTip::showText(event->globalPosition().toPoint(), open->name, this);
    else if (star >= 0)
        QToolTip::showText(event->globalPosition().toPoint(), describe(static_cast<std::size_t>(star)), this);
    else
        QToolTip::hideText();
}

void MapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_pressed)
        return;
    const auto moved = event->position() - *m_pressed;
    m_pressed.reset();
    if (std::hypot(moved.x(), moved.y()) > 3)
        return;
    if (const auto* open = openStarAt(event->position()))
        Q_EMIT sourceClicked(open->id);
    else if (const auto star = m_cloud->nearest(event->position(), reach); star >= 0)
        Q_EMIT starClicked(static_cast<std::size_t>(star));
}

void MapView::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
    showWhole();
}

void MapView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    place();
}

void MapView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void MapView::applyTheme()
{
    const auto theme = plotTheme(palette());
    styleChart(*chart(), theme);
    setBackgroundBrush(theme.background);
    m_names->setColors(theme.text, theme.background);
    auto linkColor = theme.neighbour;
    linkColor.setAlpha(130);
    m_links->setPen(QPen(linkColor, 1));
    for (auto* series : { m_nirspecNeighbours, m_apogeeNeighbours, m_selectedStar }) {
        series->setColor(Qt::transparent);
        series->setPen(QPen(theme.neighbour, series == m_selectedStar ? 2.5 : 1.5));
    }
    for (auto* series : { m_openStars, m_currentStar }) {
        series->setColor(theme.openStar);
        series->setPen(QPen(theme.background, 1.5));
    }
}

} // namespace syzygy
