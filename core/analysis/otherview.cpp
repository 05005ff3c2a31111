#include "core/analysis/otherview.h"

#include "core/latent/atlas.h"
#include "core/random.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t draws = 16; // the scatter of so many is known to a sixth

/// A matrix whose square is the covariance of the estimates; directions that rounding made negative have
/// none.
Eigen::MatrixXd rootOfCovariance(const Analysis& analysis)
{
    constexpr auto size = static_cast<Eigen::Index>(labelCount);
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = 0; b < labelCount; ++b) {
            const double correlation = a == b  ? 1
                : analysis.correlation.empty() ? 0
                                               : analysis.correlation[a * labelCount + b];
            covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b))
                = correlation * analysis.estimates[a].sigma * analysis.estimates[b].sigma;
        }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
    return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

} // namespace

std::vector<StellarParameters> drawsOf(const Analysis& analysis, const StellarParameters& like,
                                       std::size_t count)
{
    const auto root = rootOfCovariance(analysis);
    Random random(1);
    std::vector<StellarParameters> stars(count, like);
    for (auto& star : stars) {
        Eigen::VectorXd normal(root.cols());
        for (auto& value : normal)
            value = random.normal(0, 1);
        const Eigen::VectorXd change = root * normal;
        for (std::size_t k = 0; k < labelCount; ++k)
            star.labels[k] = analysis.estimates[k].value + change(static_cast<Eigen::Index>(k));
    }
    return stars;
}

PreparedSpectrum viewBy(const Analyzer& analyzer, const Analysis& analysis, Instrument instrument)
{
    const auto best = analyzer.starOf(analysis);
    auto view = analyzer.referenceSpectrum(best, modelGridOf(instrument));
    std::vector<double> square(view.flux.size());
    for (const auto& drawn : analyzer.referenceSpectra(drawsOf(analysis, best, draws), view.grid))
        for (std::size_t i = 0; i < square.size(); ++i)
            square[i] += std::pow(static_cast<double>(drawn.flux[i] - view.flux[i]), 2);
    for (std::size_t i = 0; i < square.size(); ++i)
        view.error[i]
            = view.mask[i] ? static_cast<float>(std::sqrt(square[i] / static_cast<double>(draws))) : 0;
    return view;
}

} // namespace syzygy
