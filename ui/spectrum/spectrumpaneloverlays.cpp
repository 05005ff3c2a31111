// What is laid over the spectrum, and the residuals of any two.
#include "ui/spectrum/overlaybar.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/spectrum/spectrumplots.h"

#include <algorithm>
#include <array>

namespace syzygy {

namespace {

std::size_t leastUsedColor(const std::vector<Overlay>& overlays)
{
    std::array<int, overlayColors> uses {};
    for (const auto& overlay : overlays)
        ++uses[overlay.color];
    return static_cast<std::size_t>(std::ranges::min_element(uses) - uses.begin());
}

} // namespace

void SpectrumPanel::connectOverlays()
{
    const auto change = [this](int index, auto&& what) {
        if (index < 0 || static_cast<std::size_t>(index) >= m_overlays.size())
            return;
        what(m_overlays.begin() + index);
    };
    connect(m_overlayBar, &OverlayBar::offsetChosen, this, [this, change](int index, double offset) {
        change(index, [offset](auto overlay) { overlay->offset = offset; });
        rebuild();
    });
    connect(m_overlayBar, &OverlayBar::removed, this, [this, change](int index) {
        change(index, [this](auto overlay) { m_overlays.erase(overlay); });
        overlaysChanged();
    });
    connect(m_overlayBar, &OverlayBar::cleared, this, [this] {
        m_overlays.clear();
        overlaysChanged();
    });
    connect(m_overlayBar, &OverlayBar::pairChosen, this, &SpectrumPanel::showResiduals);
}

void SpectrumPanel::addOverlay(const QString& name, PreparedSpectrum spectrum)
{
    const auto same = std::ranges::find(m_overlays, name, &Overlay::name);
    if (same != m_overlays.end())
        same->spectrum = std::move(spectrum);
    else
        m_overlays.push_back({ name, std::move(spectrum), 0, leastUsedColor(m_overlays) });
    overlaysChanged();
}

void SpectrumPanel::removeOverlay(const QString& name)
{
    if (std::erase_if(m_overlays, [&](const Overlay& overlay) { return overlay.name == name; }) > 0)
        overlaysChanged();
}

void SpectrumPanel::overlaysChanged()
{
    m_overlayBar->setOverlays(m_overlays);
    rebuild();
}

std::optional<PreparedSpectrum> SpectrumPanel::partner(int index) const
{
    if (!m_source || !m_source->isEncoded())
        return std::nullopt;
    if (index >= 2 && static_cast<std::size_t>(index - 2) < m_overlays.size())
        return m_overlays[static_cast<std::size_t>(index - 2)].spectrum;
    auto own = m_source->analysis->prepared;
    if (index == 0)
        return own;
    const auto flux = comparisonFlux();
    if (flux.size() != own.grid.size)
        return std::nullopt;
    own.flux.assign(flux.begin(), flux.end());
    own.error.assign(own.grid.size, 0);
    return own;
}

void SpectrumPanel::showResiduals()
{
    const auto pair = m_overlayBar->pair();
    const auto a = partner(pair[0]), b = partner(pair[1]);
    m_residuals = a && b ? differenceOf(*a, *b, shownFrame(), velocity()) : Difference {};
    m_plots->residuals().setResiduals(m_residuals.trace, m_residuals.isInSigma);
}

} // namespace syzygy
