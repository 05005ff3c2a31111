#include "core/analysis/fitproblem.h"

#include "core/median.h"
#include "core/processing/linetrust.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// Neighbouring pixels of the model grid share samples of the spectrum; χ² counts them as independent.
constexpr double correlatedPixels = 1.5;

/// 1σ of NIRSpec's line spread about one of constant width, wide enough for one of constant resolving power,
/// which other spectrographs have; and of what background subtraction leaves.
constexpr double slopeScatter = 3e-4;      // µm per µm
constexpr double backgroundScatter = 0.01; // of the median flux

FitParameters toParameters(const StellarParameters& star, double velocity, double fwhm)
{
    FitParameters p {};
    std::copy(star.labels.begin(), star.labels.end(), p.begin());
    p[labelCount] = star.vmic;
    p[labelCount + 1] = star.logC12C13;
    p[velocityIndex] = velocity;
    p[fwhmIndex] = fwhm;
    return p;
}

double robustScatter(const Eigen::VectorXd& residuals)
{
    if (residuals.size() < 10)
        return 1;
    std::vector<double> absolute(static_cast<std::size_t>(residuals.size()));
    for (std::size_t i = 0; i < absolute.size(); ++i)
        absolute[i] = std::abs(residuals(static_cast<Eigen::Index>(i)));
    return std::max(1.0, 1.4826 * medianOf(std::move(absolute)));
}

/// Of stretches of neighbouring pixels: ripples and wrong errors are worse in some than in others.
Eigen::VectorXd scatterAlong(const Eigen::VectorXd& residuals)
{
    constexpr Eigen::Index stretch = 100; // pixels
    Eigen::VectorXd scatter(residuals.size());
    const auto stretches = std::max<Eigen::Index>(1, residuals.size() / stretch);
    for (Eigen::Index s = 0; s < stretches; ++s) {
        const auto first = s * stretch, last = s + 1 < stretches ? first + stretch : residuals.size();
        scatter.segment(first, last - first)
            .setConstant(robustScatter(residuals.segment(first, last - first)));
    }
    return scatter;
}

/// How many neighbouring residuals go together, as those of ripples and wrong lines do, beyond what
/// resampling does to mocks without either.
double alikeNeighbours(const std::vector<std::size_t>& pixels, const Eigen::VectorXd& residuals)
{
    constexpr Eigen::Index longest = 40; // pixels
    constexpr double byResampling = 1.85;
    const double variance = residuals.squaredNorm();
    double alike = 1;
    for (Eigen::Index lag = 1; lag <= std::min(longest, residuals.size() - 1); ++lag) {
        double sum = 0;
        for (Eigen::Index i = 0; i + lag < residuals.size(); ++i) {
            const auto k = static_cast<std::size_t>(i), apart = static_cast<std::size_t>(lag);
            if (pixels[k + apart] - pixels[k] == apart)
                sum += residuals(i) * residuals(i + lag);
        }
        if (!(sum > 0))
            break;
        alike += 2 * sum / variance;
    }
    return std::max(1.0, alike / byResampling);
}

Selection select(const PreparedSpectrum& data, const PreparedSpectrum& model,
                 const PhysicalFitOptions& options)
{
    Selection selection;
    std::vector<double> weights;
    for (std::size_t i = 0; i < data.grid.size; ++i) {
        if (!data.mask[i] || !model.mask[i])
            continue;
        const double lines = options.lineError * lineDistrust(data.grid.wavelength(i))
            * static_cast<double>(1 - model.flux[i]);
        const double error = std::hypot(static_cast<double>(data.error[i]), options.modelError, lines)
            * std::sqrt(correlatedPixels);
        selection.pixels.push_back(i);
        weights.push_back(1 / error);
    }
    selection.weight = Eigen::Map<Eigen::VectorXd>(weights.data(), static_cast<Eigen::Index>(weights.size()));
    const auto all = selection.residuals(data, model);
    selection.scatter = scatterAlong(all);
    std::vector<Eigen::Index> rows;
    for (Eigen::Index i = 0; i < all.size(); ++i)
        if (std::abs(all(i)) <= options.clipSigmas * selection.scatter(i))
            rows.push_back(i);
    selection.keep(rows);
    const Eigen::VectorXd kept = selection.residuals(data, model).cwiseQuotient(selection.scatter);
    selection.scatter *= std::sqrt(alikeNeighbours(selection.pixels, kept));
    selection.weight.array() /= selection.scatter.array();
    return selection;
}

} // namespace

ObservedStar toStar(const FitParameters& p)
{
    ObservedStar observed;
    std::copy_n(p.begin(), labelCount, observed.star.labels.begin());
    observed.star.vmic = p[labelCount];
    observed.star.logC12C13 = p[labelCount + 1];
    observed.velocity = p[velocityIndex];
    observed.fwhm = p[fwhmIndex];
    observed.slope = p[slopeIndex];
    observed.background = p[backgroundIndex];
    return observed;
}

Eigen::VectorXd Selection::residuals(const PreparedSpectrum& data, const PreparedSpectrum& model) const
{
    Eigen::VectorXd result(weight.size());
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        result(row) = weight(row) * static_cast<double>(data.flux[pixels[i]] - model.flux[pixels[i]]);
    }
    return result;
}

void Selection::keep(const std::vector<Eigen::Index>& rows)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        pixels[i] = pixels[static_cast<std::size_t>(rows[i])];
    pixels.resize(rows.size());
    weight = weight(rows).eval();
    scatter = scatter(rows).eval();
}

