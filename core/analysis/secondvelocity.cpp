#include "core/analysis/secondvelocity.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

std::optional<SecondVelocity> secondVelocityOf(const Velocity& velocity)
{
    constexpr double wings = 150; // km/s: nearer, lines of both blend into broader ones
    const auto& curve = velocity.chiSquare;
    if (velocity.source == Velocity::Source::Given || curve.size() < 3)
        return {};
    const double flat = medianOf(curve), best = *std::ranges::min_element(curve);
    std::optional<SecondVelocity> second;
    for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
        const bool isMinimum = curve[i] < curve[i - 1] && curve[i] <= curve[i + 1];
        const double share = (flat - curve[i]) / (flat - best);
        if (isMinimum && std::abs(velocity.trialVelocities[i] - velocity.value) > wings
            && (!second || share > second->share))
            second = SecondVelocity { velocity.trialVelocities[i], share };
    }
    return second;
}

} // namespace syzygy
