#pragma once

#include "core/labels.h"
#include "core/nn/encoders.h"
#include "core/processing/prepare.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace syzygy {

/// How real lines differ from the emulator's, pixel by pixel of the model grid:
/// observed − 1 = offset + (1 + depth) · (model − 1). Empty where nothing was learnt.
struct SpectralCorrection {
    std::vector<float> offset, depth;

    bool empty() const { return depth.empty(); }
    std::vector<float> observedFrom(std::span<const float> model) const;
    std::vector<float> modelFrom(std::span<const float> observed) const;
    /// The spectrum as the emulator would have made it, given its model. Mask and errors stay.
    PreparedSpectrum removedFrom(PreparedSpectrum observed, std::span<const float> model) const;
};

/// What the labels of one instrument are wrong by, linear in Teff, log g and [Fe/H] as the encoders estimate
/// them, and how well that is known.
struct LabelCorrection {
    static constexpr std::size_t terms
        = 4; ///< constant, Teff / 500 K, log g / 1 dex, [Fe/H] / 0.5 dex, about `centre`

    struct Trend {
        std::array<double, terms> weight {};
        std::array<double, terms * terms> covariance {};
        double scatter = 0; ///< 1σ of stars about the trend beyond their stated σ

        double shift(const std::array<double, terms>& position) const;
        double variance(const std::array<double, terms>& position) const; ///< of the shift, and the scatter
    };
    std::array<double, 3> centre {};
    std::array<Trend, labelCount> trends {};

    std::array<double, terms> position(const Labels& estimate) const;
};

/// What fine-tuning learnt about one instrument.
struct InstrumentCorrection {
    SpectralCorrection spectral;
    LabelCorrection labels;
    std::size_t stars = 0; ///< learnt from; 0: nothing
};

/// Written as correction.json into a fine-tuned bundle.
struct Correction {
    InstrumentCorrection nirspec, apogee;

    void save(const std::filesystem::path& file) const;
    static Correction load(const std::filesystem::path& file); ///< Throws Error.
};

/// Encodes spectra of one instrument with its correction: lines corrected with the model that is found by
/// iteration, labels shifted, what the correction leaves uncertain added to sigmaModel. bestFit is as
/// observed. cuts: see Encoders::encode().
std::vector<Encoding> encode(const Encoders& encoders, const InstrumentCorrection& correction,
                             std::span<const PreparedSpectrum* const> spectra,
                             std::span<const std::size_t> cuts = {});

/// The same from what encoders.encode() said of the spectra as they are.
std::vector<Encoding> encode(const Encoders& encoders, const InstrumentCorrection& correction,
                             std::span<const PreparedSpectrum* const> spectra,
                             std::vector<Encoding> uncorrected);

} // namespace syzygy
