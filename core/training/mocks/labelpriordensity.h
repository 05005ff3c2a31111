#pragma once

// Private to core/training: holds Eigen types.

#include "core/training/mocks/labelprior.h"

#include <Eigen/Dense>
#include <array>
#include <cstddef>
#include <vector>

namespace syzygy {

/// The labels of the mixture, in its order, and those that follow from them.
inline constexpr std::array mixtureLabels { Label::Teff, Label::Logg, Label::FeH, Label::O, Label::Mg };
inline constexpr std::array followingLabels { Label::C,  Label::N,  Label::Na, Label::Al, Label::Si,
                                              Label::S,  Label::K,  Label::Ca, Label::Ti, Label::V,
                                              Label::Cr, Label::Mn, Label::Co, Label::Ni, Label::Ce };
inline constexpr int mixtureSize = static_cast<int>(mixtureLabels.size());
inline constexpr int followingSize = static_cast<int>(followingLabels.size());

using MixtureVector = Eigen::Matrix<double, mixtureSize, 1>;
using MixtureMatrix = Eigen::Matrix<double, mixtureSize, mixtureSize>;
using FollowingVector = Eigen::Matrix<double, followingSize, 1>;
using FollowingMatrix = Eigen::Matrix<double, followingSize, followingSize>;
using PredictorVector = Eigen::Matrix<double, 5, 1>; ///< 1, [Fe/H], [Mg/Fe], [O/Fe], log g
using RegressionMatrix = Eigen::Matrix<double, followingSize, 5>;

struct Gaussian {
    double weight = 0;
    MixtureVector mean = MixtureVector::Zero();
    MixtureMatrix covariance = MixtureMatrix::Identity();
};

struct LabelPrior::Density {
    LabelPriorOptions options;
    std::vector<Gaussian> components; ///< as observed; widened by options.inflation when sampled
    RegressionMatrix regression = RegressionMatrix::Zero(); ///< of followingLabels on predictors()
    FollowingMatrix residual = FollowingMatrix::Identity(); ///< covariance about the regression, likewise
    std::size_t mixtureStars = 0, regressionStars = 0;      ///< that it was fitted to

    /// Fills what is derived from the above. Throws Error if a covariance is not positive definite.
    void prepare();
    std::vector<double> cumulativeWeights;
    std::vector<MixtureMatrix> factors; ///< lower Cholesky factors, widened
    FollowingMatrix residualFactor = FollowingMatrix::Identity();
};

/// Log g is held at 3.3 above it: the regression knows giants only, and less evolved stars are unmixed alike.
PredictorVector predictors(const Labels& labels);

/// Maximum-likelihood Gaussian mixture by expectation maximisation from a seeded k-means++ start.
std::vector<Gaussian> fitMixture(const std::vector<MixtureVector>& stars, int components, std::uint64_t seed);

/// Fills density.regression, residual and regressionStars.
void fitRegression(std::span<const Labels> stars, LabelPrior::Density& density);

} // namespace syzygy
