#include "ui/map/mapview.h"

#include "ui/common/openatlas.h"
#include "ui/common/pointcloud.h"
#include "ui/common/theme.h"
#include "ui/map/contourlines.h"

#include <QChart>
#include <QLineSeries>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double backdropOpacity = 0.35;

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

/// The rectangle around the points that have a place, with a margin.
QRectF boundsOf(std::vector<QPointF> points)
{
    std::erase_if(points, [](const QPointF& point) { return !hasPlace(point); });
    if (points.empty())
        return { 0, 0, 1, 1 };
    const auto [left, right] = std::ranges::minmax(points, {}, &QPointF::x);
    const auto [bottom, top] = std::ranges::minmax(points, {}, &QPointF::y);
    const QRectF bounds(QPointF(left.x(), bottom.y()), QPointF(right.x(), top.y()));
    const double dx = std::max(0.04 * bounds.width(), 1e-6), dy = std::max(0.04 * bounds.height(), 1e-6);
    return bounds.adjusted(-dx, -dy, dx, dy);
}

} // namespace

MapView::MapView(QWidget* parent)
    : PlaneView(parent)
    , m_backdrop(new PointCloud(chart()))
    , m_cloud(new PointCloud(chart()))
    , m_contours(new ContourLines(chart()))
    , m_names(new MapNames(chart()))
    , m_links(new QLineSeries)
{
    m_backdrop->setOpacity(backdropOpacity);
    chart()->addSeries(m_links);
    m_links->attachAxis(&xAxis());
    m_links->attachAxis(&yAxis());
    m_noiseDraws = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 4);
    m_nirspecNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 8);
    m_apogeeNeighbours = addPoints(*chart(), QScatterSeries::MarkerShapeRectangle, 8);
    m_selectedStar = addPoints(*chart(), QScatterSeries::MarkerShapeCircle, 16);
    m_openStars = addPoints(*chart(), QScatterSeries::MarkerShapeRotatedRectangle, 11);
    m_currentStar = addPoints(*chart(), QScatterSeries::MarkerShapeStar, 19);
    applyTheme();
}

void MapView::setAtlas(std::shared_ptr<const Atlas> atlas, std::shared_ptr<const OpenAtlas> names)
{
    m_atlas = std::move(atlas);
    m_starNames = std::move(names);
    takeValues(m_label.value_or(Label::Teff));
    m_openAreColored = false; // until it is said of these stars
    m_selected.reset();
    m_neighbours.clear();
    m_isShown.clear();
    m_backdrop->show();
    clearSelection();
    setProjection(m_projection);
}

void MapView::setBackdrop(std::vector<std::shared_ptr<const Atlas>> others)
{
    m_others = std::move(others);
    placeBackdrop();
}

void MapView::setProjection(MapProjection projection)
{
    m_projection = projection;
    placeStars();
    recolor();
    placeBackdrop();
}

/// And shows all of it and of the stars before it; the open ones where the atlas has no place for its own.
void MapView::placeBackdrop()
{
    std::vector<QPointF> positions, behind;
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        positions.push_back(placeOf(star));
    for (const auto& other : m_others)
        for (std::size_t star = 0; star < other->size(); ++star)
            behind.push_back(placeOf(*other, star));
    m_spansOpenStars = std::ranges::none_of(positions, hasPlace);
    if (m_spansOpenStars)
        for (const auto& star : m_open)
            positions.push_back(placeOf(star));
    auto whole = boundsOf(std::move(positions));
    if (std::ranges::any_of(behind, hasPlace))
        whole = whole.united(boundsOf(behind));
    m_backdrop->setPositions(std::move(behind));
    m_backdrop->setColors(plotTheme(palette()).faintText.rgb());
    if (m_projection == MapProjection::Plane) // room for the numbers
        whole.adjust(-0.1 * whole.width(), -0.1 * whole.height(), 0, 0);
    applyRadius();
    if (m_atlas)
        setWhole(whole);
    showStars();
}

/// Those that are not shown have no place.
void MapView::placeStars()
{
    constexpr QPointF nowhere { std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::quiet_NaN() };
    std::vector<QPointF> positions;
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        positions.push_back(isShown(star) ? placeOf(star) : nowhere);
    m_cloud->setPositions(std::move(positions));
    m_density.reset();
    drawContours();
}

void MapView::showOnly(const std::vector<std::size_t>& stars)
{
    m_isShown.assign(m_atlas ? m_atlas->size() : 0, 0);
    for (const auto star : stars)
        m_isShown[star] = 1;
    m_backdrop->hide();
    placeStars();
    recolor();
}

void MapView::showAll()
{
    m_isShown.clear();
    m_backdrop->show();
    placeStars();
    recolor();
}

void MapView::setAxes(PlaneAxes axes)
{
    m_axes = std::move(axes);
    setProjection(MapProjection::Plane);
}

void MapView::setSelecting(bool selecting)
{
    m_selecting = selecting;
    setCursor(selecting ? Qt::CrossCursor : Qt::ArrowCursor);
}

void MapView::select(std::vector<std::size_t> stars)
{
    m_selection = { std::move(stars), {} };
    recolor();
    Q_EMIT selectionChanged();
}

