#include "core/analysis/parts.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

std::optional<std::size_t> middleOf(const PreparedSpectrum& prepared, std::size_t leastPixels)
{
    const auto used = static_cast<std::size_t>(
        std::ranges::count_if(prepared.mask, [](auto value) { return value != 0; }));
    if (used < 2 * leastPixels)
        return {};
    std::size_t middle = 0;
    for (std::size_t seen = 0; seen < used / 2 || prepared.mask[middle] == 0; ++middle)
        seen += prepared.mask[middle] != 0;
    return middle;
}

double PartTension::size() const
{
    return std::abs(value[0] - value[1]) / std::hypot(sigma[0], sigma[1]);
}

PartTension largestTension(const std::array<JointLabels, 2>& halves)
{
    PartTension largest;
    double size = -1;
    for (const auto label : { Label::Teff, Label::Logg, Label::FeH }) {
        const auto k = indexOf(label);
        const PartTension tension { label,
                                    { halves[0].value[k], halves[1].value[k] },
                                    { halves[0].sigma[k], halves[1].sigma[k] } };
        if (tension.size() > size) {
            size = tension.size();
            largest = tension;
        }
    }
    return largest;
}

} // namespace syzygy
