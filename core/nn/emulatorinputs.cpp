#include "core/nn/emulatorprocess.h"

#include <algorithm>

namespace syzygy {

namespace {

// log n(X)/n(H) + 12 of the Sun, Grevesse, Asplund & Sauval (2007, Space Sci. Rev. 130, 105).
constexpr double solarCarbon = 8.39;
constexpr double solarOxygen = 8.66;
// Keeps the logarithm finite for stars near C/O = 1, which the emulator does not cover.
constexpr double smallestFreeShare = 0.02;

torch::Tensor column(const torch::Tensor& parameters, Label label)
{
    return parameters.select(1, static_cast<std::int64_t>(indexOf(label))).unsqueeze(1);
}

torch::Tensor freeOxygenOf(const torch::Tensor& carbon, const torch::Tensor& oxygen) // [C/H], [O/H]
{
    const auto numberOfCarbon = torch::pow(10.0, carbon + (solarCarbon - solarOxygen));
    const auto numberOfOxygen = torch::pow(10.0, oxygen);
    return torch::log10(torch::maximum(numberOfOxygen - numberOfCarbon, smallestFreeShare * numberOfOxygen));
}

} // namespace

torch::Tensor toTensor(std::span<const StellarParameters> stars)
{
    auto tensor = torch::empty({ static_cast<std::int64_t>(stars.size()), parameterCount }, torch::kDouble);
    auto* values = tensor.data_ptr<double>();
    for (const auto& star : stars) {
        values = std::copy(star.labels.begin(), star.labels.end(), values);
        *values++ = star.vmic;
        *values++ = star.logC12C13;
    }
    return tensor;
}

torch::Tensor shiftOf(const LineList& list)
{
    const auto moved = seenBy(list, StellarParameters { {}, 0, 0 });
    return toTensor({ &moved, 1 });
}

torch::Tensor emulatorInputs(const torch::Tensor& parameters)
{
    const auto iron = column(parameters, Label::FeH);
    const auto abundances = parameters.slice(1, indexOf(Label::C), labelCount) + iron; // (N, 17)
    const auto freeOxygen
        = freeOxygenOf(column(parameters, Label::C) + iron, column(parameters, Label::O) + iron);
    return torch::cat({ 5040.0 / column(parameters, Label::Teff), column(parameters, Label::Logg), iron,
                        abundances, parameters.slice(1, labelCount, parameterCount), freeOxygen },
                      1);
}

} // namespace syzygy
