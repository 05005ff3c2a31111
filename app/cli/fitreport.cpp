#include "app/cli/fitreport.h"

#include "app/cli/analysisreport.h"
#include "app/cli/textcolumns.h"
#include "core/analysis/disagreement.h"

#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr double angstromsPerMicron = 1e4;

std::vector<std::string> comparison(std::size_t label, const Analysis& analysis, const PhysicalFit& fit)
{
    const auto& encoder = analysis.estimates[label];
    Estimate fitted;
    fitted.value = fit.star.labels[label];
    fitted.sigma = fit.sigma[label];
    const double sigmas = sigmasApart(encoder, fitted.value, fitted.sigma);
    const auto name = static_cast<Label>(label);
    return { "  " + std::string(labelInfos[label].symbol), estimateText(name, encoder),
             estimateText(name, fitted), fmt::format("{:+.1f} σ", sigmas) };
}

} // namespace

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
