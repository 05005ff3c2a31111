#include "core/analysis/why.h"

#include "core/latent/atlas.h"

#include <algorithm>
#include <cmath>

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

/// The nearest of ascending wavelengths, if it is within reach.
std::size_t nearestLine(std::span<const double> lines, double wavelength, double reach)
{
    const auto above = std::ranges::lower_bound(lines, wavelength);
    auto best = lines.size();
    for (const auto candidate : { above, above == lines.begin() ? lines.end() : above - 1 })
        if (candidate != lines.end() && std::abs(*candidate - wavelength) <= reach) {
            reach = std::abs(*candidate - wavelength);
            best = static_cast<std::size_t>(candidate - lines.begin());
        }
    return best;
}

} // namespace

Why whyOf(const Analyzer& analyzer, const Analysis& analysis, Label label)
{
    Why why { label, analyzer.gradient(analysis, label), meanSpectrum(analyzer, analysis) };
    for (std::size_t i = 0; i < why.pull.size(); ++i)
        why.pull[i] *= analysis.prepared.mask[i] ? analysis.prepared.flux[i] - why.mean[i] : 0;
    return why;
}

std::vector<LinePull> strongestLines(const Why& why, const ModelGrid& grid, std::span<const double> lines,
                                     std::size_t count, double reach)
{
    std::vector<double> sums(lines.size());
    for (std::size_t i = 0; i < why.pull.size(); ++i)
        if (const auto line = nearestLine(lines, grid.wavelength(i), reach); line < lines.size())
            sums[line] += static_cast<double>(why.pull[i]);
    std::vector<LinePull> found;
    for (std::size_t line = 0; line < sums.size(); ++line)
        if (sums[line] != 0)
            found.push_back({ line, sums[line] });
    std::ranges::stable_sort(found, std::greater<>(),
                             [](const LinePull& pull) { return std::abs(pull.pull); });
    found.resize(std::min(found.size(), count));
    return found;
}

} // namespace syzygy
