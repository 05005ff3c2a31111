#pragma once

#include "core/labels.h"
#include "core/processing/prepare.h"

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace syzygy {

/// Labels as the heads read them.
struct LabelReading {
    Labels value {};                              ///< K or dex
    std::array<double, labelCount> sigmaNoise {}; ///< 1σ from this spectrum's errors and mask, calibrated
    std::array<double, labelCount> sigmaModel {}; ///< spread over the ensemble, calibrated likewise
};

/// What the networks say of one prepared spectrum.
struct Encoding : LabelReading {
    std::vector<float> latent;                    ///< unit vector
    std::array<double, labelCount> sigmaFloor {}; ///< at infinite S/N
    std::vector<double> correlation; ///< 20 × 20, of the errors of `value`, as in the fit that the networks
                                     ///< start from; empty: not known
    std::vector<float> bestFit;      ///< the front end's reconstruction, normalised flux on the model grid
    std::vector<float> whitened;     ///< coefficients over their scatter in mocks
    double residualScatter = 0;      ///< median effective 1σ per pixel, normalised flux
    double errorScale = 0;           ///< median of effective over stated error
    double clipped = 0;              ///< share of used pixels that do not fit
    std::vector<float> segmentErrorScale; ///< effective over stated error of each run of segmentPixels pixels
                                          ///< of the model grid; 0: none used
    std::vector<LabelReading>
        parts; ///< before the cut and from it on, each part by itself; empty where no cut was asked for, and
               ///< where a quick look finds that they tell of one star

    static constexpr std::size_t segmentPixels = 100;
};

/// The encoders and their heads. Immutable; safe to call from several threads.
class Encoders {
public:
    static Encoders load(const std::filesystem::path& file); ///< Throws Error.
    void save(const std::filesystem::path& file) const;

    /// Of a bundle that has a third encoder.
    static constexpr auto mediumFile = "encoders_g140m.pt";
    /// With a third encoder, for spectra on nirspecMediumModelGrid(), that was brought into the same latent
    /// space. Throws Error.
    Encoders withMedium(const std::filesystem::path& file) const;
    void saveMedium(const std::filesystem::path& file) const; ///< REQUIRES: encodes(nirspecMediumModelGrid())
    bool encodes(const ModelGrid& grid) const;

    /// The same, reckoning with synthetic line depths that are wrong by this much each: relative, 0-0.08. 0,
    /// as after load(), trusts them, as only mocks deserve.
    Encoders withLineError(double lineError) const;
    double lineError() const { return m_lineError; }

    /// Encodes spectra on a grid that it encodes(), all on the same. cuts: the pixel at which each is cut in
    /// two, to be read in parts too where these may differ; 0, or no cuts at all: nowhere. Parts keep the
    /// errors and outliers that the whole has shown.
    std::vector<Encoding> encode(std::span<const PreparedSpectrum* const> spectra,
                                 std::span<const std::size_t> cuts = {}) const;
    Encoding encode(const PreparedSpectrum& spectrum) const;

    std::size_t latentDimensions() const;

    /// The point of the latent space, nearest to `latent`, where the heads read labels that are `change` away
    /// from those that they read there (K or dex): where the star would lie if it had these. The latent
    /// itself where there are no heads.
    std::vector<float> moved(std::span<const float> latent, const Labels& change) const;

    /// False for the StarNet baseline, which has no front end: of an Encoding only latent, value and
    /// sigmaNoise mean something, line errors are not heeded, and nothing can be fine-tuned.
    bool reconstructs() const;

    explicit Encoders(std::shared_ptr<const struct EncoderNetworks> networks);
    explicit Encoders(std::shared_ptr<const struct EncoderModel> model);
    const EncoderNetworks& networks() const; ///< REQUIRES: reconstructs()

private:
    std::shared_ptr<const EncoderModel> m_model;
    double m_lineError = 0;
};

} // namespace syzygy
