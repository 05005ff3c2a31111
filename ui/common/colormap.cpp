#include "ui/common/colormap.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

// Every sixteenth colour of the published table.
constexpr std::array<QRgb, 17> stops {
    qRgb(68, 1, 84),    qRgb(72, 24, 106),  qRgb(71, 45, 123),  qRgb(66, 64, 134),  qRgb(59, 82, 139),
    qRgb(51, 99, 141),  qRgb(44, 114, 142), qRgb(38, 130, 142), qRgb(33, 145, 140), qRgb(31, 160, 136),
    qRgb(40, 174, 128), qRgb(63, 188, 115), qRgb(94, 201, 98),  qRgb(132, 212, 75), qRgb(173, 220, 48),
    qRgb(216, 226, 25), qRgb(253, 231, 37),
};

int between(int a, int b, double share)
{
    return static_cast<int>(std::lround(a + (b - a) * share));
}

} // namespace

QRgb viridis(double position)
{
    if (std::isnan(position))
        return qRgb(128, 128, 128);
    const double place = std::clamp(position, 0.0, 1.0) * (stops.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const double share = place - static_cast<double>(index);
    const QRgb a = stops[index], b = stops[index + 1];
    return qRgb(between(qRed(a), qRed(b), share), between(qGreen(a), qGreen(b), share),
                between(qBlue(a), qBlue(b), share));
}

} // namespace syzygy
