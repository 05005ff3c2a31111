// Colours of the map: by a label or any number, by density, of the theme.
#include "ui/common/colormap.h"
#include "ui/common/pointcloud.h"
#include "ui/common/theme.h"
#include "ui/map/contourlines.h"
#include "ui/map/densitygrid.h"
#include "ui/map/mapview.h"

#include <QChart>
#include <QLineSeries>
#include <QScatterSeries>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>

namespace syzygy {

namespace {

constexpr int colorSteps = 64;

std::array<QRgb, colorSteps + 1> colorStepsOf()
{
    std::array<QRgb, colorSteps + 1> colors;
    for (std::size_t step = 0; step < colors.size(); ++step)
        colors[step] = viridis(static_cast<double>(step) / colorSteps);
    return colors;
}

} // namespace

void MapView::setColoring(Label label, std::array<double, 2> range)
{
    if (m_label != label)
        takeValues(label);
    setScale(range, false);
}

void MapView::setColoring(std::vector<double> values, std::array<double, 2> range)
{
    m_label.reset();
    m_values = std::move(values);
    setScale(range, false);
}

void MapView::setColoringOfOpenStars(std::array<double, 2> range)
{
    if (!m_openAreColored) {
        m_label.reset();
        m_values.assign(m_atlas ? m_atlas->size() : 0, std::numeric_limits<double>::quiet_NaN());
    }
    setScale(range, true);
}

void MapView::setColorRange(std::array<double, 2> range)
{
    setScale(range, m_openAreColored);
}

void MapView::setScale(std::array<double, 2> range, bool ofOpenStars)
{
    const bool wereGrey = m_openAreColored;
    m_colorRange = range;
    m_openAreColored = ofOpenStars;
    if (!wereGrey || !ofOpenStars)
        recolor(); // a million stars that stay grey need it not
    colorOpenStars();
}

/// As the map's points where it is asked for, else all in one colour that no point has.
void MapView::colorOpenStars()
{
    const auto colorOf = [&](const MapStar& star) {
        const double step = (star.colored - m_colorRange[0]) / (m_colorRange[1] - m_colorRange[0]);
        return std::isfinite(step) ? QColor::fromRgb(viridis(std::clamp(step, 0.0, 1.0)))
                                   : plotTheme(palette()).faintText;
    };
    m_openStars->clearPointsConfiguration();
    m_currentStar->clearPointsConfiguration();
    if (!m_openAreColored)
        return;
    int index = 0;
    for (const auto& star : m_open)
        if (isPlaced(star)) {
            const bool isCurrent = star.id == m_current;
            (isCurrent ? m_currentStar : m_openStars)
                ->setPointConfiguration(isCurrent ? 0 : index++, QXYSeries::PointConfiguration::Color,
                                        colorOf(star));
        }
}

std::vector<double> MapView::densities() const
{
    constexpr double least = 1e-4;
    std::vector<double> densities;
    for (const auto& position : m_cloud->positions())
        densities.push_back(std::log10(std::max(density().at(position), least)));
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

const DensityGrid& MapView::density() const
{
    if (!m_density)
        m_density = std::make_shared<const DensityGrid>(m_cloud->positions());
    return *m_density;
}

void MapView::drawContours()
{
    constexpr std::array shares { 0.2, 0.5, 0.8, 0.95 };
    std::vector<QLineF> lines;
    if (m_contoursShown && m_atlas)
        for (const double level : density().levelsAround(shares, m_cloud->positions()))
            std::ranges::copy(density().contour(level), std::back_inserter(lines));
    m_contours->setLines(std::move(lines));
}

void MapView::takeValues(Label label)
{
    m_label = label;
    m_values.clear();
    for (std::size_t star = 0; m_atlas && star < m_atlas->size(); ++star)
        m_values.push_back(m_atlas->stars[star][label]);
}

void MapView::recolor()
{
    const auto theme = plotTheme(palette());
    const QRgb faint = (m_openAreColored ? theme.grid : theme.faintText).rgb(); // the open ones stand out
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
