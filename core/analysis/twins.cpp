#include "core/analysis/twins.h"

#include "core/analysis/disagreement.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace syzygy {

TwinLabels twinLabels(const std::vector<AtlasNeighbour>& neighbours, const Atlas& atlas)
{
    std::set<std::size_t> stars; // one may be near by both of its spectra
    for (const auto& neighbour : neighbours)
        if (neighbour.star < atlas.size())
            stars.insert(neighbour.star);
    TwinLabels twins;
    twins.stars = stars.size();
    if (!twins.areTold())
        return twins;
    const auto count = static_cast<double>(stars.size());
    for (std::size_t k = 0; k < labelCount; ++k) {
        double squares = 0;
        for (const auto star : stars)
            twins.mean[k] += atlas.stars[star].labels[k] / count;
        for (const auto star : stars)
            squares += std::pow(atlas.stars[star].labels[k] - twins.mean[k], 2);
        twins.scatter[k] = std::sqrt(squares / (count - 1));
    }
    return twins;
}

bool twinsDisagree(Label label, const Analysis& analysis, const TwinLabels& twins)
{
    constexpr double apart = 3; // σ of both, as of the fit by physics
    const auto k = indexOf(label);
    const auto& estimate = analysis.estimates[k];
    return analysis.encoded && twins.areTold() && estimate.constrained
        && std::abs(sigmasApart(estimate, twins.mean[k], twins.scatter[k])) > apart;
}

std::vector<Flag> twinDisagreements(const Analysis& analysis, const TwinLabels& twins)
{
    std::vector<std::string> names;
    for (std::size_t k = 0; k < labelCount; ++k)
        if (twinsDisagree(static_cast<Label>(k), analysis, twins))
            names.push_back(fmt::format("{} ({:.{}f} ± {:.{}f})", labelInfos[k].symbol, twins.mean[k], labelInfos[k].unit == "K" ? 0 : 2,
                                        twins.scatter[k], labelInfos[k].unit == "K" ? 0 : 2));
    if (names.empty())
        return {};
    return { { Flag::Severity::Warning, "twins_disagree",
               fmt::format("The {} nearest reference stars have other labels, by more than 3 σ of both: {}.", twins.stars, fmt::join(names, ", ")) } };
}

} // namespace syzygy
