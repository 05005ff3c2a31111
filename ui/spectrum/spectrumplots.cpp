#include "ui/spectrum/spectrumplots.h"

#include <QShortcut>
#include <QSignalBlocker>

namespace syzygy {

SpectrumPlots::SpectrumPlots(QWidget* parent)
    : QSplitter(Qt::Vertical, parent)
    , m_flux(new FluxPlot)
    , m_why(new WhyPlot)
    , m_residuals(new ResidualPlot)
{
    setChildrenCollapsible(false);
    setHandleWidth(2);
    m_flux->setMinimumHeight(120);
    m_residuals->setMinimumHeight(104);
    addWidget(m_flux);
    m_why->setMinimumHeight(70);
    addWidget(m_why);
    addWidget(m_residuals);
    m_why->hide();
    setStretchFactor(0, 4);
    setStretchFactor(1, 1);
    setStretchFactor(2, 1);
    connectPlots();
    connect(new QShortcut(QKeySequence::Back, this), &QShortcut::activated, this,
            [this] { show(m_history.back(m_flux->plotRange())); });
    connect(new QShortcut(QKeySequence::Forward, this), &QShortcut::activated, this,
            [this] { show(m_history.forward(m_flux->plotRange())); });
}

void SpectrumPlots::connectPlots()
{
    for (auto* const other :
         { static_cast<WavelengthView*>(m_why), static_cast<WavelengthView*>(m_residuals) }) {
        connect(m_flux, &WavelengthView::rangeChanged, other, [other](double from, double to) {
            const QSignalBlocker blocker(other);
            other->setRange(from, to);
        });
        connect(other, &WavelengthView::rangeChanged, m_flux, &WavelengthView::setRange);
    }
    for (const auto* plot : { static_cast<WavelengthView*>(m_flux), static_cast<WavelengthView*>(m_why),
                              static_cast<WavelengthView*>(m_residuals) }) {
        connect(plot, &WavelengthView::hovered, this, &SpectrumPlots::hovered);
        connect(plot, &WavelengthView::gestureBegins, this, [this] { m_history.leave(m_flux->plotRange()); });
    }
}

void SpectrumPlots::setCursor(double wavelength)
{
    m_flux->setCursor(wavelength);
    m_why->setCursor(wavelength);
    m_residuals->setCursor(wavelength);
}

void SpectrumPlots::show(const PlotRange& range)
{
    m_flux->setVertical(range.y);
    m_flux->setRange(range.x[0], range.x[1]);
}

void SpectrumPlots::goTo(const std::array<double, 2>& range)
{
    m_history.leave(m_flux->plotRange());
    show({ range });
}

void SpectrumPlots::setScale(const WavelengthScale& scale)
{
    m_flux->setScale(scale);
    m_why->setScale(scale);
    m_residuals->setScale(scale);
}

void SpectrumPlots::fitRange()
{
    m_history.clear();
    const auto& trace = m_flux->content().flux;
    if (trace.runs.empty())
        return;
    const double from = trace.wavelength[trace.runs.front().first],
                 to = trace.wavelength[trace.runs.back().last - 1];
    for (auto* plot : { static_cast<WavelengthView*>(m_flux), static_cast<WavelengthView*>(m_why),
                        static_cast<WavelengthView*>(m_residuals) })
        plot->setFullRange(from, to);
}

} // namespace syzygy
