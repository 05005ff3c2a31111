#include "core/analysis/why.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace syzygy {

namespace {

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
