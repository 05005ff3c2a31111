#include "core/analysis/reference.h"

#include "core/analysis/modetraits.h"
#include "core/units.h"

#include <cmath>

namespace syzygy {

namespace {

/// An error so small that the reference counts as noise-free, of the normalised flux.
constexpr double referenceError = 1e-4;

std::vector<double> referenceEdges(const ModelGrid& target)
{
    std::vector<double> edges;
    if (const auto& traits = traitsOf(target); traits.band == Band::Nirspec) {
        for (double edge = 0.967; edge < 1.827; edge += traits.pixel)
            edges.push_back(edge);
        return edges;
    }
    const auto& grid = apogeeModelGrid();
    for (std::size_t i = 0; i <= grid.size; ++i)
        edges.push_back(std::pow(10.0, grid.start + grid.step * (static_cast<double>(i) - 0.5))
                        * micronsPerAngstrom);
    return edges;
}

Spectrum observeClean(const FineSpectrum& star, Band band, const LineSpread& lineSpread,
                      const std::vector<double>& edges)
{
    auto fine = star;
    std::vector<float> broadened;
    if (band == Band::Nirspec) {
        broadened = broaden(star, lineSpread);
        fine.flux = broadened;
    }
    Spectrum spectrum;
    spectrum.instrument = band == Band::Nirspec ? Instrument::Nirspec : Instrument::Apogee;
    spectrum.frame = Frame::Rest;
    spectrum.flux = integratePixels(fine, edges, 0);
    for (std::size_t i = 0; i < spectrum.flux.size(); ++i)
        spectrum.wavelength.push_back(0.5 * (edges[i] + edges[i + 1]));
    spectrum.error.assign(spectrum.flux.size(), referenceError);
    spectrum.quality.assign(spectrum.flux.size(), 0);
    return spectrum;
}

} // namespace

std::vector<PreparedSpectrum>
referenceSpectra(const Emulator& emulator, std::span<const StellarParameters> stars, const ModelGrid& target)
{
    const auto& traits = traitsOf(target);
    const auto flux = emulator.emulate(traits.band, stars);
    const auto& grid = emulator.grid(traits.band);
    const auto edges = referenceEdges(target);
    std::vector<PreparedSpectrum> spectra;
    for (std::size_t i = 0; i < stars.size(); ++i) {
        const FineSpectrum fine { grid.lnStart + std::log(micronsPerAngstrom), grid.lnStep,
                                  grid.resolvingPower, std::span(flux).subspan(i * grid.size, grid.size) };
        const auto observed = observeClean(fine, traits.band, traits.lineSpread, edges);
        spectra.push_back(prepare(observed, target, 0));
    }
    return spectra;
}

std::vector<StellarParameters> templateStars()
{
    struct Kind {
        double teff, logg, vmic;
    };
    std::vector<StellarParameters> stars;
    for (const auto& [teff, logg, vmic] : { Kind { 3800, 0.8, 1.9 },
                                            { 4200, 1.5, 1.7 },
                                            { 4600, 2.2, 1.5 },
                                            { 5000, 2.7, 1.3 },
                                            { 4500, 4.6, 0.9 },
                                            { 5300, 4.5, 1.0 },
                                            { 6100, 4.3, 1.2 } })
        for (const double feH : { -1.8, -0.8, 0.0 }) {
            StellarParameters star;
            star[Label::Teff] = teff;
            star[Label::Logg] = logg;
            star[Label::FeH] = feH;
            const double alpha = feH < -0.5 ? 0.3 : 0.05;
            for (const auto label : { Label::O, Label::Mg, Label::Si, Label::S, Label::Ca, Label::Ti })
                star[label] = alpha;
            star[Label::N] = logg < 3.5 ? 0.25 : 0;
            star.vmic = vmic;
            stars.push_back(star);
        }
    return stars;
}

} // namespace syzygy
