#include "core/error.h"
#include "core/training/mocks/labelpriordensity.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t enoughStars = 100;
constexpr double loggKnown = 3.3;

/// What stands in for an element that the table does not measure: follows another one, or [X/Fe] = 0, with a
/// scatter.
struct Assumption {
    Label label;
    double scatter; ///< dex
    Label follows;  ///< Label::FeH: none, [X/Fe] = 0
};
// Cr is made with Fe; Co and V follow Ni (V's lines are weak); Ce (s-process) varies on its own.
constexpr double otherScatter = 0.15; // of any other element that is missing
constexpr std::array assumptions { Assumption { Label::Cr, 0.08, Label::FeH },
                                   Assumption { Label::Co, 0.10, Label::Ni },
                                   Assumption { Label::V, 0.12, Label::Ni },
                                   Assumption { Label::Ce, 0.20, Label::FeH } };

// The zero points of DR12 are unsure by what its solar-metallicity giants differ from the Sun (e.g. [Si/Fe]
// +0.2). Half of this is taken out and half is added to the scatter. C and N are left alone: giants are
// mixed.
constexpr double zeroPointShare = 0.5;

bool isMeasured(std::span<const Labels> stars, Label label)
{
    const auto count = std::ranges::count_if(
        stars, [=](const Labels& star) { return std::isfinite(star[indexOf(label)]); });
    return static_cast<std::size_t>(count) >= enoughStars;
}

std::vector<int> measuredRows(std::span<const Labels> stars)
{
    std::vector<int> rows;
    for (int i = 0; i < followingSize; ++i)
        if (isMeasured(stars, followingLabels[static_cast<std::size_t>(i)]))
            rows.push_back(i);
    return rows;
}

bool isUsable(double value, Label label)
{
    return value >= labelBox().lower[label] && value <= labelBox().upper[label]; // false for NaN
}

/// Within the box in everything that is fitted: upper limits and failures of DR12 lie outside.
bool isUsable(const Labels& star, const std::vector<int>& measured)
{
    const auto inBox = [&](Label label) { return isUsable(star[indexOf(label)], label); };
    return std::ranges::all_of(mixtureLabels, inBox) && std::ranges::all_of(measured, [&](int i) {
               return inBox(followingLabels[static_cast<std::size_t>(i)]);
           });
}

struct Fit {
    Eigen::MatrixXd coefficients; // predictors × measured
    Eigen::MatrixXd covariance;   // measured × measured
};

Fit leastSquares(const std::vector<const Labels*>& stars, const std::vector<int>& measured)
{
    const auto rows = static_cast<Eigen::Index>(stars.size());
    Eigen::MatrixXd design(rows, PredictorVector::RowsAtCompileTime);
    Eigen::MatrixXd values(rows, static_cast<Eigen::Index>(measured.size()));
    for (Eigen::Index row = 0; row < rows; ++row) {
        const auto& star = *stars[static_cast<std::size_t>(row)];
        design.row(row) = predictors(star).transpose();
        for (Eigen::Index column = 0; column < values.cols(); ++column) {
            const auto label
                = followingLabels[static_cast<std::size_t>(measured[static_cast<std::size_t>(column)])];
            values(row, column) = star[indexOf(label)];
        }
    }
    const Eigen::MatrixXd normal = design.transpose() * design;
    Fit fit { normal.ldlt().solve(design.transpose() * values), {} };
    const Eigen::MatrixXd residuals = values - design * fit.coefficients;
    fit.covariance = residuals.transpose() * residuals / static_cast<double>(rows);
    return fit;
}

int rowOf(Label label)
{
    return static_cast<int>(std::ranges::find(followingLabels, label) - followingLabels.begin());
}

void spread(const Fit& fit, const std::vector<int>& measured, LabelPrior::Density& density)
{
    density.regression.setZero();
    density.residual.setZero();
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const auto column = static_cast<Eigen::Index>(i);
        density.regression.row(measured[i]) = fit.coefficients.col(column).transpose();
        for (std::size_t j = 0; j < measured.size(); ++j)
            density.residual(measured[i], measured[j]) = fit.covariance(column, static_cast<Eigen::Index>(j));
    }
}

void assumeUnmeasured(const std::vector<int>& measured, LabelPrior::Density& density)
{
    const auto isMissing = [&](int row) { return std::ranges::count(measured, row) == 0; };
    for (int row = 0; row < followingSize; ++row)
        if (isMissing(row))
            density.residual(row, row) = otherScatter * otherScatter;
    for (const auto& [label, scatter, follows] : assumptions) {
        const int row = rowOf(label);
        if (!isMissing(row))
            continue;
        if (follows != Label::FeH)
            density.regression.row(row) = density.regression.row(rowOf(follows));
        density.residual(row, row) = scatter * scatter;
    }
}

void shareZeroPoints(LabelPrior::Density& density)
{
    Labels solarGiant {};
    solarGiant[indexOf(Label::Logg)] = 2.5;
    const FollowingVector offset = density.regression * predictors(solarGiant);
    for (int row = 0; row < followingSize; ++row) {
        const auto label = followingLabels[static_cast<std::size_t>(row)];
        if (label == Label::C || label == Label::N)
            continue;
        const double shift = zeroPointShare * offset[row];
        density.regression(row, 0) -= shift;
        density.residual(row, row) += shift * shift;
    }
}

} // namespace

PredictorVector predictors(const Labels& labels)
{
    const auto value = [&](Label label) { return labels[indexOf(label)]; };
    return { 1.0, value(Label::FeH), value(Label::Mg), value(Label::O),
             std::min(value(Label::Logg), loggKnown) };
}

void fitRegression(std::span<const Labels> stars, LabelPrior::Density& density)
{
    const auto measured = measuredRows(stars);
    std::vector<const Labels*> usable;
    for (const auto& star : stars)
        if (isUsable(star, measured))
            usable.push_back(&star);
    if (usable.size() < enoughStars)
        throw Error("The table of abundances has " + std::to_string(usable.size())
                    + " stars with all its elements within the emulator's range; at least "
                    + std::to_string(enoughStars) + " are needed to fit the label prior.");
    spread(leastSquares(usable, measured), measured, density);
    assumeUnmeasured(measured, density);
    shareZeroPoints(density);
    density.regressionStars = usable.size();
}

} // namespace syzygy
