#include "core/analysis/observedmodel.h"

#include "core/analysis/modetraits.h"
#include "core/median.h"
#include "core/parallel.h"
#include "core/processing/smoothterms.h"
#include "core/units.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// Catmull & Rom (1974): its slope has no jumps, so that a fit can follow the velocity through the pixels.
double interpolated(std::span<const float> flux, double x)
{
    const auto k = static_cast<std::size_t>(x);
    const double t = x - static_cast<double>(k);
    const auto f = [&](std::size_t i) { return static_cast<double>(flux[i]); };
    const double before = f(k - 1), left = f(k), right = f(k + 1), after = f(k + 2);
    const double cubic = 3 * (left - right) + after - before;
    const double square = 2 * before - 5 * left + 4 * right - after;
    return left + 0.5 * t * (right - before + t * (square + t * cubic));
}

/// The smooth factor between a model and the samples [first, last) of a spectrum, by weighted least squares.
void fitResponse(const Spectrum& spectrum, const std::vector<MaskReason>& reasons,
                 const std::vector<double>& model, SampleRange range, std::vector<double>& response)
{
    constexpr std::size_t samplesPerTerm = 100;
    const auto [first, last] = range;
    const SmoothTerms terms(spectrum.wavelength, range);
    const auto size
        = static_cast<Eigen::Index>(std::min(SmoothTerms::usual, 1 + (last - first) / samplesPerTerm));
    Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(size, size);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(size), row(size);
    const auto fill = [&](std::size_t i) {
        for (Eigen::Index term = 0; term < size; ++term)
            row(term) = terms.at(spectrum.wavelength[i], static_cast<std::size_t>(term));
    };
    for (auto i = first; i < last; ++i) {
        if (reasons[i] != MaskReason::Used)
            continue;
        fill(i);
        row *= model[i] / spectrum.error[i];
        normal += row * row.transpose();
        right += row * (spectrum.flux[i] / spectrum.error[i]);
    }
    normal.diagonal().array() += 1e-12 * normal.trace() + 1e-300;
    const Eigen::VectorXd coefficients = normal.ldlt().solve(right);
    for (auto i = first; i < last; ++i) {
        fill(i);
        response[i] = coefficients.dot(row);
    }
}

} // namespace

ObservedModel::ObservedModel(const Emulator& emulator, const Spectrum& spectrum,
                             const PreparedSpectrum& prepared)
    : m_emulator(emulator)
    , m_spectrum(spectrum)
    , m_prepared(prepared)
    , m_band(spectrum.instrument == Instrument::Apogee ? Band::Apogee : Band::Nirspec)
    , m_response(spectrum.size(), 1)
{
    const auto& wavelength = spectrum.wavelength;
    for (std::size_t i = 0; i < wavelength.size(); ++i) {
        // A pixel is as wide as the distance to its nearer neighbour: across a gap that is its own width.
        const double left = i > 0 ? wavelength[i] - wavelength[i - 1] : 1;
        const double right = i + 1 < wavelength.size() ? wavelength[i + 1] - wavelength[i] : 1;
        m_width.push_back(std::min(left, right));
    }
}

double ObservedModel::smallestFwhm() const
{
    return referenceWavelength() / m_emulator.grid(m_band).resolvingPower;
}

double ObservedModel::usualFwhm() const
{
    if (m_band == Band::Apogee)
        return 1.05 * smallestFwhm();
    return traitsOf(m_prepared.grid).lineSpread.fwhm;
}

std::vector<PreparedSpectrum> ObservedModel::observe(const std::vector<ObservedStar>& stars) const
{
    std::vector<StellarParameters> parameters;
    for (const auto& star : stars)
        parameters.push_back(star.star);
    const auto flux = m_emulator.emulate(m_band, parameters);
    const auto size = m_emulator.grid(m_band).size;
    std::vector<PreparedSpectrum> models(stars.size());
    parallelFor(stars.size(), [&](std::size_t i) {
        models[i] = observeOne(std::span(flux).subspan(i * size, size), stars[i]);
    });
    return models;
}

std::vector<double> ObservedModel::samplesOf(std::span<const float> flux, const ObservedStar& star) const
{
    const auto& grid = m_emulator.grid(m_band);
    FineSpectrum fine { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep, grid.resolvingPower, flux };
    const double slope = m_band == Band::Apogee ? star.fwhm / referenceWavelength() : star.slope;
    const auto spread = broaden(fine, { star.fwhm, slope, referenceWavelength() });
    fine.flux = spread;
    std::vector<double> samples(m_spectrum.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double half = 0.5 * m_width[i], wavelength = m_spectrum.wavelength[i];
        samples[i] = pixelMean(fine, { wavelength - half, wavelength + half }, star.velocity);
    }
    return samples;
}

PreparedSpectrum ObservedModel::observeOne(std::span<const float> flux, const ObservedStar& star) const
{
    auto model = m_spectrum;
    model.flux = samplesOf(flux, star);
    for (std::size_t i = 0; i < model.size(); ++i)
        model.flux[i] = model.flux[i] * m_response[i] + star.background * m_medianResponse;
    return prepareMasked(model, m_prepared.reasons, m_prepared.grid, m_prepared.velocity);
}

void ObservedModel::followResponse(const ObservedStar& star)
{
    const auto model = samplesOf(m_emulator.emulate(m_band, std::span(&star.star, 1)), star);
    for (const auto& range : SmoothTerms::rangesOf(m_spectrum.wavelength))
        fitResponse(m_spectrum, m_prepared.reasons, model, range, m_response);
    const double median = medianOf(m_response);
    m_medianResponse = median > 0 ? median : 1;
    for (auto& response : m_response)
        response = std::max(response, 1e-3 * m_medianResponse);
}

/// Mean of the fine spectrum over one pixel; the continuum where the synthetic spectrum ends.
double ObservedModel::pixelMean(const FineSpectrum& fine, const std::array<double, 2>& edges, double velocity)
{
    const double shift = std::log1p(velocity / speedOfLight);
    const double from = (std::log(edges[0]) - shift - fine.lnStart) / fine.lnStep;
    const double to = (std::log(edges[1]) - shift - fine.lnStart) / fine.lnStep;
    if (!(from >= 1) || !(to < static_cast<double>(fine.flux.size()) - 3))
        return 1;
    // Simpson's rule on the interpolated spectrum: the fine grid is a third of a pixel or finer.
    const double middle = 0.5 * (from + to), quarter = 0.25 * (to - from);
    const auto at = [&](double x) { return interpolated(fine.flux, x); };
    return (at(from) + 4 * at(middle - quarter) + 2 * at(middle) + 4 * at(middle + quarter) + at(to)) / 12;
}

} // namespace syzygy
