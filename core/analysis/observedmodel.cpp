#include "core/analysis/observedmodel.h"

#include "core/analysis/modetraits.h"
#include "core/parallel.h"
#include "core/units.h"

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

} // namespace

ObservedModel::ObservedModel(const Emulator& emulator, const Spectrum& spectrum,
                             const PreparedSpectrum& prepared)
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

PreparedSpectrum ObservedModel::observeOne(std::span<const float> flux, const ObservedStar& star) const
{
    const auto& grid = m_emulator.grid(m_band);
    FineSpectrum fine { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep, grid.resolvingPower, flux };
    const double slope = m_band == Band::Apogee ? star.fwhm / referenceWavelength() : 0;
    const auto spread = broaden(fine, { star.fwhm, slope, referenceWavelength() });
    fine.flux = spread;
    auto model = m_spectrum;
    for (std::size_t i = 0; i < model.size(); ++i) {
        const double half = 0.5 * m_width[i];
        model.flux[i]
            = pixelMean(fine, { model.wavelength[i] - half, model.wavelength[i] + half }, star.velocity);
    }
    return prepareMasked(model, m_prepared.reasons, m_prepared.grid, m_prepared.velocity);
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