void MapView::clearSelection()
{
    if (m_selection.stars.empty() && m_selection.sources.empty())
        return;
    m_selection = {};
    recolor();
    Q_EMIT selectionChanged();
}

void MapView::setOpenStars(std::vector<MapStar> stars)
{
    const auto placedOf
        = [&] { return std::ranges::count_if(m_open, [&](const auto& star) { return isPlaced(star); }); };
    const auto before = placedOf();
    m_open = std::move(stars);
    if (m_spansOpenStars && placedOf() != before)
        placeBackdrop();
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

void MapView::setNoiseCloud(std::vector<NoiseDraw> draws)
{
    m_noise = std::move(draws);
    showStars();
}

int MapView::noiseCount() const
{
    return static_cast<int>(m_noiseDraws->count());
}

QPointF MapView::pixelOf(std::size_t star) const
{
    return m_cloud->toPixels(placeOf(star));
}

int MapView::linkCount() const
{
    return static_cast<int>(m_links->count()) / 2;
}

int MapView::openStarsPlaced() const
{
    return static_cast<int>(
        std::ranges::count_if(m_open, [&](const MapStar& star) { return isPlaced(star); }));
}

QPointF MapView::placeOf(const Atlas& atlas, std::size_t star) const
{
    const auto on = [&](const PlaneAxis& axis) {
        const bool isKnown = &atlas == m_atlas.get() && star < axis.stars.size();
        return axis.placeOf(atlas.stars[star].labels,
                            isKnown ? axis.stars[star] : std::numeric_limits<double>::quiet_NaN());
    };
    if (m_projection == MapProjection::Plane)
        return { on(m_axes.x), on(m_axes.y) };
    return toPoint(m_projection == MapProjection::Umap ? atlas.mapPositions[star] : atlas.pcaPositions[star]);
}

QPointF MapView::placeOf(const NoiseDraw& draw) const
{
    return placeOf(MapStar { 0, {}, draw.mapPosition, draw.pcaPosition, draw.labels });
}

QPointF MapView::placeOf(const MapStar& star) const
{
    if (m_projection == MapProjection::Plane)
        return { m_axes.x.placeOf(star.labels, star.numbers[0]),
                 m_axes.y.placeOf(star.labels, star.numbers[1]) };
    return toPoint(m_projection == MapProjection::Umap ? star.umap : star.pca);
}

void MapView::showStars()
{
    QList<QPointF> open, current, links, nirspec, apogee, selected;
    std::vector<MapNames::Name> names;
    const auto addTo = [](QList<QPointF>& points, const QPointF& point) {
        if (hasPlace(point))
            points << point;
    };
    for (const auto& star : m_open) {
        if (!isPlaced(star))
            continue;
        const bool isCurrent = star.id == m_current;
        (isCurrent ? current : open) << placeOf(star);
        names.push_back({ star.name, m_cloud->toPixels(placeOf(star)), isCurrent });
    }
    for (const auto& neighbour : m_neighbours) {
        const auto place = placeOf(neighbour.star);
        addTo(neighbour.instrument == Instrument::Apogee ? apogee : nirspec, place);
        if (!current.isEmpty() && hasPlace(place))
            links << current.front() << place;
    }
    if (m_selected)
        addTo(selected, placeOf(*m_selected));
    QList<QPointF> draws;
    for (const auto& draw : m_noise)
        addTo(draws, placeOf(draw));
    m_noiseDraws->replace(draws);
    nameTwins(names);
    m_links->replace(links);
    m_nirspecNeighbours->replace(nirspec);
    m_apogeeNeighbours->replace(apogee);
    m_selectedStar->replace(selected);
    m_openStars->replace(open);
    m_currentStar->replace(current);
    m_names->setNames(std::move(names), chart()->plotArea());
    colorOpenStars();
}

bool MapView::isPlaced(const MapStar& star) const
{
    return hasPlace(placeOf(star));
}

/// Real stars have names: the selected one and the neighbours bear theirs.
void MapView::nameTwins(std::vector<MapNames::Name>& names) const
{
    if (!m_starNames)
        return;
    const auto add = [&](std::size_t star) {
        if (!hasPlace(placeOf(star)))
            return;
        names.push_back({ m_starNames->nameOf(star), m_cloud->toPixels(placeOf(star)), false });
    };
    if (m_selected)
        add(*m_selected);
    for (const auto& neighbour : m_neighbours)
        if (neighbour.star != m_selected)
            add(neighbour.star);
}

void MapView::placed()
{
    m_backdrop->setPlace(chart()->plotArea(), range());
    m_cloud->setPlace(chart()->plotArea(), range());
    m_contours->setPlace(chart()->plotArea(), range());
    applyRadius();
    showStars();
}

/// Few stars are drawn larger, very many smaller.
void MapView::applyRadius()
{
    constexpr std::size_t few = 2000, many = 200'000;
    const double radius = std::clamp(width() / 260.0, 1.4, 3.0);
    const std::size_t stars = m_atlas ? m_atlas->size() : 0;
    m_backdrop->setRadius(radius);
    m_cloud->setRadius(stars < few ? radius + 1.5 : stars < many ? radius : 0.6 * radius);
}

} // namespace syzygy
