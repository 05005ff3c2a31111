#include "core/analysis/disagreement.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>

namespace syzygy {

namespace {

constexpr double apartSigmas = 3;
constexpr double leastVelocityDifference = 10; ///< km/s: below it, the labels do not mind
constexpr double poorChiSquare = 2.5;          ///< per pixel, with what is allowed for line data and emulator
constexpr std::size_t mostNamed = 4;

/// "+0.12" or "−0.12", with a true minus sign.
std::string signedNumber(double value, int decimals)
{
    return (value < 0 ? "−" : "+") + fmt::format("{:.{}f}", std::abs(value), decimals);
}

struct Difference {
    double sigmas = 0; ///< of both, absolute
    std::string words;
};

/// Fit − encoders of the labels that are too far apart, worst first.
std::vector<Difference> labelsApart(const Analysis& analysis, const PhysicalFit& fit)
{
    std::vector<Difference> apart;
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!disagrees(static_cast<Label>(k), analysis, fit))
            continue;
        const auto& estimate = analysis.estimates[k];
        const double difference = fit.star.labels[k] - estimate.value;
        const double sigmas = std::abs(sigmasApart(estimate, fit.star.labels[k], fit.sigma[k]));
        const auto& [key, symbol, unit] = labelInfos[k];
        apart.push_back({ sigmas,
                          fmt::format("{} ({} {}, {:.1f} σ)", symbol,
                                      signedNumber(difference, unit == "K" ? 0 : 2), unit, sigmas) });
    }
    std::ranges::sort(apart, std::greater {}, &Difference::sigmas);
    return apart;
}

void addVelocity(const Analysis& analysis, const PhysicalFit& fit, std::vector<Difference>& apart)
{
    const double difference = fit.velocity - analysis.velocity.value;
    const double sigmas = std::abs(difference) / std::hypot(analysis.velocity.error, fit.velocitySigma);
    if (sigmas > apartSigmas && std::abs(difference) > leastVelocityDifference)
        apart.push_back(
            { sigmas, fmt::format("velocity ({} km/s, {:.1f} σ)", signedNumber(difference, 0), sigmas) });
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

double sigmasApart(const Estimate& encoders, double fitted, double fittedSigma)
{
    return (fitted - encoders.value) / std::hypot(encoders.sigma, fittedSigma);
}

bool disagrees(Label label, const Analysis& analysis, const PhysicalFit& fit)
{
    const auto k = indexOf(label);
    const auto& estimate = analysis.estimates[k];
    return fit.converged && estimate.constrained
        && std::abs(sigmasApart(estimate, fit.star.labels[k], fit.sigma[k])) > apartSigmas;
}

std::vector<Flag> disagreements(const Analysis& analysis, const PhysicalFit& fit)
{
    if (!analysis.encoded)
        return {};
    std::vector<Flag> flags;
    auto apart = labelsApart(analysis, fit);
    if (fit.converged)
        addVelocity(analysis, fit, apart);
    if (!apart.empty())
        flags.push_back({ Flag::Severity::Warning, "fit_disagrees",
                          fmt::format("The fit by physics differs from the encoders in {}; {}.",
                                      listed(apart), verdict(fit.reducedChiSquare)) });
    if (fit.reducedChiSquare > poorChiSquare)
        flags.push_back(
            { Flag::Severity::Warning, "fit_poor",
              fmt::format("The best emulated spectrum leaves residuals {:.1f} × the stated "
                          "errors{} (χ² {:.1f} per pixel): the star, the line data or the extraction "
                          "is unlike the emulator's.",
                          std::sqrt(fit.reducedChiSquare),
                          analysis.lineError > 0 ? " with 0.4 % allowed for line data" : "",
                          fit.reducedChiSquare) });
    if (!fit.converged)
        flags.push_back(
            { Flag::Severity::Note, "fit_not_converged",
              fmt::format(
                  "The fit by physics had not settled after {} iterations; its labels are not compared.",
                  fit.iterations) });
    return flags;
}

} // namespace syzygy
