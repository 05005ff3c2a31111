#include "core/analysis/doubts.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

Flag contradiction(const GivenLabel& given, const Estimate& alone, double tension)
{
    const auto& info = infoOf(given.label);
    const int decimals = info.unit == "K" ? 0 : 2;
    return {
        Flag::Severity::Warning, "contradicts_given",
        fmt::format(
            "The spectrum alone says {} = {:.{}f} ± {:.{}f} {}, {:.1f} σ from the {:.{}f} ± {:.{}f} given.",
            info.symbol, alone.value, decimals, alone.sigma, decimals, info.unit, std::abs(tension),
            given.value, decimals, given.sigma, decimals)
    };
}

Flag partsDisagree(const PartTension& tension, double border)
{
    const auto& info = infoOf(tension.label);
    const int decimals = info.unit == "K" ? 0 : 2;
    return { Flag::Severity::Warning, "parts_disagree",
             fmt::format("Below {:.2f} µm it says {} = {:.{}f} ± {:.{}f} {}, above it {:.{}f} ± {:.{}f}: "
                         "{:.1f} σ apart; look for a second star, a wrong extraction "
                         "or a part that is not of this star.",
                         border, info.symbol, tension.value[0], decimals, tension.sigma[0], decimals,
                         info.unit, tension.value[1], decimals, tension.sigma[1], decimals, tension.size()) };
}

Flag linesTooBroad(double broadening)
{
    return { Flag::Severity::Warning, "lines_too_broad",
             fmt::format("Its lines are {:.1f} times as broad as those of such a star: a lower resolution "
                         "than the mode has, or rotation; [Fe/H] and "
                         "abundances come out wrong, mostly too low.",
                         broadening) };
}

Flag twoVelocities(const SecondVelocity& second)
{
    return { Flag::Severity::Warning, "two_velocities",
             fmt::format("The lines of a star stand at {:.0f} km/s too, with {:.0f} % of the weight of the "
                         "first: two stars, or two slits in one; the labels are of neither.",
                         second.velocity, 100 * second.share) };
}

} // namespace syzygy
