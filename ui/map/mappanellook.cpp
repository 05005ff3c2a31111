// What colours the map, and how it is looked at.
#include "ui/common/format.h"
#include "ui/map/colorbar.h"
#include "ui/map/mappanel.h"

#include <QComboBox>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

bool MapPanel::isColoredByDensity() const
{
    return m_label->currentIndex() == m_label->count() - 1;
}

void MapPanel::showColors()
{
    ++m_columnRequest;
    Q_EMIT coloringChanged();
    Q_EMIT lookChanged();
    if (isColoredByDensity())
        return showDensity();
    const auto& quantity = chosen(*m_label);
    if (quantity.column)
        return showColumn(quantity);
    if (quantity.ofSource)
        return showSourceNumber(quantity);
    const auto& [low, high, histogram] = m_distributions[indexOf(*quantity.label)];
    m_view->setColoring(*quantity.label, showScale(quantity.brief, { low, high }));
}

std::optional<StarColumn> MapPanel::colorColumn() const
{
    return isColoredByDensity() ? std::nullopt : chosen(*m_label).column;
}

bool MapPanel::isColoredBySources() const
{
    return !isColoredByDensity() && chosen(*m_label).ofSource;
}

/// The open spectra by theirs, the stars grey.
void MapPanel::showSourceNumber(const MapQuantity& quantity)
{
    LabelDistribution whole { std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity() };
    for (const auto& source : m_sources)
        if (const double number = quantity.ofSource(source); std::isfinite(number)) {
            whole.low = std::min(whole.low, number);
            whole.high = std::max(whole.high, number);
        }
    showSources();
    m_view->setColoringOfOpenStars(
        showScale(quantity.brief, shownRange(whole.low <= whole.high ? whole : LabelDistribution())));
}

void MapPanel::showDensity()
{
    constexpr double emptiest = -2;
    m_view->setColoring(m_view->densities(), showScale(tr("lg density"), { emptiest, 0 }));
}

/// Of other stars, or in another plane.
void MapPanel::densityChanged()
{
    if (isColoredByDensity())
        showDensity();
}

std::array<double, 2> MapPanel::showScale(const QString& title, std::array<double, 2> whole)
{
    m_scaledColor = m_label->currentText();
    m_bar->setScale(title, whole[0], whole[1]);
    if (const auto kept = m_ranges.find(m_scaledColor); kept != m_ranges.end() && kept->second[0] < whole[1]
        && kept->second[1] > whole[0]) // of another atlas, perhaps
        m_bar->setRange(kept->second);
    return m_bar->range();
}

void MapPanel::keepRange()
{
    if (m_bar->isWhole())
        m_ranges.erase(m_scaledColor);
    else
        m_ranges[m_scaledColor] = m_bar->range();
    m_view->setColorRange(m_bar->range());
    Q_EMIT lookChanged();
}

void MapPanel::toggleContours()
{
    m_view->setContoursShown(!m_view->contoursShown());
    Q_EMIT lookChanged();
}

SavedSession::Map MapPanel::look() const
{
    return { m_wantedColor.isEmpty() ? m_label->currentText() : m_wantedColor,
             m_projection->currentText(),
             m_wantedAxes[0].isEmpty() ? m_x->currentText() : m_wantedAxes[0],
             m_wantedAxes[1].isEmpty() ? m_y->currentText() : m_wantedAxes[1],
             m_ranges,
             m_view->contoursShown() };
}

void MapPanel::setLook(const SavedSession::Map& look)
{
    if (look.layout.isEmpty())
        return; // an earlier session tells nothing of the map
    const auto choose = [](QComboBox& choices, const QString& text) {
        if (const int index = choices.findText(text); index >= 0)
            choices.setCurrentIndex(index);
    };
    m_ranges = look.ranges;
    m_wantedColor = look.color; // of an atlas that is not open yet, perhaps
    m_wantedAxes = { look.x, look.y };
    choose(*m_label, look.color);
    choose(*m_x, look.x);
    choose(*m_y, look.y);
    choose(*m_projection, look.layout);
    m_view->setContoursShown(look.hasContours);
    showColors();
}

} // namespace syzygy
