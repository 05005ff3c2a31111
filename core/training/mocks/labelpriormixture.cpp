#include "core/training/mocks/labelpriordensity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace syzygy {

namespace {

using Stars = std::vector<MixtureVector>;

constexpr int iterations = 150;
constexpr double varianceFloor
    = 1e-3; // of the standardised labels, so that no component collapses onto a star

/// Affine map to zero mean and unit variance of each label.
struct Scaling {
    MixtureVector mean = MixtureVector::Zero();
    MixtureVector sigma = MixtureVector::Ones();
};

Scaling scalingOf(const Stars& stars)
{
    Scaling scaling;
    MixtureVector squares = MixtureVector::Zero();
    for (const auto& star : stars)
        scaling.mean += star / static_cast<double>(stars.size());
    for (const auto& star : stars)
        squares += (star - scaling.mean).cwiseAbs2() / static_cast<double>(stars.size());
    scaling.sigma = squares.cwiseSqrt().cwiseMax(1e-9);
    return scaling;
}

Stars standardised(const Stars& stars, const Scaling& scaling)
{
    Stars result;
    result.reserve(stars.size());
    for (const auto& star : stars)
        result.push_back((star - scaling.mean).cwiseQuotient(scaling.sigma));
    return result;
}

/// Index drawn in proportion to the weights.
std::size_t drawIndex(const std::vector<double>& weights, Random& random)
{
    double sum = 0;
    for (double weight : weights)
        sum += weight;
    double rest = random.uniform() * sum;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i)
        if ((rest -= weights[i]) < 0)
            return i;
    return weights.size() - 1;
}

/// Centres far apart: each new one drawn with probability ∝ its squared distance to the others (Arthur &
/// Vassilvitskii 2007).
Stars spreadCentres(const Stars& stars, int count, Random& random)
{
    Stars centres { stars[random.index(stars.size())] };
    std::vector<double> distance(stars.size(), std::numeric_limits<double>::max());
    while (centres.size() < static_cast<std::size_t>(count)) {
        for (std::size_t i = 0; i < stars.size(); ++i)
            distance[i] = std::min(distance[i], (stars[i] - centres.back()).squaredNorm());
        centres.push_back(stars[drawIndex(distance, random)]);
    }
    return centres;
}

std::vector<Gaussian> startFrom(const Stars& centres)
{
    std::vector<Gaussian> mixture;
    for (const auto& centre : centres)
        mixture.push_back(
            { 1.0 / static_cast<double>(centres.size()), centre, 0.25 * MixtureMatrix::Identity() });
    return mixture;
}

/// A component made ready for many evaluations of its log density.
struct Evaluator {
    MixtureVector mean;
    MixtureMatrix whitening; ///< inverse of the lower Cholesky factor
    double logNorm;

    explicit Evaluator(const Gaussian& gaussian)
        : mean(gaussian.mean)
    {
        const MixtureMatrix factor = gaussian.covariance.llt().matrixL();
        whitening = factor.triangularView<Eigen::Lower>().solve(MixtureMatrix::Identity());
        logNorm = std::log(gaussian.weight) - factor.diagonal().array().log().sum()
            - 0.5 * mixtureSize * std::log(2.0 * std::numbers::pi);
    }
    double operator()(const MixtureVector& star) const
    {
        return logNorm - 0.5 * (whitening.triangularView<Eigen::Lower>() * (star - mean)).squaredNorm();
    }
};

/// Weighted sums of one component over the stars.
struct Moments {
    double weight = 0;
    MixtureVector first = MixtureVector::Zero();
    MixtureMatrix second = MixtureMatrix::Zero();

    void add(double share, const MixtureVector& star)
    {
        weight += share;
        first += share * star;
        second += share * star * star.transpose();
    }
};

/// One sweep of EM: replaces the mixture and returns the mean log likelihood of the one before.
double improve(std::vector<Gaussian>& mixture, const Stars& stars)
{
    const std::vector<Evaluator> evaluators(mixture.begin(), mixture.end());
    std::vector<Moments> moments(mixture.size());
    Eigen::ArrayXd shares(static_cast<Eigen::Index>(mixture.size()));
    double logLikelihood = 0;
    for (const auto& star : stars) {
        for (Eigen::Index k = 0; k < shares.size(); ++k)
            shares[k] = evaluators[static_cast<std::size_t>(k)](star);
        const double highest = shares.maxCoeff();
        shares = (shares - highest).exp();
        const double sum = shares.sum();
        logLikelihood += highest + std::log(sum);
        for (Eigen::Index k = 0; k < shares.size(); ++k)
            if (shares[k] > 1e-8 * sum)
                moments[static_cast<std::size_t>(k)].add(shares[k] / sum, star);
    }
    const auto count = static_cast<double>(stars.size());
    for (std::size_t k = 0; k < mixture.size(); ++k) {
        const double weight = std::max(moments[k].weight, 1e-6);
        mixture[k].weight = weight / count;
        mixture[k].mean = moments[k].first / weight;
        mixture[k].covariance = moments[k].second / weight - mixture[k].mean * mixture[k].mean.transpose();
        mixture[k].covariance += varianceFloor * MixtureMatrix::Identity();
    }
    return logLikelihood / count;
}

void undo(const Scaling& scaling, Gaussian& gaussian)
{
    gaussian.mean = gaussian.mean.cwiseProduct(scaling.sigma) + scaling.mean;
    gaussian.covariance = scaling.sigma.asDiagonal() * gaussian.covariance * scaling.sigma.asDiagonal();
}

} // namespace

std::vector<Gaussian> fitMixture(const Stars& stars, int components, std::uint64_t seed)
{
    Random random(seed);
    const auto scaling = scalingOf(stars);
    const auto scaled = standardised(stars, scaling);
    auto mixture = startFrom(spreadCentres(scaled, components, random));
    double before = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < iterations; ++i) {
        const double now = improve(mixture, scaled);
        if (now - before < 1e-5 && i > 10)
            break;
        before = now;
    }
    for (auto& gaussian : mixture)
        undo(scaling, gaussian);
    return mixture;
}

} // namespace syzygy
