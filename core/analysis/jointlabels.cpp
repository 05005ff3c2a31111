#include "core/analysis/jointlabels.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace syzygy {

namespace {

constexpr auto size = static_cast<Eigen::Index>(labelCount);
using Matrix = Eigen::Matrix<double, size, size>;
using Vector = Eigen::Vector<double, size>;

/// Mean and covariance in units of the prior: 0 and 1 say no more than it.
struct Posterior {
    Vector mean;
    Matrix covariance;
};

Matrix correlationsOf(const Analysis& analysis)
{
    Matrix correlation = Matrix::Identity();
    for (std::size_t a = 0; a < labelCount && !analysis.correlation.empty(); ++a)
        for (std::size_t b = 0; b < labelCount; ++b)
            correlation(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b))
                = analysis.correlation[a * labelCount + b];
    return correlation;
}

/// Where the floor takes nearly all of σ, exposures still differ a little.
double noiseOf(const Estimate& estimate)
{
    constexpr double leastShare = 0.1; // of the variance
    return std::sqrt(
        std::max(estimate.sigmaNoise * estimate.sigmaNoise, leastShare * estimate.sigma * estimate.sigma));
}

double sharedOf(const Estimate& estimate)
{
    const double noise = noiseOf(estimate);
    return std::sqrt(std::max(0.0, estimate.sigma * estimate.sigma - noise * noise));
}

/// The product of posteriors that hold the prior each: information beyond the prior adds up. None is taken
/// for less than the prior.
Posterior product(std::span<const Posterior> posteriors)
{
    Matrix information = Matrix::Identity();
    Vector right = Vector::Zero();
    for (const auto& posterior : posteriors) {
        const Eigen::SelfAdjointEigenSolver<Matrix> solver(posterior.covariance);
        constexpr double least = 1e-8;
        const Vector precision = solver.eigenvalues().cwiseMax(least).cwiseInverse();
        const Vector beyond = (precision.array() - 1).cwiseMax(0);
        information += solver.eigenvectors() * beyond.asDiagonal() * solver.eigenvectors().transpose();
        // the prior's own mean is zero: right is the precision times the mean; where nothing is beyond the
        // prior, nothing is said
        const Vector kept = (precision.array() > 1).select(precision, 0);
        right
            += solver.eigenvectors() * kept.asDiagonal() * solver.eigenvectors().transpose() * posterior.mean;
    }
    Posterior result;
    result.covariance = information.inverse();
    result.mean = result.covariance * right;
    return result;
}

class Units {
public:
    explicit Units(const StarsAlike& prior)
    {
        constexpr double narrowest = 1e-3;
        for (Eigen::Index k = 0; k < size; ++k) {
            m_mean(k) = prior.mean[static_cast<std::size_t>(k)];
            m_scatter(k) = std::max(prior.scatter[static_cast<std::size_t>(k)], narrowest);
        }
    }

    Vector scaled(const Analysis& analysis, double (*of)(const Estimate&)) const
    {
        Vector values;
        for (Eigen::Index k = 0; k < size; ++k)
            values(k) = of(analysis.estimates[static_cast<std::size_t>(k)]) / m_scatter(k);
        return values;
    }

    Posterior noisePosterior(const Analysis& analysis) const
    {
        const Vector noise = scaled(analysis, noiseOf);
        Posterior posterior;
        posterior.covariance = noise.asDiagonal() * correlationsOf(analysis) * noise.asDiagonal();
        posterior.mean = scaled(analysis, [](const Estimate& estimate) { return estimate.value; })
            - m_mean.cwiseQuotient(m_scatter);
        return posterior;
    }

    JointLabels labelsOf(const Posterior& posterior) const
    {
        JointLabels labels;
        labels.correlation.assign(labelCount * labelCount, 0);
        for (Eigen::Index a = 0; a < size; ++a) {
            const auto i = static_cast<std::size_t>(a);
            labels.value[i] = m_mean(a) + m_scatter(a) * posterior.mean(a);
            labels.sigma[i] = m_scatter(a) * std::sqrt(posterior.covariance(a, a));
            for (Eigen::Index b = 0; b < size; ++b)
                labels.correlation[i * labelCount + static_cast<std::size_t>(b)] = posterior.covariance(a, b)
                    / std::sqrt(posterior.covariance(a, a) * posterior.covariance(b, b));
        }
        return labels;
    }

private:
    Vector m_mean, m_scatter;
};

/// Of exposures by one instrument; the smallest of their shared errors is the one that all of them have.
Posterior ofOneInstrument(std::span<const Analysis* const> analyses, const Units& units)
{
    std::vector<Posterior> posteriors;
    Vector shared = Vector::Constant(INFINITY);
    for (const auto* analysis : analyses) {
        posteriors.push_back(units.noisePosterior(*analysis));
        shared = shared.cwiseMin(units.scaled(*analysis, sharedOf));
    }
    auto result = product(posteriors);
    result.covariance += shared.asDiagonal() * correlationsOf(*analyses.front()) * shared.asDiagonal();
    return result;
}

} // namespace

JointLabels jointLabels(std::span<const Analysis* const> analyses, const StarsAlike& prior)
{
    const Units units(prior);
    std::vector<Posterior> instruments;
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee }) {
        std::vector<const Analysis*> own;
        std::ranges::copy_if(analyses, std::back_inserter(own),
                             [instrument](const auto* a) { return a->encodedAs == instrument; });
        if (!own.empty())
            instruments.push_back(ofOneInstrument(own, units));
    }
    return units.labelsOf(instruments.size() == 1 ? instruments.front() : product(instruments));
}

StarsAlike priorOf(std::span<const Analysis* const> analyses, const Atlas& atlas)
{
    constexpr std::size_t main = 3; // Teff, log g, [Fe/H]
    Labels mean {};
    for (const auto* analysis : analyses)
        for (std::size_t k = 0; k < main; ++k)
            mean[k] += analysis->estimates[k].value / static_cast<double>(analyses.size());
    auto prior = starsAlike(atlas, mean);
    const auto all = allStars(atlas);
    std::copy_n(all.mean.begin(), main, prior.mean.begin());
    std::copy_n(all.scatter.begin(), main, prior.scatter.begin());
    return prior;
}

} // namespace syzygy
