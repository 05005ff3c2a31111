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
    double slope = 0; ///< µm per µm, of the FWHM along the spectrum; NIRSpec's only, APOGEE's has one of
                      ///< constant resolving power
    double background = 0; ///< left in the flux, over its median; NIRSpec's only
};

/// Emulated spectra at the samples of one spectrum, prepared with its mask by the same function. Refers to
/// all three arguments.
class ObservedModel {
public:
    ObservedModel(const Emulator& emulator, const Spectrum& spectrum, const PreparedSpectrum& prepared);

    double smallestFwhm() const; ///< µm: what the emulator's spectra have already
    double usualFwhm() const;
    std::vector<PreparedSpectrum> observe(const std::vector<ObservedStar>& stars) const;
    /// Takes the response to be what is between the spectrum and this star: smooth on each side of a gap. The
    /// running mean that both are divided by has one side only at the ends, and sees the response's slope
    /// there.
    void followResponse(const ObservedStar& star);

private:
    double referenceWavelength() const { return m_band == Band::Nirspec ? 1.3 : 1.6; }
    std::vector<double> samplesOf(std::span<const float> flux,
                                  const ObservedStar& star) const; ///< normalised
    PreparedSpectrum observeOne(std::span<const float> flux, const ObservedStar& star) const;
    static double pixelMean(const FineSpectrum& fine, const std::array<double, 2>& edges, double velocity);

    const Emulator& m_emulator;
    const Spectrum& m_spectrum;
    const PreparedSpectrum& m_prepared;
    Band m_band;
    std::vector<double> m_width;    ///< of each sample's pixel, µm
    std::vector<double> m_response; ///< of each sample, in the spectrum's flux unit
    double m_medianResponse = 1;
};

} // namespace syzygy
