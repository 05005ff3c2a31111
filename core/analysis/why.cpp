#include "core/analysis/why.h"

#include "core/latent/atlas.h"

#include <algorithm>

namespace syzygy {

namespace {

constexpr std::size_t mostTwins = 6;

/// The nearest stars, each once.
std::vector<StellarParameters> twinsOf(const Analyzer& analyzer, const Analysis& analysis)
{
    std::vector<std::size_t> rows;
    for (const auto& neighbour : analysis.neighbours)
        if (rows.size() < mostTwins && std::ranges::find(rows, neighbour.star) == rows.end())
            rows.push_back(neighbour.star);
    std::vector<StellarParameters> twins;
    for (const auto row : rows)
        twins.push_back(analyzer.atlas().stars[row]);
    return twins;
}

std::vector<float> meanSpectrum(const Analyzer& analyzer, const Analysis& analysis)
{
    const auto twins = twinsOf(analyzer, analysis);
    if (twins.empty())
        return std::vector<float>(analysis.prepared.grid.size, 1);
    std::vector<float> mean(analysis.prepared.grid.size);
    for (const auto& spectrum : analyzer.referenceSpectra(twins, analysis.prepared.grid))
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += spectrum.flux[i] / static_cast<float>(twins.size());
    return mean;
}

} // namespace

Why whyOf(const Analyzer& analyzer, const Analysis& analysis, Label label)
{
    Why why { label, analyzer.gradient(analysis, label), meanSpectrum(analyzer, analysis) };
    for (std::size_t i = 0; i < why.pull.size(); ++i)
        why.pull[i] *= analysis.prepared.mask[i] ? analysis.prepared.flux[i] - why.mean[i] : 0;
    return why;
}

} // namespace syzygy
