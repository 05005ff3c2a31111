#include "core/analysis/fittable.h"

#include "core/analysis/disagreement.h"

#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr double angstromsPerMicron = 1e4;

std::string number(std::size_t label, double value)
{
    return fmt::format("{:.{}f}", value, labelInfos[label].unit == "K" ? 1 : 4);
}

} // namespace

std::vector<std::string> fitColumns()
{
    std::vector<std::string> columns;
    for (const auto& info : labelInfos) {
        columns.push_back(fmt::format("fit_{}", info.key));
        columns.push_back(fmt::format("fit_{}_err", info.key));
    }
    columns.insert(columns.end(), { "fit_velocity_km_s", "fit_fwhm_angstrom", "fit_chi2", "fit_flags" });
    return columns;
}

std::vector<std::string> fitCells(const Analysis& analysis, const PhysicalFit& fit)
{
    std::vector<std::string> cells;
    for (std::size_t k = 0; k < labelCount; ++k) {
        cells.push_back(number(k, fit.star.labels[k]));
        cells.push_back(number(k, fit.sigma[k]));
    }
    cells.push_back(fmt::format("{:.2f}", fit.velocity));
    cells.push_back(fmt::format("{:.3f}", angstromsPerMicron * fit.fwhm));
    cells.push_back(fmt::format("{:.3f}", fit.reducedChiSquare));
    std::vector<std::string> keys;
    for (const auto& flag : disagreements(analysis, fit))
        keys.push_back(flag.key);
    cells.push_back(fmt::format("{}", fmt::join(keys, ";")));
    return cells;
}

std::vector<std::string> noFitCells()
{
    return std::vector<std::string>(fitColumns().size());
}

} // namespace syzygy
