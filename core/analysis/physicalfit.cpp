#include "core/analysis/physicalfit.h"

#include "core/error.h"
#include "core/parallel.h"
#include "core/processing/linespread.h"
#include "core/units.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::size_t starParameters = labelCount + 2; ///< labels, vmic, log 12C/13C
constexpr std::size_t velocityIndex = starParameters;
constexpr std::size_t fwhmIndex = starParameters + 1;
constexpr std::size_t parameterCount = starParameters + 2;
using Parameters = std::array<double, parameterCount>;

/// Neighbouring pixels of the model grid share samples of the spectrum; χ² counts them as independent.
constexpr double correlatedPixels = 1.5;

/// Natural scale of each parameter: the step of its derivative, the unit of the damping.
constexpr double scaleOf(std::size_t k)
{
    if (k == 0)
        return 40; // K
    if (k == velocityIndex)
        return 3; // km/s
    if (k == fwhmIndex)
        return 0.3e-4; // µm
    return k == 1 ? 0.1 : 0.06;
}

Parameters toParameters(const StellarParameters& star, double velocity, double fwhm)
{
    Parameters p {};
    std::copy(star.labels.begin(), star.labels.end(), p.begin());
    p[labelCount] = star.vmic;
    p[labelCount + 1] = star.logC12C13;
    p[velocityIndex] = velocity;
    p[fwhmIndex] = fwhm;
    return p;
}

StellarParameters toStar(const Parameters& p)
{
    StellarParameters star;
    std::copy_n(p.begin(), labelCount, star.labels.begin());
    star.vmic = p[labelCount];
    star.logC12C13 = p[labelCount + 1];
    return star;
}

/// The model side of the comparison, for one spectrum.
class Observer {
public:
    Observer(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared)
        : m_emulator(emulator)
        , m_spectrum(spectrum)
        , m_prepared(prepared)
        , m_band(spectrum.instrument == Instrument::Apogee ? Band::Apogee : Band::Nirspec)
    {
        const auto& wavelength = spectrum.wavelength;
        for (std::size_t i = 0; i < wavelength.size(); ++i) {
            // A pixel is as wide as the distance to its nearer neighbour: across a gap that is its own width.
            const double left = i > 0 ? wavelength[i] - wavelength[i - 1] : 1;
            const double right = i + 1 < wavelength.size() ? wavelength[i + 1] - wavelength[i] : 1;
            m_width.push_back(std::min(left, right));
        }
    }

    double referenceWavelength() const { return m_band == Band::Nirspec ? 1.3 : 1.6; }
    double smallestFwhm() const { return referenceWavelength() / m_emulator.grid(m_band).resolvingPower; }

    /// Prepared models of several parameter sets.
    std::vector<PreparedSpectrum> observe(const std::vector<Parameters>& sets) const
    {
        std::vector<StellarParameters> stars;
        for (const auto& set : sets)
            stars.push_back(toStar(set));
        const auto flux = m_emulator.emulate(m_band, stars);
        const auto size = m_emulator.grid(m_band).size;
        std::vector<PreparedSpectrum> models(sets.size());
        parallelFor(sets.size(), [&](std::size_t i) { models[i] = observeOne(std::span(flux).subspan(i * size, size), sets[i]); });
        return models;
    }

private:
    PreparedSpectrum observeOne(std::span<const float> flux, const Parameters& p) const
    {
        const auto& grid = m_emulator.grid(m_band);
        FineSpectrum fine { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep, grid.resolvingPower, flux };
        const double slope = m_band == Band::Apogee ? p[fwhmIndex] / referenceWavelength() : 0;
        const auto spread = broaden(fine, { p[fwhmIndex], slope, referenceWavelength() });
        fine.flux = spread;
        auto model = m_spectrum;
        for (std::size_t i = 0; i < model.size(); ++i) {
            const double half = 0.5 * m_width[i];
            const std::array<double, 2> edges { model.wavelength[i] - half, model.wavelength[i] + half };
            model.flux[i] = pixelMean(fine, edges, p[velocityIndex]);
        }
        return prepareMasked(model, m_prepared.reasons, m_prepared.grid, m_prepared.velocity);
    }

