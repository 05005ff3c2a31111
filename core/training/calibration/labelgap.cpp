#include "core/training/calibration/labelgap.h"

#include "core/median.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace syzygy {

namespace {

using Eigen::Index;
constexpr auto terms = static_cast<Index>(LabelCorrection::terms);

/// One label of the stars in which it is known.
struct Regression {
    Eigen::MatrixXd position; ///< (stars, terms)
    Eigen::VectorXd residual, variance;
};

/// In units of the median stated σ.
struct Widths {
    double constant = 0; ///< prior 1σ of the shift at the centre
    double slope = 0;    ///< of each slope
    double scatter = 0;
};

constexpr std::array constants { 0.0, 0.25, 0.5, 1.0, 2.0, 4.0 };
constexpr std::array slopes { 0.0, 0.25, 0.5, 1.0, 2.0 };
constexpr std::array scatters { 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0 };

Regression regressionOf(std::span<const LabelResidual> stars, const LabelCorrection& correction,
                        std::size_t label)
{
    std::vector<const LabelResidual*> known;
    for (const auto& star : stars)
        if (std::isfinite(star.truth[label]))
            known.push_back(&star);
    const auto n = static_cast<Index>(known.size());
    Regression regression { Eigen::MatrixXd(n, terms), Eigen::VectorXd(n), Eigen::VectorXd(n) };
    for (Index i = 0; i < n; ++i) {
        const auto& star = *known[static_cast<std::size_t>(i)];
        const auto position = correction.position(star.estimate);
        for (Index t = 0; t < terms; ++t)
            regression.position(i, t) = position[static_cast<std::size_t>(t)];
        regression.residual(i) = star.estimate[label] - star.truth[label];
        regression.variance(i) = star.sigma[label] * star.sigma[label];
    }
    return regression;
}

Eigen::VectorXd priorVariance(const Widths& widths, double unit)
{
    Eigen::VectorXd variance = Eigen::VectorXd::Constant(terms, std::pow(widths.slope * unit, 2));
    variance(0) = std::pow(widths.constant * unit, 2);
    return variance;
}

/// Of the weights, given the widths, with the ln of the marginal likelihood of the residuals.
struct Posterior {
    Eigen::VectorXd weight;
    Eigen::MatrixXd covariance;
    double logEvidence = 0;
};

/// (XᵀV⁻¹X + P⁻¹)⁻¹ and its kin, written so that a prior of zero width is no division by zero.
Posterior solve(const Regression& regression, const Widths& widths, double unit)
{
    const Eigen::VectorXd prior = priorVariance(widths, unit);
    const Eigen::VectorXd variance = regression.variance.array() + std::pow(widths.scatter * unit, 2);
    const Eigen::MatrixXd weighted = variance.cwiseInverse().asDiagonal() * regression.position;
    const Eigen::VectorXd right = weighted.transpose() * regression.residual;
    const Eigen::MatrixXd inner = Eigen::MatrixXd::Identity(terms, terms)
        + prior.asDiagonal() * (weighted.transpose() * regression.position);
    const Eigen::PartialPivLU<Eigen::MatrixXd> solver(inner);
    Posterior posterior;
    posterior.covariance = solver.solve(Eigen::MatrixXd(prior.asDiagonal()));
    posterior.weight = posterior.covariance * right;
    const double squares
        = (regression.residual.array().square() / variance.array()).sum() - right.dot(posterior.weight);
    posterior.logEvidence = -0.5 * (squares + variance.array().log().sum() + std::log(solver.determinant()));
    return posterior;
}

struct Candidate {
    Widths widths;
    Posterior posterior;
    double logProbability = 0; ///< but for a constant
};

/// With a little taken off for every width: without evidence they are small.
std::vector<Candidate> candidatesOf(const Regression& regression, double unit, Shifts shifts)
{
    constexpr double reluctance = 0.25;
    std::vector<Candidate> candidates;
    for (const double constant : constants)
        for (const double slope : slopes)
            for (const double scatter : scatters) {
                if (shifts == Shifts::None && (constant > 0 || slope > 0))
                    continue;
                const Widths widths { constant, slope, scatter };
                auto posterior = solve(regression, widths, unit);
                const double logProbability
                    = posterior.logEvidence - reluctance * (constant + slope + scatter);
                candidates.push_back({ widths, std::move(posterior), logProbability });
            }
    return candidates;
}

/// The mean over all widths, by how likely they are: a dozen stars do not say which it is, and the likeliest
/// alone would take their scatter, and the error of the trend, for too small.
LabelCorrection::Trend trendOf(const std::vector<Candidate>& candidates, double unit)
{
    const double highest = std::ranges::max(candidates, {}, &Candidate::logProbability).logProbability;
    double sum = 0, scatter = 0;
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(terms);
    Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(terms, terms);
    for (const auto& [widths, posterior, logProbability] : candidates) {
        const double probability = std::exp(logProbability - highest);
        sum += probability;
        scatter += probability * std::pow(widths.scatter * unit, 2);
        weight += probability * posterior.weight;
        squares += probability * (posterior.covariance + posterior.weight * posterior.weight.transpose());
    }
    weight /= sum;
    const Eigen::MatrixXd covariance = squares / sum - weight * weight.transpose();
    LabelCorrection::Trend trend;
    trend.scatter = std::sqrt(scatter / sum);
    for (Index i = 0; i < terms; ++i) {
        trend.weight[static_cast<std::size_t>(i)] = weight(i);
        for (Index j = 0; j < terms; ++j)
            trend.covariance[static_cast<std::size_t>(i * terms + j)]
                = 0.5 * (covariance(i, j) + covariance(j, i));
    }
    return trend;
}

double medianSigma(const Regression& regression)
{
    std::vector<double> variances(regression.variance.data(),
                                  regression.variance.data() + regression.variance.size());
    return std::sqrt(medianOf(std::move(variances)));
}

} // namespace

LabelCorrection fitLabelGap(std::span<const LabelResidual> stars, Shifts shifts)
{
    constexpr Index fewest = 1;
    LabelCorrection correction;
    for (const auto& star : stars)
        for (std::size_t k = 0; k < correction.centre.size(); ++k)
            correction.centre[k] += star.estimate[k] / static_cast<double>(stars.size());
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto regression = regressionOf(stars, correction, k);
        if (regression.residual.size() < fewest)
            continue;
        const double unit = medianSigma(regression);
        correction.trends[k] = trendOf(candidatesOf(regression, unit, shifts), unit);
    }
    return correction;
}

} // namespace syzygy
