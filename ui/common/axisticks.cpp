#include "ui/common/axisticks.h"

#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace syzygy {

double roundStep(double length, int count)
{
    const double raw = length / std::max(count, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double leading = raw / power;
    return power * (leading <= 1.0 ? 1.0 : leading <= 2.0 ? 2.0 : leading <= 5.0 ? 5.0 : 10.0);
}

int decimalsOfStep(double step)
{
    return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
}

void setAxisRange(QValueAxis& axis, double from, double to, int ticks)
{
    if (!(to > from) || !std::isfinite(to - from))
        return;
    const double step = roundStep(to - from, ticks);
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setTickInterval(std::max(step, axis.tickInterval())); // never many ticks between the two changes
    axis.setLabelFormat(QStringLiteral("%.%1f").arg(decimalsOfStep(step)));
    axis.setRange(from, to);
    axis.setTickInterval(step);
}

} // namespace syzygy