    /// Mean of the fine spectrum over one pixel; the continuum where the synthetic spectrum ends.
    static double pixelMean(const FineSpectrum& fine, const std::array<double, 2>& edges, double velocity)
    {
        const double shift = std::log1p(velocity / speedOfLight);
        const double from = (std::log(edges[0]) - shift - fine.lnStart) / fine.lnStep;
        const double to = (std::log(edges[1]) - shift - fine.lnStart) / fine.lnStep;
        const auto last = static_cast<double>(fine.flux.size() - 1);
        if (from < 0 || to > last - 1)
            return 1;
        // Simpson's rule on the interpolated spectrum: the fine grid is a third of a pixel or finer.
        const auto at = [&](double x) {
            const auto k = static_cast<std::size_t>(x);
            const double t = x - static_cast<double>(k);
            return (1 - t) * static_cast<double>(fine.flux[k]) + t * static_cast<double>(fine.flux[k + 1]);
        };
        const double middle = 0.5 * (from + to), quarter = 0.25 * (to - from);
        return (at(from) + 4 * at(middle - quarter) + 2 * at(middle) + 4 * at(middle + quarter) + at(to)) / 12;
    }

    const Emulator& m_emulator;
    const Spectrum& m_spectrum;
    const PreparedSpectrum& m_prepared;
    Band m_band;
    std::vector<double> m_width;
};

/// Weighted residuals of the pixels in use.
struct Residuals {
    std::vector<std::size_t> pixels;
    Eigen::VectorXd weighted;
    Eigen::VectorXd inverseError;
    double chiSquare = 0;
};

Residuals residualsOf(const PreparedSpectrum& data, const PreparedSpectrum& model, const PhysicalFitOptions& options, double clipScale)
{
    Residuals result;
    std::vector<double> values, inverse;
    for (std::size_t i = 0; i < data.grid.size; ++i) {
        if (!data.mask[i] || !model.mask[i])
            continue;
        const double error = std::hypot(static_cast<double>(data.error[i]), options.modelError) * std::sqrt(correlatedPixels);
        const double residual = static_cast<double>(data.flux[i] - model.flux[i]) / error;
        if (std::abs(residual) > options.clipSigmas * clipScale)
            continue;
        result.pixels.push_back(i);
        values.push_back(residual);
        inverse.push_back(1 / error);
        result.chiSquare += residual * residual;
    }
    result.weighted = Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
    result.inverseError = Eigen::Map<Eigen::VectorXd>(inverse.data(), static_cast<Eigen::Index>(inverse.size()));
    return result;
}

/// Robust scatter of all residuals in units of the errors, at least 1.
double scatterOf(const PreparedSpectrum& data, const PreparedSpectrum& model, const PhysicalFitOptions& options)
{
    auto all = residualsOf(data, model, options, 1e9);
    if (all.weighted.size() < 10)
        return 1;
    std::vector<double> absolute(all.weighted.data(), all.weighted.data() + all.weighted.size());
    for (auto& value : absolute)
        value = std::abs(value);
    const auto middle = absolute.begin() + static_cast<std::ptrdiff_t>(absolute.size() / 2);
    std::nth_element(absolute.begin(), middle, absolute.end());
    return std::max(1.0, 1.4826 * *middle);
}

/// One linearisation: normal equations in units of scaleOf().
struct Linearised {
    Eigen::MatrixXd normal;
    Eigen::VectorXd gradient;
    std::size_t pixels = 0;
    double chiSquare = 0;
};

