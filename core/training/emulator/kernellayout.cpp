#include "core/training/emulator/kernelsearch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace syzygy {

namespace {

namespace in = emulatorinput;

constexpr std::array atmosphere { in::inverseTemperature, in::gravity, in::iron, in::microturbulence };

bool isAtmosphere(std::int64_t input)
{
    return std::find(atmosphere.begin(), atmosphere.end(), input) != atmosphere.end();
}

// First guesses per standardised input; the search moves them by factors.
constexpr double scaleAlone = 0.5;
constexpr double scaleOfAll = 0.16;
constexpr double scaleTogether = 0.33;
constexpr double weightAlone = 1.0;
constexpr double weightOfOther = 0.3;

torch::Tensor atmosphereScales(double scale) // (D); 0 = does not look at the input
{
    auto row = torch::zeros({ in::count }, torch::kDouble);
    for (const auto input : atmosphere)
        row[input] = scale;
    return row;
}

torch::Tensor withInput(std::int64_t input)
{
    auto row = atmosphereScales(scaleTogether);
    row[input] = scaleAlone;
    return row;
}

} // namespace

KernelLayout emulatorKernelLayout()
{
    std::vector<torch::Tensor> rows { atmosphereScales(scaleAlone),
                                      torch::full({ in::count }, scaleOfAll, torch::kDouble) };
    for (std::int64_t input = 0; input < in::count; ++input)
        if (!isAtmosphere(input))
            rows.push_back(withInput(input));

    KernelLayout layout;
    layout.start.scales = torch::stack(rows);
    layout.mask = (layout.start.scales > 0).to(torch::kDouble);
    layout.start.scales = torch::where(layout.mask > 0, layout.start.scales, torch::ones_like(layout.mask));
    layout.start.logWeights
        = torch::full({ static_cast<std::int64_t>(rows.size()) }, std::log(weightOfOther), torch::kDouble);
    layout.start.logWeights[0] = std::log(weightAlone);
    return layout;
}

} // namespace syzygy
