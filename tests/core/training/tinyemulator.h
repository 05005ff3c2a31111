#pragma once

#include "core/random.h"
#include "core/training/emulator/emulatortraining.h"
#include "core/training/mocks/labelprior.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace syzygy::test {

/// A line of one element; strong where the element is abundant and the star cool.
struct TinyLine {
    double pixel = 0;
    double strength = 0;
    double warmth = 0;     ///< how fast it fades with Teff
    std::size_t label = 0; ///< FeH or an element
};

inline std::vector<TinyLine> tinyLines(std::size_t pixels, std::uint64_t seed)
{
    Random random(seed);
    std::vector<TinyLine> lines;
    for (int k = 0; k < 500; ++k)
        lines.push_back({ random.uniform(0, static_cast<double>(pixels)), std::pow(random.uniform(), 2),
                          random.uniform(0.2, 1.2), 2 + random.index(labelCount - 2) });
    return lines;
}

inline void addTinySpectrum(const StellarParameters& star, const std::vector<TinyLine>& lines, GridBand& band)
{
    std::vector<double> flux(band.pixels, 1);
    const double sigma = 1 / (band.resolvingPower * fwhmPerSigma * band.lnWavelengthStep);
    for (const auto& line : lines) {
        const double abundance = star[Label::FeH] + (line.label > 2 ? star.labels[line.label] : 0);
        const double cool = (5000 - star[Label::Teff]) / 1000 + 0.15 * (star[Label::Logg] - 2.5);
        const double strength = line.strength * std::exp(abundance + line.warmth * cool + 0.1 * star.vmic);
        const double depth = 0.6 * strength / (1 + strength);
        const auto first = static_cast<std::size_t>(std::max(0.0, line.pixel - 4 * sigma));
        const auto last = std::min(static_cast<std::size_t>(line.pixel + 4 * sigma), band.pixels);
        for (auto i = first; i < last; ++i)
            flux[i]
                *= 1 - depth * std::exp(-0.5 * std::pow((static_cast<double>(i) - line.pixel) / sigma, 2));
    }
    for (const double value : flux)
        band.values.push_back(static_cast<std::uint16_t>(std::lround(value * 50000)));
}

/// Few stars with invented lines, at the wavelengths and resolutions of the real grid.
inline SpectralGrid tinyGrid(std::size_t stars)
{
    SpectralGrid grid;
    grid.nirspec = { 12589, 9.181940897454485, 5e-5, 8000, {} };
    grid.apogee = { 8575, 4.179 * std::log(10.0), 6e-6 * std::log(10.0), 22500, {} };
    const auto nirspecLines = tinyLines(grid.nirspec.pixels, 1),
               apogeeLines = tinyLines(grid.apogee.pixels, 2);
    Random random(3);
    for (std::size_t n = 0; n < stars; ++n) {
        StellarParameters star;
        star[Label::Teff] = random.uniform(3800, 6200);
        star[Label::Logg] = random.uniform(0.5, 4.8);
        star[Label::FeH] = random.uniform(-1.5, 0.4);
        for (std::size_t k = 3; k < labelCount; ++k)
            star.labels[k] = random.uniform(-0.3, 0.5);
        star[Label::C] = random.uniform(-0.6, -0.3); // no carbon stars
        star.vmic = random.uniform(0.8, 2.2);
        star.logC12C13 = random.uniform(0.7, 1.9);
        addTinySpectrum(star, nirspecLines, grid.nirspec);
        addTinySpectrum(star, apogeeLines, grid.apogee);
        grid.stars.push_back(star);
    }
    return grid;
}

inline const Emulator& tinyEmulator()
{
    static const auto emulator = [] {
        EmulatorTrainingOptions options;
        options.components = 24;
        options.searchComponents = 6;
        options.epochs = 8;
        options.starsPerEpoch = 80;
        options.learningRate = 0.15;
        options.heldOutFraction = 0.05;
        return trainEmulator(tinyGrid(100), options, {}, {}).emulator;
    }();
    return emulator;
}

/// Giants and dwarfs around solar.
inline const LabelPrior& tinyPrior()
{
    static const auto prior = [] {
        Random random(42);
        std::vector<Labels> stars(600);
        for (std::size_t i = 0; i < stars.size(); ++i) {
            auto& star = stars[i];
            star.fill(std::numeric_limits<double>::quiet_NaN());
            star[indexOf(Label::Teff)] = random.normal(i % 3 ? 4700 : 5700, 150);
            star[indexOf(Label::Logg)] = random.normal(i % 3 ? 2.5 : 4.3, 0.15);
            star[indexOf(Label::FeH)] = random.normal(-0.3, 0.2);
            star[indexOf(Label::Mg)] = random.normal(0.1 - 0.3 * star[indexOf(Label::FeH)], 0.05);
            star[indexOf(Label::O)] = random.normal(star[indexOf(Label::Mg)], 0.05);
            star[indexOf(Label::Si)] = random.normal(0.5 * star[indexOf(Label::Mg)], 0.05);
            star[indexOf(Label::Ni)] = random.normal(0, 0.03);
        }
        LabelPriorOptions options;
        options.components = 4;
        return LabelPrior::fit(stars, stars, options);
    }();
    return prior;
}

} // namespace syzygy::test
