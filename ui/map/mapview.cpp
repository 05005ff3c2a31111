#include "ui/map/mapview.h"

#include "ui/common/colormap.h"
#include "ui/common/format.h"
#include "ui/common/pointcloud.h"
#include "ui/common/theme.h"
#include "ui/map/mapnames.h"

#include <QChart>
#include <QLineSeries>
#include <QScatterSeries>
#include <QToolTip>
#include <QValueAxis>

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
    : PlaneView(parent)
    , m_cloud(new PointCloud(chart()))
    , m_names(new MapNames(chart()))
    , m_links(new QLineSeries)
{
    chart()->addSeries(m_links);
    m_links->attachAxis(&xAxis());
    m_links->attachAxis(&yAxis());
    m_nirspecNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 8);
    m_apogeeNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeRectangle, 8);
    m_selectedStar = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 16);
    m_openStars = addPoints(*chart(), QScatterSeries::MarkerShapeRotatedRectangle, 11);
    m_currentStar = addPoints(*chart(), QScatterSeries::MarkerShapeStar, 19);
    applyTheme();
}

void MapView::setAtlas(std::shared_ptr<const Atlas> atlas)
{
    m_atlas = std::move(atlas);
    m_selected.reset();
    m_neighbours.clear();
    setProjection(m_projection);
}

void MapView::setProjection(MapProjection projection)
{
    m_projection = projection;
    std::vector<QPointF> positions;
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        positions.push_back(placeOf(star));
    m_cloud->setPositions(std::move(positions));
    recolor();
    if (m_atlas)
        setWhole(boundsOf(projection == MapProjection::Umap ? m_atlas->mapPositions : m_atlas->pcaPositions));
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

void MapView::placed()
{
    m_cloud->setPlace(chart()->plotArea(), range());
    m_cloud->setRadius(std::clamp(width() / 260.0, 1.4, 3.0));
    showStars();
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

void MapView::pointed(const QPointF& pixel, const QPoint& onScreen)
{
    const auto star = m_cloud->nearest(pixel, reach);
    if (const auto* open = openStarAt(pixel))
        QToolTip::showText(onScreen, open->name, this);
    else if (star >= 0)
        QToolTip::showText(onScreen,
                           tr("Reference star %1\n%2")
                               .arg(star)
                               .arg(formatStar(m_atlas->stars[static_cast<std::size_t>(star)])),
                           this);
    else
        QToolTip::hideText();
}

void MapView::clicked(const QPointF& pixel)
{
    if (const auto* open = openStarAt(pixel))
        Q_EMIT sourceClicked(open->id);
    else if (const auto star = m_cloud->nearest(pixel, reach); star >= 0)
        Q_EMIT starClicked(static_cast<std::size_t>(star));
}

void MapView::changeEvent(QEvent* event)
{
    PlaneView::changeEvent(event);
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
