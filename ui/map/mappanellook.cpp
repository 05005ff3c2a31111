// What colours the map, and how it is looked at.
#include "ui/common/format.h"
#include "ui/map/colorbar.h"
#include "ui/map/mappanel.h"

#include <QComboBox>

#include <algorithm>

namespace syzygy {

bool MapPanel::isColoredByDensity() const
{
    return m_label->currentIndex() == m_label->count() - 1;
}

void MapPanel::showColors()
{
    const auto index = static_cast<std::size_t>(std::max(0, m_label->currentIndex()));
    ++m_columnRequest;
    Q_EMIT coloringChanged();
    Q_EMIT lookChanged();
    if (isColoredByDensity())
        return showDensity();
    if (index >= labelCount)
        return showColumn(index - labelCount);
    const auto& [low, high, histogram] = m_distributions[index];
    const auto label = static_cast<Label>(index);
    m_view->setColoring(label, showScale(titleOf(label), { low, high }));
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
             m_x->currentText(),
             m_y->currentText(),
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
    choose(*m_label, look.color);
    choose(*m_x, look.x);
    choose(*m_y, look.y);
    choose(*m_projection, look.layout);
    m_view->setContoursShown(look.hasContours);
    showColors();
}

} // namespace syzygy