Linearised linearise(const Observer& observer, const PreparedSpectrum& data, const Parameters& p, const Parameters& start,
                     const PhysicalFitOptions& options)
{
    std::vector<Parameters> sets { p };
    for (std::size_t k = 0; k < parameterCount; ++k) {
        sets.push_back(p);
        sets.back()[k] += scaleOf(k);
    }
    const auto models = observer.observe(sets);
    const double scatter = scatterOf(data, models[0], options);
    const auto residuals = residualsOf(data, models[0], options, scatter);
    Eigen::MatrixXd jacobian(residuals.weighted.size(), static_cast<Eigen::Index>(parameterCount));
    for (std::size_t k = 0; k < parameterCount; ++k)
        for (std::size_t i = 0; i < residuals.pixels.size(); ++i) {
            const auto pixel = residuals.pixels[i];
            const auto row = static_cast<Eigen::Index>(i);
            jacobian(row, static_cast<Eigen::Index>(k))
                = static_cast<double>(models[k + 1].flux[pixel] - models[0].flux[pixel]) * residuals.inverseError(row);
        }
    const double weight = 1 / (scatter * scatter);
    Linearised linearised { weight * jacobian.transpose() * jacobian, weight * jacobian.transpose() * residuals.weighted,
                            residuals.pixels.size(), residuals.chiSquare };
    for (std::size_t k = 3; k < starParameters; ++k) {
        const auto i = static_cast<Eigen::Index>(k);
        const double pull = scaleOf(k) / options.abundancePrior;
        linearised.normal(i, i) += pull * pull;
        linearised.gradient(i) += pull * (start[k] - p[k]) / options.abundancePrior;
    }
    return linearised;
}

Parameters stepped(const Emulator& emulator, const Observer& observer, Parameters p, const Eigen::VectorXd& step)
{
    constexpr double longest = 4; // scales per iteration: spectra bend
    const auto lower = toParameters(emulator.lowerBound(), -1e9, observer.smallestFwhm());
    const auto upper = toParameters(emulator.upperBound(), 1e9, 12e-4);
    for (std::size_t k = 0; k < parameterCount; ++k)
        p[k] = std::clamp(p[k] + scaleOf(k) * std::clamp(step(static_cast<Eigen::Index>(k)), -longest, longest), lower[k], upper[k]);
    return p;
}

void fillSigma(const Linearised& linearised, PhysicalFit& fit)
{
    const Eigen::MatrixXd covariance = linearised.normal.inverse();
    const auto sigma = [&](std::size_t k) {
        const auto i = static_cast<Eigen::Index>(k);
        return scaleOf(k) * std::sqrt(std::max(0.0, covariance(i, i)));
    };
    for (std::size_t k = 0; k < labelCount; ++k)
        fit.sigma[k] = sigma(k);
    fit.velocitySigma = sigma(velocityIndex);
    fit.fwhmSigma = sigma(fwhmIndex);
    const auto freedom = static_cast<double>(linearised.pixels) - static_cast<double>(parameterCount);
    fit.reducedChiSquare = freedom > 0 ? linearised.chiSquare / freedom : 0;
}

} // namespace

PhysicalFit fitEmulator(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared,
                        const StellarParameters& start, const PhysicalFitOptions& options, std::stop_token stop)
{
    constexpr double damping = 0.02;
    constexpr double smallStep = 0.05; // scales
    const Observer observer(emulator, spectrum, prepared);
    const double firstFwhm = spectrum.instrument == Instrument::Apogee ? 1.05 * observer.smallestFwhm() : 3.5e-4;
    const auto first = toParameters(start, prepared.velocity, firstFwhm);
    auto p = stepped(emulator, observer, first, Eigen::VectorXd::Zero(static_cast<Eigen::Index>(parameterCount)));
    PhysicalFit fit;
    while (fit.iterations < options.iterations && !fit.converged) {
        if (stop.stop_requested())
            throw Cancelled();
        auto linearised = linearise(observer, prepared, p, first, options);
        Eigen::MatrixXd damped = linearised.normal;
        damped.diagonal() *= 1 + damping;
        damped.diagonal().array() += 1e-6;
        const Eigen::VectorXd step = damped.ldlt().solve(linearised.gradient);
        p = stepped(emulator, observer, p, step);
        fit.converged = step.cwiseAbs().maxCoeff() < smallStep;
        ++fit.iterations;
    }
    fillSigma(linearise(observer, prepared, p, first, options), fit);
    fit.star = toStar(p);
    fit.velocity = p[velocityIndex];
    fit.fwhm = p[fwhmIndex];
    fit.model = observer.observe({ p }).front().flux;
    return fit;
}

} // namespace syzygy
