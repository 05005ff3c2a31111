#pragma once

#include "core/processing/linespread.h"
#include "core/random.h"
#include "core/spectrum.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace syzygy::test {

/// A continuum of 1 with Gaussian lines as narrow as its resolving power, uniform in ln λ.
struct LineStar {
    double lnStart = 0; ///< ln µm
    double lnStep = 5e-5;
    double resolvingPower = 8000;
    std::vector<float> flux;

    FineSpectrum fine() const { return { lnStart, lnStep, resolvingPower, flux }; }
};

inline LineStar flatStar(double first = 0.955, double last = 1.91)
{
    LineStar star;
    star.lnStart = std::log(first);
    star.flux.assign(static_cast<std::size_t>((std::log(last) - star.lnStart) / star.lnStep), 1);
    return star;
}

inline void addLine(LineStar& star, double wavelength, double depth)
{
    const double sigma = 1 / (star.resolvingPower * fwhmPerSigma * star.lnStep); // pixels
    const double centre = (std::log(wavelength) - star.lnStart) / star.lnStep;
    const auto last = std::min(static_cast<double>(star.flux.size()) - 1, std::ceil(centre + 6 * sigma));
    for (double pixel = std::max(0.0, std::floor(centre - 6 * sigma)); pixel <= last; ++pixel)
        star.flux[static_cast<std::size_t>(pixel)]
            -= static_cast<float>(depth * std::exp(-0.5 * std::pow((pixel - centre) / sigma, 2)));
}

/// `lines` lines at seeded places, most of them weak, none deeper than `deepest` (before it is broadened).
inline LineStar lineStar(std::uint64_t seed, int lines = 700, double deepest = 0.7)
{
    auto star = flatStar();
    Random random(seed);
    for (int k = 0; k < lines; ++k) {
        const double wavelength = random.uniform(0.96, 1.90);
        addLine(star, wavelength, deepest * std::pow(random.uniform(), 3));
    }
    for (auto& flux : star.flux)
        flux = std::max(flux, 0.3F);
    return star;
}

/// Pixels of 2.35 Å and a line spread of 3.5 Å, the middle of what NIRSpec G140H does.
inline Spectrum exposed(const LineStar& star, double velocity = 0, double first = 0.967, double last = 1.83)
{
    auto fine = star.fine();
    const auto spread = broaden(fine, { 3.5e-4, 0, 1.3 });
    fine.flux = spread;
    std::vector<double> edges;
    for (double edge = first; edge < last; edge += 2.35e-4)
        edges.push_back(edge);
    Spectrum spectrum;
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric;
    spectrum.flux = integratePixels(fine, edges, velocity);
    for (std::size_t i = 0; i < spectrum.flux.size(); ++i)
        spectrum.wavelength.push_back(0.5 * (edges[i] + edges[i + 1]));
    spectrum.error.assign(spectrum.size(), 1e-4);
    spectrum.quality.assign(spectrum.size(), 0);
    return spectrum;
}

/// Adds noise of 1 / snr and states it.
inline void addNoise(Spectrum& spectrum, double snr, std::uint64_t seed)
{
    Random random(seed);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        spectrum.flux[i] += random.normal() / snr;
        spectrum.error[i] = 1 / snr;
    }
}

} // namespace syzygy::test
