#include "core/nn/halfcomparison.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::int64_t mostComponents = 96;
constexpr float alike
    = 2.5F; ///< σ of both, as the fits state them; none of 650 beyond disagreeingParts is below it

std::int64_t countFor(const Branch& branch)
{
    return std::min(mostComponents, branch.front.components());
}

/// Where the wholes' fits ended, of the leading coefficients.
std::vector<Tangent> startsOf(const std::vector<Cut>& cuts, const ComponentFit& fits, std::int64_t components)
{
    std::vector<Tangent> starts;
    for (int half = 0; half < 2; ++half)
        for (const auto& cut : cuts) {
            const auto& whole = fits.tangents[static_cast<std::size_t>(cut.row)];
            starts.push_back({ whole.parameters, whole.columns.topRows(components) });
        }
    return starts;
}

} // namespace

HalfComparison::HalfComparison(const Branch& branch)
    : m_front(branch.front.leading(countFor(branch)))
    , m_model(branch.model.leading(countFor(branch)))
{
}

std::vector<Cut> HalfComparison::doubtful(const std::vector<Cut>& cuts, const Projection& wholes,
                                          const ComponentFit& fits, double lineError) const
{
    const auto count = static_cast<std::int64_t>(cuts.size());
    const auto halves
        = fitComponents(m_model, m_front, projectHalves(m_front, cuts, wholes),
                        torch::full({ 2 * count }, lineError), startsOf(cuts, fits, m_front.components()));
    constexpr std::int64_t compared = 3; // Teff, log g, [Fe/H]
    const auto values = halves.parameters.slice(1, 0, compared).view({ 2, count, compared }),
               sigma = halves.sigma.slice(1, 0, compared).view({ 2, count, compared });
    const auto tension = ((values[0] - values[1]) / torch::hypot(sigma[0], sigma[1])).abs().amax(1);
    std::vector<Cut> doubtful;
    for (std::int64_t i = 0; i < count; ++i)
        if (!(tension[i].item<float>() < alike))
            doubtful.push_back(cuts[static_cast<std::size_t>(i)]);
    return doubtful;
}

} // namespace syzygy
