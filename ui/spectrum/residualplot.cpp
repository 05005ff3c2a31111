#include "ui/spectrum/residualplot.h"

#include "ui/common/theme.h"

#include <QChart>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace syzygy {

ResidualPlot::ResidualPlot(QWidget* parent)
    : WavelengthView(parent)
    , m_zero(*chart(), xAxis(), yAxis())
    , m_line(*chart(), xAxis(), yAxis())
{
    setVerticalTitle(tr("Δ / σ"));
}

void ResidualPlot::setResiduals(Trace residuals, bool isInSigma)
{
    m_isInSigma = isInSigma;
    setVerticalTitle(isInSigma ? tr("Δ / σ") : tr("Δ flux"));
    m_residuals = std::move(residuals);
    redraw();
}

void ResidualPlot::redraw()
{
    const auto theme = plotTheme(palette());
    m_line.setPen(QPen(theme.flux, 1));
    m_zero.setPen(QPen(theme.faintText, 1, Qt::DashLine));

    const auto [low, high] = robustRange(m_residuals, range()[0], range()[1]);
    const double least = m_isInSigma ? 5.0 : 0.02;
    const double reach
        = m_residuals.runs.empty() ? least : std::max({ least, std::abs(low), std::abs(high) });
    setVerticalRange(-reach, reach);

    m_line.replace(thinnedRuns(m_residuals, range()[0], range()[1], columns()));
    m_zero.replace({ { { range()[0], 0 }, { range()[1], 0 } } });
}

} // namespace syzygy
