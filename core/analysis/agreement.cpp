#include "core/analysis/agreement.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace syzygy {

namespace {

/// Where the floor takes all of σ, exposures still differ a little in what makes the floor (slit, line
/// spread).
constexpr double leastNoiseShare = 0.1;
constexpr double leastVariance = 1e-18; ///< keeps the mean defined where σ is zero

double noiseVariance(const Estimate& estimate)
{
    const double total = estimate.sigma * estimate.sigma;
    return std::max({ estimate.sigmaNoise * estimate.sigmaNoise, leastNoiseShare * total, leastVariance });
}

/// What all exposures share, because the same encoder saw them: the smallest of their non-noise variances.
double sharedVariance(const std::vector<Estimate>& estimates)
{
    double shared = INFINITY;
    for (const auto& estimate : estimates)
        shared = std::min(shared, estimate.sigma * estimate.sigma - noiseVariance(estimate));
    return std::max(0.0, shared);
}

LabelAgreement agreementOf(const std::vector<Estimate>& estimates)
{
    LabelAgreement agreement { .constrained = true };
    double weights = 0;
    for (const auto& estimate : estimates) {
        weights += 1 / noiseVariance(estimate);
        agreement.value += estimate.value / noiseVariance(estimate);
        agreement.constrained = agreement.constrained && estimate.constrained;
    }
    agreement.value /= weights;
    agreement.sigma = std::sqrt(1 / weights + sharedVariance(estimates));
    for (const auto& estimate : estimates)
        agreement.chiSquare += std::pow(estimate.value - agreement.value, 2) / noiseVariance(estimate);
    if (estimates.size() > 1)
        agreement.probability
            = chiSquareProbability(agreement.chiSquare, static_cast<int>(estimates.size()) - 1);
    return agreement;
}

} // namespace

// Upward recursion in steps of two degrees: Abramowitz & Stegun 26.4.8, from 26.4.4 and 26.4.5.
double chiSquareProbability(double chiSquare, int degreesOfFreedom)
{
    const double half = std::max(0.0, chiSquare) / 2;
    const bool odd = degreesOfFreedom % 2 != 0;
    double probability = odd ? std::erfc(std::sqrt(half)) : std::exp(-half);
    double term = odd ? std::exp(-half) * std::sqrt(half / std::numbers::pi) * 2 : std::exp(-half) * half;
    for (int degrees = odd ? 3 : 4; degrees <= degreesOfFreedom; degrees += 2) {
        probability += term;
        term *= 2 * half / degrees;
    }
    return std::min(1.0, probability);
}

Agreement compareExposures(const std::vector<Analysis>& exposures)
{
    Agreement agreement;
    for (std::size_t i = 0; i < exposures.size(); ++i)
        if (exposures[i].encoded)
            agreement.members.push_back(i);
    agreement.degreesOfFreedom = static_cast<int>(agreement.members.size()) - 1;
    for (std::size_t label = 0; label < labelCount && !agreement.members.empty(); ++label) {
        std::vector<Estimate> estimates;
        for (const auto member : agreement.members)
            estimates.push_back(exposures[member].estimates[label]);
        agreement.labels[label] = agreementOf(estimates);
    }
    return agreement;
}

std::string disagreementWords(const Agreement& agreement, double limit)
{
    std::string words;
    for (std::size_t i = 0; i < labelCount; ++i) {
        const auto& label = agreement.labels[i];
        if (label.constrained && label.probability < limit)
            words += fmt::format("{}{} (χ² {:.1f}, {:.2g} %)", words.empty() ? "" : ", ",
                                 labelInfos[i].symbol, label.chiSquare, 100 * label.probability);
    }
    return words;
}

} // namespace syzygy
