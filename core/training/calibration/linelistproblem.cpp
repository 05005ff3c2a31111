#include "core/training/calibration/linelistproblem.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr double modelError = 0.004;     ///< of normalised flux: emulator and continuum
constexpr double correlatedPixels = 1.5; ///< neighbouring pixels of the grid share samples
constexpr double clipSigmas = 5;
constexpr double oddAbundance = 0.8; ///< dex from the trend: a catalogue's failed fit rather than a star
constexpr double infinite = std::numeric_limits<double>::infinity();

/// 1σ of a label whose source states none, K and dex.
double usualSigma(std::size_t label)
{
    return label == 0 ? 70 : label == 1 ? 0.1 : label == 2 ? 0.06 : 0.1;
}

/// Squared distance of two stars, in units in which a few tenths is alike.
double distance(const StellarParameters& a, const Labels& b)
{
    return std::pow((a.labels[0] - b[0]) / 300, 2) + std::pow((a.labels[1] - b[1]) / 0.4, 2)
        + std::pow((a.labels[2] - b[2]) / 0.2, 2);
}

double valueOf(const StellarParameters& star, std::size_t own)
{
    return own < labelCount ? star.labels[own] : own == labelCount ? star.vmic : star.logC12C13;
}

ObservedStar observedOf(const OwnParameters& p)
{
    ObservedStar observed;
    std::copy_n(p.begin(), labelCount, observed.star.labels.begin());
    observed.star.vmic = p[labelCount];
    observed.star.logC12C13 = p[labelCount + 1];
    observed.velocity = p[labelCount + 2];
    observed.fwhm = p[labelCount + 3];
    return observed;
}

/// The star itself, moved in each parameter, and with iron alone changed, every [X/H] kept.
std::vector<ObservedStar> neighboursOf(const OwnParameters& now)
{
    std::vector<ObservedStar> stars { observedOf(now) };
    for (std::size_t k = 0; k < ownParameters; ++k) {
        auto next = now;
        next[k] += unitOf(k);
        stars.push_back(observedOf(next));
    }
    auto iron = now;
    const std::size_t feH = indexOf(Label::FeH);
    iron[feH] += unitOf(feH);
    for (std::size_t k = feH + 1; k < labelCount; ++k)
        iron[k] -= unitOf(feH);
    stars.push_back(observedOf(iron));
    return stars;
}

struct Pixels {
    std::vector<std::size_t> index;
    Eigen::VectorXd weight, residual; ///< 1/error; weighted
};

Pixels pixelsOf(const PreparedSpectrum& data, const PreparedSpectrum& model, double lineScatter)
{
    std::vector<std::size_t> index;
    std::vector<double> weight, absolute;
    for (std::size_t i = 0; i < data.grid.size; ++i) {
        if (!data.mask[i] || !model.mask[i])
            continue;
        const double lines = lineScatter * static_cast<double>(1 - model.flux[i]);
        const double error
            = std::hypot(static_cast<double>(data.error[i]), modelError, lines) * std::sqrt(correlatedPixels);
        index.push_back(i);
        weight.push_back(1 / error);
        absolute.push_back(std::abs(static_cast<double>(data.flux[i] - model.flux[i])) / error);
    }
    const double scatter = absolute.empty() ? 1 : std::max(1.0, 1.4826 * medianOf(absolute));
    Pixels pixels;
    std::vector<double> kept, residual;
    for (std::size_t j = 0; j < index.size(); ++j) {
        if (absolute[j] > clipSigmas * scatter)
            continue;
        pixels.index.push_back(index[j]);
        kept.push_back(weight[j] / scatter);
        residual.push_back(kept.back() * static_cast<double>(data.flux[index[j]] - model.flux[index[j]]));
    }
    pixels.weight = Eigen::Map<Eigen::VectorXd>(kept.data(), static_cast<Eigen::Index>(kept.size()));
    pixels.residual
        = Eigen::Map<Eigen::VectorXd>(residual.data(), static_cast<Eigen::Index>(residual.size()));
    return pixels;
}

Eigen::VectorXd difference(const Pixels& pixels, const PreparedSpectrum& moved, const PreparedSpectrum& model)
{
    Eigen::VectorXd column(pixels.weight.size());
    for (std::size_t j = 0; j < pixels.index.size(); ++j) {
        const auto row = static_cast<Eigen::Index>(j);
        column(row) = pixels.weight(row)
            * static_cast<double>(moved.flux[pixels.index[j]] - model.flux[pixels.index[j]]);
    }
    return column;
}

