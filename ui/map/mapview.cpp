#include "ui/map/mapview.h"

#include "ui/common/colormap.h"
#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/common/pointcloud.h"
#include "ui/common/theme.h"
#include "ui/map/contourlines.h"
#include "ui/map/densitygrid.h"

#include <QChart>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QScatterSeries>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>

namespace syzygy {

namespace {

constexpr double reach = 8; // pixels around the pointer
constexpr int colorSteps = 64;
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

std::array<QRgb, colorSteps + 1> colorStepsOf()
{
    std::array<QRgb, colorSteps + 1> colors;
    for (std::size_t step = 0; step < colors.size(); ++step)
        colors[step] = viridis(static_cast<double>(step) / colorSteps);
    return colors;
}

/// The rectangle around the points that have a place, with a margin.
QRectF boundsOf(std::vector<QPointF> points)
{
    std::erase_if(
        points, [](const QPointF& point) { return !std::isfinite(point.x()) || !std::isfinite(point.y()); });
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
    setProjection(m_projection);
}

void MapView::setProjection(MapProjection projection)
{
    m_projection = projection;
    placeStars();
    std::vector<QPointF> positions, behind;
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        positions.push_back(placeOf(star));
    for (const auto& other : m_others)
        for (std::size_t star = 0; star < other->size(); ++star)
            behind.push_back(placeOf(*other, star));
    auto whole = boundsOf(std::move(positions));
    if (!behind.empty())
        whole = whole.united(boundsOf(behind));
    m_backdrop->setPositions(std::move(behind));
    if (projection == MapProjection::LabelPlane) // room for the numbers
        whole.adjust(-0.1 * whole.width(), -0.1 * whole.height(), 0, 0);
    applyRadius();
    recolor();
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

void MapView::setAxes(const LabelAxes& axes)
{
    m_axes = axes;
    if (m_projection == MapProjection::LabelPlane)
        setProjection(m_projection);
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

void MapView::setColoring(Label label, std::array<double, 2> range)
{
    if (m_label != label)
        takeValues(label);
    m_colorRange = range;
    recolor();
}

void MapView::setColoring(std::vector<double> values, std::array<double, 2> range)
{
    m_label.reset();
    m_values = std::move(values);
    m_colorRange = range;
    recolor();
}

void MapView::setColorRange(std::array<double, 2> range)
{
    m_colorRange = range;
    recolor();
}

std::vector<double> MapView::densities() const
{
    constexpr double least = 1e-4;
    const DensityGrid grid(m_cloud->positions());
    std::vector<double> densities;
    for (const auto& position : m_cloud->positions())
        densities.push_back(std::log10(std::max(grid.at(position), least)));
    return densities;
}

void MapView::setContoursShown(bool shown)
{
    m_contoursShown = shown;
    drawContours();
}

std::size_t MapView::contourPieces() const
{
    return m_contours->count();
}

void MapView::drawContours()
{
    std::vector<QLineF> lines;
    if (m_contoursShown && m_atlas) {
        const DensityGrid grid(m_cloud->positions());
        for (const double share : { 0.2, 0.5, 0.8, 0.95 })
            std::ranges::copy(grid.contour(grid.levelAround(share)), std::back_inserter(lines));
    }
    m_contours->setLines(std::move(lines));
}

void MapView::takeValues(Label label)
{
    m_label = label;
    m_values.clear();
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        m_values.push_back(m_atlas->stars[star][label]);
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

QPointF MapView::placeOf(const Labels& labels) const
{
    const double x = labels[indexOf(m_axes.x)], y = labels[indexOf(m_axes.y)];
    return { m_axes.xIsReversed ? -x : x, m_axes.yIsReversed ? -y : y };
}

QPointF MapView::placeOf(const Atlas& atlas, std::size_t star) const
{
    if (m_projection == MapProjection::LabelPlane)
        return placeOf(atlas.stars[star].labels);
    return toPoint(m_projection == MapProjection::Umap ? atlas.mapPositions[star] : atlas.pcaPositions[star]);
}

QPointF MapView::placeOf(const NoiseDraw& draw) const
{
    return placeOf(MapStar { 0, {}, draw.mapPosition, draw.pcaPosition, draw.labels });
}

QPointF MapView::placeOf(const MapStar& star) const
{
    if (m_projection == MapProjection::LabelPlane)
        return placeOf(star.labels);
    return toPoint(m_projection == MapProjection::Umap ? star.umap : star.pca);
}

void MapView::recolor()
{
    const QRgb faint = plotTheme(palette()).faintText.rgb();
    const auto steps = colorStepsOf();
    const double scale = colorSteps / (m_colorRange[1] - m_colorRange[0]);
    std::vector<QRgb> colors(m_values.size(), faint);
    for (std::size_t star = 0; star < colors.size(); ++star) {
        const double step = (m_values[star] - m_colorRange[0]) * scale;
        if (std::isfinite(step))
            colors[star]
                = steps[static_cast<std::size_t>(std::clamp(step, 0.0, double { colorSteps }) + 0.5)];
    }
    if (!m_selection.stars.empty()) { // the others fade
        std::vector<std::uint8_t> isSelected(colors.size());
        for (const auto star : m_selection.stars)
            isSelected[star] = 1;
        for (std::size_t star = 0; star < colors.size(); ++star)
            if (!isSelected[star])
                colors[star] = faint;
    }
    m_cloud->setColors(std::move(colors));
    m_backdrop->setColors(faint);
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
    QList<QPointF> draws;
    for (const auto& draw : m_noise)
        draws << placeOf(draw);
    m_noiseDraws->replace(draws);
    nameTwins(names);
    m_links->replace(links);
    m_nirspecNeighbours->replace(nirspec);
    m_apogeeNeighbours->replace(apogee);
    m_selectedStar->replace(selected);
    m_openStars->replace(open);
    m_currentStar->replace(current);
    m_names->setNames(std::move(names), chart()->plotArea());
}

/// Real stars have names: the selected one and the neighbours bear theirs.
void MapView::nameTwins(std::vector<MapNames::Name>& names) const
{
    if (!m_starNames)
        return;
    const auto add = [&](std::size_t star) {
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

const MapStar* MapView::openStarAt(const QPointF& pixel) const
{
    const auto distance = [&](const MapStar& star) {
        const auto offset = m_cloud->toPixels(placeOf(star)) - pixel;
        return std::hypot(offset.x(), offset.y());
    };
    const auto nearest = std::ranges::min_element(m_open, {}, distance);
    return nearest != m_open.end() && distance(*nearest) <= reach ? &*nearest : nullptr;
}

QStringList MapView::openNamesAt(const QPointF& pixel) const
{
    QStringList names;
    for (const auto& star : m_open) {
        const auto offset = m_cloud->toPixels(placeOf(star)) - pixel;
        if (std::hypot(offset.x(), offset.y()) <= reach)
            names << star.name;
    }
    return names;
}

QString MapView::describe(std::size_t star) const
{
    return m_starNames ? m_starNames->describe(star)
                       : tr("Reference star %1\n%2").arg(star).arg(formatStar(m_atlas->stars[star]));
}

void MapView::pointed(const QPointF& pixel, const QPoint& onScreen)
{
    const auto star = m_cloud->nearest(pixel, reach);
    if (const auto names = openNamesAt(pixel); !names.isEmpty())
        QToolTip::showText(onScreen, names.join(QLatin1Char('\n')), this);
    else if (star >= 0)
        QToolTip::showText(onScreen, describe(static_cast<std::size_t>(star)), this);
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

void MapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !(m_selecting || event->modifiers().testFlag(Qt::ShiftModifier)))
        return PlaneView::mousePressEvent(event);
    m_lasso = QPolygonF { event->position() };
}

void MapView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_lasso.isEmpty())
        return PlaneView::mouseMoveEvent(event);
    m_lasso << event->position();
    viewport()->update();
}

void MapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_lasso.isEmpty())
        return PlaneView::mouseReleaseEvent(event);
    selectWithin();
    m_lasso.clear();
    viewport()->update();
}

/// A click without a way around anything lets go of what was selected.
void MapView::selectWithin()
{
    m_selection = {};
    constexpr int fewestCorners = 3;
    if (m_lasso.size() >= fewestCorners) {
        m_selection.stars = m_cloud->within(m_lasso);
        for (const auto& star : m_open)
            if (m_lasso.containsPoint(m_cloud->toPixels(placeOf(star)), Qt::OddEvenFill))
                m_selection.sources.push_back(star.id);
    }
    recolor();
    Q_EMIT selectionChanged();
}

void MapView::drawForeground(QPainter* painter, const QRectF& rect)
{
    PlaneView::drawForeground(painter, rect);
    if (m_projection == MapProjection::LabelPlane)
        drawLabelScales(*painter, chart()->plotArea(), range(), m_axes, plotTheme(palette()).text);
    if (m_lasso.size() > 1)
        drawLasso(*painter);
}

void MapView::drawLasso(QPainter& painter) const
{
    auto fill = plotTheme(palette()).openStar;
    painter.setPen(QPen(fill, 1.5));
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawPolygon(m_lasso);
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
    m_contours->setColors(theme.text, theme.background);
    auto linkColor = theme.neighbour;
    linkColor.setAlpha(130);
    m_links->setPen(QPen(linkColor, 1));
    for (auto* series : { m_nirspecNeighbours, m_apogeeNeighbours, m_selectedStar }) {
        series->setColor(Qt::transparent);
        series->setPen(QPen(theme.neighbour, series == m_selectedStar ? 2.5 : 1.5));
    }
    m_noiseDraws->setColor(theme.openStar);
    m_noiseDraws->setPen(QPen(theme.background, 0.5));
    for (auto* series : { m_openStars, m_currentStar }) {
        series->setColor(theme.openStar);
        series->setPen(QPen(theme.background, 1.5));
    }
}

} // namespace syzygy
