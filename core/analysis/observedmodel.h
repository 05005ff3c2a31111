// Private to core/analysis: the model side of a comparison with one spectrum.
#pragma once

#include "core/labels.h"
#include "core/nn/emulator.h"
#include "core/processing/linespread.h"
#include "core/processing/prepare.h"
#include "core/spectrum.h"

#include <array>
#include <span>
#include <vector>

namespace syzygy {

/// What an observed star is computed from.
struct ObservedStar {
    StellarParameters star;
    double velocity = 0; ///< km/s
    double fwhm = 0; ///< µm, of the line spread at 1.3 µm (NIRSpec) or 1.6 µm (APOGEE), before integration
                     ///< over pixels
};

/// Emulated spectra at the samples of one spectrum, prepared with its mask by the same function. Refers to
/// all three arguments.
class ObservedModel {
public:
    ObservedModel(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared);

    double smallestFwhm() const; ///< µm: what the emulator's spectra have already
    double usualFwhm() const;
    std::vector<PreparedSpectrum> observe(const std::vector<ObservedStar>& stars) const;

private:
    double referenceWavelength() const { return m_band == Band::Nirspec ? 1.3 : 1.6; }
    PreparedSpectrum observeOne(std::span<const float> flux, const ObservedStar& star) const;
    static double pixelMean(const FineSpectrum& fine, const std::array<double, 2>& edges, double velocity);

    const Emulator& m_emulator;
    const Spectrum& m_spectrum;
    const PreparedSpectrum& m_prepared;
    Band m_band;
    std::vector<double> m_width; ///< of each sample's pixel, µm
};

} // namespace syzygy
