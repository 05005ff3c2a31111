#include "app/cli/fitreport.h"

#include "app/cli/analysisreport.h"
#include "app/cli/textcolumns.h"
#include "core/analysis/disagreement.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr double angstromsPerMicron = 1e4;

std::string number(std::size_t label, double value)
{
    return fmt::format("{:.{}f}", value, label == 0 ? 1 : 4);
}

std::vector<std::string> comparison(std::size_t label, const Analysis& analysis, const PhysicalFit& fit)
{
    const auto& encoder = analysis.estimates[label];
    Estimate fitted;
    fitted.value = fit.star.labels[label];
    fitted.sigma = fit.sigma[label];
    const double sigmas = (fitted.value - encoder.value) / std::hypot(fitted.sigma, encoder.sigma);
    const auto name = static_cast<Label>(label);
    return { "  " + std::string(labelInfos[label].symbol), estimateText(name, encoder),
             estimateText(name, fitted), fmt::format("{:+.1f} σ", sigmas) };
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

std::string fitReport(const Analysis& analysis, const PhysicalFit& fit)
{
    auto text = fmt::format(
        "  fit of the emulator: velocity {:.1f} ± {:.1f} km/s, line spread {:.2f} Å FWHM, χ²/n {:.2f}, {}\n",
        fit.velocity, fit.velocitySigma, angstromsPerMicron * fit.fwhm, fit.reducedChiSquare,
        fit.converged ? "converged" : "not converged");
    std::vector<std::vector<std::string>> rows { { "  label", "encoders", "fit", "difference" } };
    for (std::size_t k = 0; k < labelCount; ++k)
        rows.push_back(comparison(k, analysis, fit));
    text += alignedColumns(rows);
    for (const auto& flag : disagreements(analysis, fit))
        text += fmt::format("  {}: {}\n", nameOf(flag.severity), flag.words);
    return text;
}

} // namespace syzygy
