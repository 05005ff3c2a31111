#include "ui/spectrum/whyplot.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QChart>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// The trace with only what is above zero, or below.
Trace half(Trace trace, bool above, double scale)
{
    for (auto& value : trace.value)
        value = (above ? std::max(value, 0.0) : std::min(value, 0.0)) / scale;
    return trace;
}

/// Lines that are drawn from the same pixels as these: (x of each, y of each).
PointRuns onZero(PointRuns runs)
{
    for (auto& run : runs)
        for (auto& point : run)
            point.setY(0);
    return runs;
}

} // namespace

WhyPlot::WhyPlot(QWidget* parent)
    : WavelengthView(parent)
    , m_up(*chart(), xAxis(), yAxis())
    , m_down(*chart(), xAxis(), yAxis())
    , m_zero(*chart(), xAxis(), yAxis())
{
    constexpr double small = 0.7; // Qt Charts puts dots where numbers have no room one above the other
    auto font = yAxis().labelsFont();
    font.setPointSizeF(small * font.pointSizeF());
    yAxis().setLabelsFont(font);
    setTitled(false);
}

void WhyPlot::setPull(Trace pull, const QString& unit)
{
    m_pull = std::move(pull);
    double largest = 0;
    for (const double value : m_pull.value)
        largest = std::max(largest, std::abs(value));
    constexpr double small = 0.05;
    const int exponent
        = largest > 0 && largest < small ? static_cast<int>(std::floor(std::log10(largest))) : 0;
    m_scale = std::pow(10.0, exponent);
    setVerticalTitle(unit.isEmpty()      ? QString()
                         : exponent == 0 ? tr("pull, %1").arg(unit)
                                         : tr("pull, %1 %2").arg(powerOfTen(exponent), unit));
    redraw();
}

void WhyPlot::redraw()
{
    const auto theme = plotTheme(palette());
    auto up = theme.reference, down = theme.fit;
    up.setAlpha(190);
    down.setAlpha(190);
    m_up.setColor(up);
    m_down.setColor(down);
    m_zero.setPen(QPen(theme.faintText, 1, Qt::DashLine));
    double reach = 0;
    for (std::size_t i = 0; i < m_pull.value.size(); ++i)
        if (m_pull.wavelength[i] >= range()[0] && m_pull.wavelength[i] <= range()[1])
            reach = std::max(reach, std::abs(m_pull.value[i]));
    reach = reach > 0 ? 1.1 * reach / m_scale : 1;
    setVerticalRange(-reach, reach);
    const auto above = thinnedRuns(half(m_pull, true, m_scale), range()[0], range()[1], columns());
    const auto below = thinnedRuns(half(m_pull, false, m_scale), range()[0], range()[1], columns());
    m_up.replace(onZero(above), above);
    m_down.replace(below, onZero(below));
    m_zero.replace({ { { range()[0], 0 }, { range()[1], 0 } } });
}

} // namespace syzygy
