#include "ui/spectrum/spectrumplots.h"

#include <QShortcut>
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
    connectPlots();
    connect(new QShortcut(QKeySequence::Back, this), &QShortcut::activated, this, [this] { show(m_history.back(m_flux->range())); });
    connect(new QShortcut(QKeySequence::Forward, this), &QShortcut::activated, this, [this] { show(m_history.forward(m_flux->range())); });
}

void SpectrumPlots::connectPlots()
{
    connect(m_flux, &WavelengthView::rangeChanged, m_residuals, [this](double from, double to) {
        const QSignalBlocker blocker(m_residuals);
        m_residuals->setRange(from, to);
    });
    connect(m_residuals, &WavelengthView::rangeChanged, m_flux, &WavelengthView::setRange);
    for (const auto* plot : { static_cast<WavelengthView*>(m_flux), static_cast<WavelengthView*>(m_residuals) }) {
        connect(plot, &WavelengthView::hovered, this, &SpectrumPlots::hovered);
        connect(plot, &WavelengthView::gestureBegins, this, [this] { m_history.leave(m_flux->range()); });
    }
}

void SpectrumPlots::setCursor(double wavelength)
{
    m_flux->setCursor(wavelength);
    m_residuals->setCursor(wavelength);
}

void SpectrumPlots::fitRange()
{
    m_history.clear();
    const auto& trace = m_flux->content().flux;
    if (!trace.runs.empty())
        m_flux->setFullRange(trace.wavelength[trace.runs.front().first],
                             trace.wavelength[trace.runs.back().last - 1]);
}

} // namespace syzygy