/// Own parameters, then the offsets: what a species does, within the pixels of one list, per dex.
Eigen::MatrixXd jacobianOf(const Pixels& pixels, const std::vector<PreparedSpectrum>& models,
                           const LineStrengths& lines, const ModelGrid& grid)
{
    const auto lists = lines.lists.size();
    Eigen::MatrixXd jacobian = Eigen::MatrixXd::Zero(
        pixels.weight.size(), static_cast<Eigen::Index>(ownParameters + lists * speciesCount));
    for (std::size_t k = 0; k < ownParameters; ++k)
        jacobian.col(static_cast<Eigen::Index>(k)) = difference(pixels, models[k + 1], models[0]);
    for (std::size_t species = 0; species < speciesCount; ++species) {
        const auto own = species + indexOf(Label::FeH);
        const auto& moved = species == 0 ? models.back() : models[own + 1];
        const Eigen::VectorXd column = difference(pixels, moved, models[0]) / unitOf(own);
        for (std::size_t j = 0; j < pixels.index.size(); ++j) {
            const auto list = lines.at(grid.wavelength(pixels.index[j]));
            jacobian(static_cast<Eigen::Index>(j),
                     static_cast<Eigen::Index>(ownParameters + list * speciesCount + species))
                = column(static_cast<Eigen::Index>(j));
        }
    }
    return jacobian;
}

} // namespace

double unitOf(std::size_t own)
{
    if (own == 0)
        return 40; // K
    if (own == labelCount + 2)
        return 2; // km/s
    if (own == labelCount + 3)
        return 0.2e-4; // µm
    return own == 1 || own >= labelCount ? 0.1 : 0.05;
}

OwnPrior priorOf(const StandardStar& star, const std::vector<StellarParameters>& likely)
{
    OwnPrior prior;
    prior.sigma.fill(infinite);
    std::array<double, labelCount + 2> sum {}, squares {};
    double total = 0;
    for (const auto& other : likely) {
        const double weight = std::exp(-0.5 * distance(other, star.truth));
        total += weight;
        for (std::size_t k = 0; k < sum.size(); ++k) {
            sum[k] += weight * valueOf(other, k);
            squares[k] += weight * std::pow(valueOf(other, k), 2);
        }
    }
    for (std::size_t k = 3; k < sum.size(); ++k) {
        prior.mean[k] = sum[k] / total;
        prior.sigma[k]
            = std::max(0.1, std::sqrt(std::max(0.0, squares[k] / total - std::pow(prior.mean[k], 2))));
    }
    for (std::size_t k = 0; k < labelCount; ++k)
        if (std::isfinite(star.truth[k])
            && (k < 3 || std::abs(star.truth[k] - prior.mean[k]) < oddAbundance)) {
            prior.mean[k] = star.truth[k];
            prior.sigma[k] = star.sigma[k] > 0 ? star.sigma[k] : usualSigma(k);
        }
    return prior;
}

StarProblem::StarProblem(const StandardStar& star, const OwnPrior& prior, const OwnParameters& start)
    : m_star(star)
    , m_prior(prior)
    , m_now(start)
{
}

LinearStar StarProblem::linearise(const Emulator& emulator, double lineScatter) const
{
    const auto& data = m_star.analysis.prepared;
    const auto models = ObservedModel(emulator, m_star.spectrum, data).observe(neighboursOf(m_now));
    const auto pixels = pixelsOf(data, models[0], lineScatter);
    const auto jacobian = jacobianOf(pixels, models, emulator.lineStrengths(), data.grid);
    LinearStar linear { jacobian.transpose() * jacobian, jacobian.transpose() * pixels.residual };
    for (std::size_t k = 0; k < ownParameters; ++k) {
        const auto row = static_cast<Eigen::Index>(k);
        const double weight = std::pow(unitOf(k) / m_prior.sigma[k], 2); // 0 where nothing is known
        linear.normal(row, row) += weight + 1e-6;
        linear.gradient(row) += weight * (weight > 0 ? (m_prior.mean[k] - m_now[k]) / unitOf(k) : 0);
    }
    return linear;
}

void StarProblem::step(const Eigen::VectorXd& own)
{
    constexpr double longest = 3; // units: spectra bend
    for (std::size_t k = 0; k < ownParameters; ++k)
        m_now[k] += unitOf(k) * std::clamp(own(static_cast<Eigen::Index>(k)), -longest, longest);
    m_now[labelCount] = std::clamp(m_now[labelCount], 0.3, 4.0);
    m_now[labelCount + 3] = std::max(m_now[labelCount + 3], 1e-4);
}

} // namespace syzygy
