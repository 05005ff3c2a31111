#include "core/analysis/disagreement.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>

namespace syzygy {

namespace {

constexpr double apartSigmas = 3;
constexpr double leastVelocityDifference = 10; ///< km/s: below it, the labels do not mind
constexpr double poorChiSquare = 2.5;          ///< per pixel, with 0.4 % allowed for line data and emulator
constexpr std::size_t mostNamed = 4;

struct Difference {
    double sigmas = 0; ///< of both, absolute
    std::string words;
};

/// Fit − encoders of the labels that are too far apart, worst first.
std::vector<Difference> labelsApart(const Analysis& analysis, const PhysicalFit& fit)
{
    std::vector<Difference> apart;
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& estimate = analysis.estimates[k];
        const double difference = fit.star.labels[k] - estimate.value;
        const double sigmas = std::abs(difference) / std::hypot(estimate.sigma, fit.sigma[k]);
        if (!estimate.constrained || !(sigmas > apartSigmas))
            continue;
        const auto& [key, symbol, unit] = labelInfos[k];
        apart.push_back({ sigmas,
                          fmt::format("{} ({:+.{}f} {}, {:.1f} σ)", symbol, difference, unit == "K" ? 0 : 2,
                                      unit, sigmas) });
    }
    std::ranges::sort(apart, std::greater {}, &Difference::sigmas);
    return apart;
}

void addVelocity(const Analysis& analysis, const PhysicalFit& fit, std::vector<Difference>& apart)
{
    const double difference = fit.velocity - analysis.velocity.value;
    const double sigmas = std::abs(difference) / std::hypot(analysis.velocity.error, fit.velocitySigma);
    if (sigmas > apartSigmas && std::abs(difference) > leastVelocityDifference)
        apart.push_back({ sigmas, fmt::format("velocity ({:+.0f} km/s, {:.1f} σ)", difference, sigmas) });
}

std::string listed(const std::vector<Difference>& apart)
{
    std::string text;
    const auto named = std::min(apart.size(), mostNamed);
    for (std::size_t i = 0; i < named; ++i) {
        const bool last = i + 1 == named && named == apart.size();
        text += (i == 0 ? "" : last ? " and " : ", ") + apart[i].words;
    }
    if (named < apart.size())
        text += fmt::format(" and {} more", apart.size() - named);
    return text;
}

/// What χ² says of whom to believe.
std::string verdict(double reducedChiSquare)
{
    if (reducedChiSquare > poorChiSquare)
        return fmt::format("the fit itself is poor (χ² {:.1f} per pixel), so believe neither without looking",
                           reducedChiSquare);
    return fmt::format("the fit explains the spectrum (χ² {:.1f} per pixel), so doubt the encoders",
                       reducedChiSquare);
}

} // namespace

std::vector<Flag> disagreements(const Analysis& analysis, const PhysicalFit& fit)
{
    if (!analysis.encoded)
        return {};
    std::vector<Flag> flags;
    auto apart = fit.converged ? labelsApart(analysis, fit) : std::vector<Difference> {};
    if (fit.converged)
        addVelocity(analysis, fit, apart);
    if (!apart.empty())
        flags.push_back({ Flag::Severity::Warning, "fit_disagrees",
                          fmt::format("The fit by physics differs from the encoders in {}; {}.",
                                      listed(apart), verdict(fit.reducedChiSquare)) });
    if (fit.reducedChiSquare > poorChiSquare)
        flags.push_back({ Flag::Severity::Warning, "fit_poor",
                          fmt::format("The best emulated spectrum leaves residuals {:.1f} × the stated "
                                      "errors with 0.4 % allowed for line "
                                      "data (χ² {:.1f} per pixel): the star, the line data or the extraction "
                                      "is unlike the emulator's.",
                                      std::sqrt(fit.reducedChiSquare), fit.reducedChiSquare) });
    if (!fit.converged)
        flags.push_back(
            { Flag::Severity::Note, "fit_not_converged",
              fmt::format(
                  "The fit by physics had not settled after {} iterations; its labels are not compared.",
                  fit.iterations) });
    return flags;
}

} // namespace syzygy
