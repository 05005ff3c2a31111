#include "core/training/evaluation/cramerrao.h"

#include "core/nn/blasthreads.h"
#include "core/processing/smoothterms.h"
#include "core/spectrum.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t parameterCount = labelCount + 2; // labels, vmic, 12C/13C
constexpr double abundancePrior = 0.6;                 // dex

/// Half steps of the central differences: a few times the emulator's roughness, well below where spectra
/// bend.
double halfStep(std::size_t parameter)
{
    if (parameter == 0)
        return 30; // K
    if (parameter == 1)
        return 0.1;
    return parameter < labelCount ? 0.05 : 0.1;
}

StellarParameters displaced(StellarParameters star, std::size_t parameter, double step)
{
    if (parameter < labelCount)
        star.labels[parameter] += step;
    else
        (parameter == labelCount ? star.vmic : star.logC12C13) += step;
    return star;
}

/// The star itself, then each parameter up and down.
std::vector<StellarParameters> displacements(const StellarParameters& star)
{
    std::vector<StellarParameters> stars { star };
    for (std::size_t k = 0; k < parameterCount; ++k)
        for (const double sign : { 1.0, -1.0 })
            stars.push_back(displaced(star, k, sign * halfStep(k)));
    return stars;
}

Eigen::MatrixXd continuumColumns(const Spectrum& spectrum)
{
    const auto ranges = SmoothTerms::rangesOf(spectrum.wavelength);
    const auto rows = static_cast<Eigen::Index>(spectrum.size());
    Eigen::MatrixXd columns
        = Eigen::MatrixXd::Zero(rows, static_cast<Eigen::Index>(ranges.size() * SmoothTerms::usual));
    for (std::size_t r = 0; r < ranges.size(); ++r) {
        const SmoothTerms terms(spectrum.wavelength, ranges[r]);
        for (auto i = ranges[r].first; i < ranges[r].last; ++i)
            for (std::size_t term = 0; term < SmoothTerms::usual; ++term)
                columns(static_cast<Eigen::Index>(i),
                        static_cast<Eigen::Index>(r * SmoothTerms::usual + term))
                    = spectrum.flux[i] * terms.at(spectrum.wavelength[i], term);
    }
    return columns;
}

/// dF/d ln λ by central differences: the direction of a velocity error.
Eigen::VectorXd velocityColumn(const Spectrum& spectrum)
{
    const auto rows = static_cast<Eigen::Index>(spectrum.size());
    constexpr double narrowestGap = 3e-3; // µm: between APOGEE's chips; two pixels of G140M are 1.3e-3
    Eigen::VectorXd column = Eigen::VectorXd::Zero(rows);
    for (std::size_t i = 1; i + 1 < spectrum.size(); ++i)
        if (spectrum.wavelength[i + 1] - spectrum.wavelength[i - 1] < narrowestGap)
            column(static_cast<Eigen::Index>(i)) = (spectrum.flux[i + 1] - spectrum.flux[i - 1])
                / std::log(spectrum.wavelength[i + 1] / spectrum.wavelength[i - 1]);
    return column;
}

Eigen::VectorXd inverseErrors(const Spectrum& spectrum)
{
    Eigen::VectorXd inverse(static_cast<Eigen::Index>(spectrum.size()));
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        const double error = spectrum.error[i];
        inverse(static_cast<Eigen::Index>(i)) = error > 0 && error < 1e9 ? 1 / error : 0;
    }
    return inverse;
}

/// exposures: as displacements(). The labels' part of the inverse of the Fisher matrix plus prior.
LabelCovariance covarianceOf(const std::vector<Spectrum>& exposures)
{
    const auto& middle = exposures.front();
    const auto rows = static_cast<Eigen::Index>(middle.size());
    const auto continuum = continuumColumns(middle);
    Eigen::MatrixXd jacobian(rows, static_cast<Eigen::Index>(parameterCount) + 1 + continuum.cols());
    for (std::size_t k = 0; k < parameterCount; ++k)
        for (Eigen::Index i = 0; i < rows; ++i)
            jacobian(i, static_cast<Eigen::Index>(k))
                = (exposures[1 + 2 * k].flux[static_cast<std::size_t>(i)]
                   - exposures[2 + 2 * k].flux[static_cast<std::size_t>(i)])
                / (2 * halfStep(k));
    jacobian.col(static_cast<Eigen::Index>(parameterCount)) = velocityColumn(middle);
    jacobian.rightCols(continuum.cols()) = continuum;
    jacobian = inverseErrors(middle).asDiagonal() * jacobian;
    Eigen::MatrixXd fisher = jacobian.transpose() * jacobian;
    for (std::size_t k = 3; k < parameterCount; ++k)
        fisher(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(k))
            += 1 / (abundancePrior * abundancePrior);
    const Eigen::VectorXd scale = fisher.diagonal().cwiseMax(1e-30).cwiseSqrt().cwiseInverse();
    const Eigen::MatrixXd covariance = (scale.asDiagonal() * fisher * scale.asDiagonal()).inverse();
    LabelCovariance result {};
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = 0; b < labelCount; ++b) {
            const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
            result[a * labelCount + b] = covariance(i, j) * scale(i) * scale(j);
        }
    return result;
}

Labels boundsOf(const LabelCovariance& covariance)
{
    Labels bounds {};
    for (std::size_t k = 0; k < labelCount; ++k)
        bounds[k] = std::sqrt(std::max(0.0, covariance[k * labelCount + k]));
    return bounds;
}

} // namespace

std::vector<CramerRao> cramerRaoBounds(const Emulator& emulator, std::span<const MockPair> pairs)
{
    std::vector<CramerRao> bounds(pairs.size());
    parallelOnOneThreadEach(pairs.size(), [&](std::size_t n) {
        const auto spectra = emulateStars(emulator, displacements(pairs[n].star));
        std::vector<Spectrum> nirspec, apogee;
        for (std::size_t i = 0; i < spectra.stars.size(); ++i) {
            nirspec.push_back(exposeNirspec(spectra.fine(Band::Nirspec, i), pairs[n].nirspecTruth));
            apogee.push_back(exposeApogee(spectra.fine(Band::Apogee, i), pairs[n].apogeeTruth));
        }
        bounds[n].nirspecCovariance = covarianceOf(nirspec);
        bounds[n].apogeeCovariance = covarianceOf(apogee);
        bounds[n].nirspec = boundsOf(bounds[n].nirspecCovariance);
        bounds[n].apogee = boundsOf(bounds[n].apogeeCovariance);
    });
    return bounds;
}

} // namespace syzygy