Eigen::VectorXd Linearised::sigma() const
{
    Eigen::MatrixXd regular = normal;
    regular.diagonal().array() += 1e-9;
    return regular.inverse().diagonal().cwiseMax(0).cwiseSqrt();
}

FitProblem::FitProblem(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared,
                       const PhysicalFitOptions& options)
    : m_observed(emulator, spectrum, prepared)
    , m_data(prepared)
    , m_options(options)
    , m_lower(toParameters(emulator.lowerBound(), -1e9, m_observed.smallestFwhm()))
    , m_upper(toParameters(emulator.upperBound(), 1e9, 12e-4))
{
    const bool isNirspec = spectrum.instrument != Instrument::Apogee;
    for (std::size_t k = options.labelsFixed ? labelCount : 0; k < fitParameterCount; ++k)
        if (isNirspec || k < slopeIndex)
            m_free.push_back(k);
    m_lower[slopeIndex] = -1e-3;
    m_upper[slopeIndex] = 1e-3;
    m_lower[backgroundIndex] = -0.2;
    m_upper[backgroundIndex] = 0.5;
    m_step.assign(m_free.size(), 1);
}

FitParameters FitProblem::startAt(const StellarParameters& star)
{
    m_start = toParameters(star, m_data.velocity, m_observed.usualFwhm());
    m_priorCentre = m_start;
    for (std::size_t k = 3; k < starParameters; ++k) // abundances, vmic and ¹²C/¹³C are held near the start
        m_priorSigma[k] = m_options.abundancePrior;
    m_priorSigma[slopeIndex] = slopeScatter;
    m_priorSigma[backgroundIndex] = backgroundScatter;
    for (const auto& given : m_options.given) {
        const auto k = indexOf(given.label);
        const double narrow = std::min(given.sigma, m_priorSigma[k] > 0 ? m_priorSigma[k] : given.sigma);
        m_priorCentre[k] = m_start[k] = given.value;
        m_priorSigma[k] = narrow;
    }
    return inside(m_start);
}

PreparedSpectrum FitProblem::observe(const FitParameters& p) const
{
    return std::move(m_observed.observe({ toStar(p) }).front());
}

FitParameters FitProblem::inside(FitParameters p) const
{
    for (std::size_t k = 0; k < fitParameterCount; ++k)
        p[k] = std::clamp(p[k], m_lower[k], m_upper[k]);
    return p;
}

double FitProblem::pull(const FitParameters& p, std::size_t k) const
{
    return (m_priorCentre[k] - p[k]) / m_priorSigma[k];
}

double FitProblem::objective(const Selection& selection, const PreparedSpectrum& model,
                             const FitParameters& p) const
{
    double sum = selection.residuals(m_data, model).squaredNorm();
    for (const auto k : m_free)
        sum += hasPrior(k) ? std::pow(pull(p, k), 2) : 0;
    return sum;
}

void FitProblem::setSigma(const Eigen::VectorXd& sigma)
{
    for (std::size_t i = 0; i < m_free.size(); ++i)
        m_step[i] = std::clamp(0.1 * sigma(static_cast<Eigen::Index>(i)), 0.02, 1.0);
}

Linearised FitProblem::linearise(const FitParameters& p) const
{
    std::vector<ObservedStar> stars { toStar(p) };
    for (std::size_t i = 0; i < m_free.size(); ++i) {
        const auto k = m_free[i];
        auto next = p;
        next[k] += m_step[i] * scaleOf(k);
        stars.push_back(toStar(next));
    }
    const auto models = m_observed.observe(stars);
    Linearised result;
    result.selection = select(m_data, models[0], m_options);
    const auto residuals = result.selection.residuals(m_data, models[0]);
    Eigen::MatrixXd jacobian(residuals.size(), static_cast<Eigen::Index>(m_free.size()));
    for (std::size_t i = 0; i < m_free.size(); ++i)
        jacobian.col(static_cast<Eigen::Index>(i))
            = result.selection.residuals(models[i + 1], models[0]) / m_step[i];
    result.normal = jacobian.transpose() * jacobian;
    result.gradient = jacobian.transpose() * residuals;
    for (std::size_t i = 0; i < m_free.size(); ++i)
        if (const auto k = m_free[i]; hasPrior(k)) {
            const auto row = static_cast<Eigen::Index>(i);
            const double unit = scaleOf(k) / m_priorSigma[k];
            result.normal(row, row) += unit * unit;
            result.gradient(row) += unit * pull(p, k);
        }
    result.objective = objective(result.selection, models[0], p);
    result.chiSquare = residuals.cwiseProduct(result.selection.scatter).squaredNorm();
    return result;
}

FitParameters FitProblem::stepped(FitParameters p, const Eigen::VectorXd& step) const
{
    constexpr double longest = 4; // scales: spectra bend
    for (std::size_t i = 0; i < m_free.size(); ++i) {
        const auto k = m_free[i];
        p[k] += scaleOf(k) * std::clamp(step(static_cast<Eigen::Index>(i)), -longest, longest);
    }
    return inside(p);
}

std::vector<Eigen::Index> FitProblem::outward(const FitParameters& p, const Eigen::VectorXd& step) const
{
    std::vector<Eigen::Index> rows;
    for (std::size_t i = 0; i < m_free.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const auto k = m_free[i];
        if ((step(row) < 0 && p[k] <= m_lower[k]) || (step(row) > 0 && p[k] >= m_upper[k]))
            rows.push_back(row);
    }
    return rows;
}

} // namespace syzygy
