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
    if (stars.size() < fewestTwins)
        return {};
    TwinLabels twins;
    const auto count = static_cast<double>(stars.size());
    for (std::size_t k = 0; k < labelCount; ++k) {
        double mean = 0, squares = 0;
        for (const auto star : stars)
            mean += atlas.stars[star].labels[k] / count;
        for (const auto star : stars)
            squares += std::pow(atlas.stars[star].labels[k] - mean, 2);
        twins[k] = TwinLabel { mean, std::sqrt(squares / (count - 1)), stars.size() };
    }
    return twins;
}

bool twinsDisagree(Label label, const Analysis& analysis, const TwinLabels& twins)
{
    constexpr double apart = 3; // σ of both, as of the fit by physics
    const auto k = indexOf(label);
    const auto& estimate = analysis.estimates[k];
    return analysis.encoded && twins[k] && estimate.constrained
        && std::abs(sigmasApart(estimate, twins[k]->value, twins[k]->scatter)) > apart;
}

std::vector<Flag> twinDisagreements(const Analysis& analysis, const TwinLabels& twins)
{
    std::vector<std::string> names;
    std::size_t stars = 0;
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!twinsDisagree(static_cast<Label>(k), analysis, twins))
            continue;
        const int decimals = labelInfos[k].unit == "K" ? 0 : 2;
        names.push_back(fmt::format("{} ({:.{}f} ± {:.{}f})", labelInfos[k].symbol, twins[k]->value, decimals,
                                    twins[k]->scatter, decimals));
        stars = std::max(stars, twins[k]->stars);
    }
    if (names.empty())
        return {};
    return { { Flag::Severity::Warning, "twins_disagree",
               fmt::format("The {} nearest stars have other labels, by more than 3 σ of both: {}.", stars,
                           fmt::join(names, ", ")) } };
}

} // namespace syzygy
