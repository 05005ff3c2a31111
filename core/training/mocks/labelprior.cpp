#include "core/training/mocks/labelprior.h"

#include "core/error.h"
#include "core/training/mocks/labelpriordensity.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

// Just inside the ranges of the grid that the shipped emulator is trained on (its README), so that its
// held-out stars leave no sample uncovered.
// clang-format off
constexpr LabelBox box {
    { { 3505, -0.05, -2.39, -0.79, -0.39, -0.29, -0.69, -0.39, -0.69, -0.29, -0.39, -0.39, -0.29, -0.39, -0.59, -0.49, -0.59, -0.49, -0.29, -0.59 }, 0.5, 0.62 },
    { { 6590, 4.95, 0.49, 0.49, 1.19, 0.79, 0.69, 0.69, 0.89, 0.59, 0.69, 0.69, 0.59, 0.59, 0.49, 0.39, 0.39, 0.59, 0.39, 0.79 }, 2.95, 1.93 },
};
// clang-format on

MixtureVector mixtureVector(const Labels& labels)
{
    MixtureVector vector;
    for (int i = 0; i < mixtureSize; ++i)
        vector[i] = labels[indexOf(mixtureLabels[static_cast<std::size_t>(i)])];
    return vector;
}

/// Those with all five labels, within the box in Teff and log g: what lies beyond would only widen the edge.
std::vector<MixtureVector> usableStars(std::span<const Labels> stars)
{
    std::vector<MixtureVector> usable;
    for (const auto& labels : stars) {
        const auto inBox = [&](Label label) {
            return labels[indexOf(label)] >= box.lower[label] && labels[indexOf(label)] <= box.upper[label];
        };
        const auto star = mixtureVector(labels);
        if (star.allFinite() && inBox(Label::Teff) && inBox(Label::Logg))
            usable.push_back(star);
    }
    return usable;
}

} // namespace

const LabelBox& labelBox()
{
    return box;
}

bool LabelBox::contains(const StellarParameters& star) const
{
    const auto within = [](double value, double from, double to) { return value >= from && value <= to; };
    for (std::size_t i = 0; i < labelCount; ++i)
        if (!within(star.labels[i], lower.labels[i], upper.labels[i]))
            return false;
    return within(star.vmic, lower.vmic, upper.vmic)
        && within(star.logC12C13, lower.logC12C13, upper.logC12C13);
}

void LabelPrior::Density::prepare()
{
    double sum = 0;
    for (const auto& component : components) {
        const Eigen::LLT<MixtureMatrix> decomposition(component.covariance);
        if (decomposition.info() != Eigen::Success || !(component.weight > 0))
            throw Error(
                "a component of the mixture has no positive weight or no positive definite covariance");
        factors.push_back(options.inflation * MixtureMatrix(decomposition.matrixL()));
        cumulativeWeights.push_back(sum += component.weight);
    }
    for (auto& weight : cumulativeWeights)
        weight /= sum;
    const Eigen::LLT<FollowingMatrix> decomposition(residual);
    if (decomposition.info() != Eigen::Success)
        throw Error("the residual covariance of the abundances is not positive definite");
    residualFactor = options.inflation * FollowingMatrix(decomposition.matrixL());
}

LabelPrior::LabelPrior(std::shared_ptr<const Density> density)
    : m_density(std::move(density))
{
}

LabelPrior LabelPrior::fit(std::span<const Labels> dr17, std::span<const Labels> dr12,
                           const LabelPriorOptions& options)
{
    const auto stars = usableStars(dr17);
    const auto needed = static_cast<std::size_t>(std::max(options.components, 1)) * 20;
    if (stars.size() < needed)
        throw Error("The table of stellar parameters has " + std::to_string(stars.size())
                    + " usable stars; the label prior needs at least " + std::to_string(needed) + ".");
    auto density = std::make_shared<Density>();
    density->options = options;
    density->components = fitMixture(stars, options.components, options.seed);
    density->mixtureStars = stars.size();
    fitRegression(dr12, *density);
    density->prepare();
    return LabelPrior(std::move(density));
}

} // namespace syzygy
