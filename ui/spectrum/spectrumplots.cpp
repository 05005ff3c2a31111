#include "ui/spectrum/spectrumplots.h"

#include <QSignalBlocker>

namespace syzygy {

SpectrumPlots::SpectrumPlots(QWidget* parent)
    : QSplitter(Qt::Vertical, parent)
    , m_flux(new FluxPlot)
    , m_residuals(new ResidualPlot)
{
    setChildrenCollapsible(false);
    setHandleWidth(2);
    m_flux->setMinimumHeight(120);
    m_residuals->setMinimumHeight(104);
    addWidget(m_flux);
    addWidget(m_residuals);
    setStretchFactor(0, 4);
    setStretchFactor(1, 1);
    connect(m_flux, &WavelengthView::rangeChanged, m_residuals, [this](double from, double to) {
        const QSignalBlocker blocker(m_residuals);
        m_residuals->setRange(from, to);
    });
    connect(m_residuals, &WavelengthView::rangeChanged, m_flux, &WavelengthView::setRange);
    connect(m_flux, &WavelengthView::hovered, this, &SpectrumPlots::hovered);
    connect(m_residuals, &WavelengthView::hovered, this, &SpectrumPlots::hovered);
}

void SpectrumPlots::setCursor(double wavelength)
{
    m_flux->setCursor(wavelength);
    m_residuals->setCursor(wavelength);
}

void SpectrumPlots::fitRange()
{
    const auto& trace = m_flux->content().flux;
    if (!trace.runs.empty())
        m_flux->setFullRange(trace.wavelength[trace.runs.front().first],
                             trace.wavelength[trace.runs.back().last - 1]);
}

} // namespace syzygy
