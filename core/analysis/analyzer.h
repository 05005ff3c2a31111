#pragma once

#include "core/analysis/given.h"
#include "core/analysis/physicalfit.h"
#include "core/labels.h"
#include "core/latent/atlas.h"
#include "core/nn/manifest.h"
#include "core/processing/prepare.h"
#include "core/processing/velocity.h"
#include "core/spectrum.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

struct Encoding;

enum class GridBorder { None, Lower, Upper };

/// One recovered label.
struct Estimate {
    double value = 0;         ///< K or dex
    double sigma = 0;         ///< total 1σ: √(noise² + model² + floor²), calibrated
    double sigmaNoise = 0;    ///< from this spectrum's own errors and mask
    double sigmaModel = 0;    ///< spread of the network ensemble
    double sigmaFloor = 0;    ///< what remains at infinite S/N on held-out mocks
    bool constrained = false; ///< false: the spectrum says no more than the prior of such stars does
    GridBorder border = GridBorder::None; ///< the value is at or beyond this end of the synthetic spectra: a
                                          ///< limit, not a measurement
    double limit = 0;                     ///< K or dex: where that end is
};
using Estimates = std::array<Estimate, labelCount>;

/// A reason to doubt, in words.
struct Flag {
    enum class Severity { Note, Warning, Refusal };
    Severity severity = Severity::Warning;
    std::string
        key; ///< for tables: "low_snr", "broken_extraction", "out_of_domain", "velocity_not_found", ...
    std::string
        words; ///< one sentence: "S/N 6 per pixel is below 10, the lowest that the encoder was trained on."
};

/// A reference star seen by one instrument, near the spectrum in the full latent space.
struct AtlasNeighbour {
    std::size_t star = 0; ///< row of the atlas
    Instrument instrument = Instrument::Nirspec;
    double cosine = 0; ///< 1 = same point
};

struct AnalysisOptions {
    std::optional<double> velocity; ///< km/s; measured where not given
    PrepareOptions prepare;
    int neighbours = 10;
    /// Relative error of single line depths in the synthetic spectra to be reckoned with, 0-0.08: wrong
    /// oscillator strengths and what the models leave out. 0 trusts them, as only mocks deserve. Default:
    /// defaultLineError().
    std::optional<double> lineError;
    /// Labels known from elsewhere: those and all that hangs together with them follow.
    std::vector<GivenLabel> given;
};

/// 0.04 for NIRSpec-like spectra, 0.03 for APOGEE's: the middle of what the mocks were given. Chosen, not
/// measured: estimates of real stars hardly depend on it.
double defaultLineError(Instrument encodedAs);

/// Everything the program finds out about one spectrum. If `encoded` is false only snr, velocity, prepared
/// and flags (which say why) mean something.
struct Analysis {
    bool encoded = false;
    Instrument encodedAs = Instrument::Nirspec; ///< which of the two encoders
    double snr = 0;                             ///< median per native pixel
    Velocity velocity;
    PreparedSpectrum prepared;
    std::vector<float> bestFit;      ///< on prepared.grid: the front end's reconstruction in normalised flux;
                                     ///< empty unless encoded
    double reducedChiSquare = 0;     ///< of prepared against bestFit
    Estimates estimates {};          ///< the given labels heeded
    std::optional<Estimates> alone;  ///< what the spectrum says alone; only where labels were given
    std::vector<double> correlation; ///< 20 × 20, of the errors of `estimates`; empty: not known
    std::vector<float> latent;       ///< unit vector
    MapPosition mapPosition {};
    MapPosition pcaPosition {};
    double lineError = 0;   ///< relative, of line depths: reckoned with
    double domainScore = 0; ///< 0 = like the mocks it was trained on ... 1 = unlike any of them
    std::vector<Flag> flags;
    std::vector<AtlasNeighbour> neighbours; ///< most similar first, both instruments
    std::string modelId;
};

/// Is there a flag that says not to believe its labels (a broken extraction, no velocity)? They are shown
/// greyed, and left out of tables and the map.
inline bool isRefused(const Analysis& analysis)
{
    for (const auto& flag : analysis.flags)
        if (flag.severity == Flag::Severity::Refusal)
            return true;
    return false;
}

/// The one road from a spectrum to its labels, shared by window, command line and evaluation. Immutable after
/// load; safe to call from several threads.
class Analyzer {
public:
    /// Loads and verifies a bundle directory. Throws Error.
    static Analyzer load(const std::filesystem::path& bundle);
    ~Analyzer();
    Analyzer(Analyzer&&) noexcept;
    Analyzer& operator=(Analyzer&&) noexcept;

    /// Throws Cancelled; a spectrum that cannot be encoded is no error: see Analysis::encoded and flags.
    Analysis analyze(const Spectrum& spectrum, const AnalysisOptions& options = {},
                     std::stop_token stop = {}) const;
    /// Several at once, which is faster than one after the other: those of a kind are encoded together.
    /// options: one for each.
    std::vector<Analysis> analyze(std::span<const Spectrum* const> spectra,
                                  std::span<const AnalysisOptions> options, std::stop_token stop = {}) const;

    /// Fits the emulator to the spectrum, starting from its analysis (which must be encoded), with the
    /// analysis' lineError: the independent check by physics. Throws Cancelled.
    PhysicalFit fit(const Spectrum& spectrum, const Analysis& analysis,
                    const PhysicalFitOptions& options = {}, std::stop_token stop = {}) const;

    /// How a star of known labels was observed: velocity, line spread, vmic and ¹²C/¹³C that fit, and the
    /// model on the grid of the analysis, which must be encoded. A label that is NaN is taken from the
    /// analysis. Throws Cancelled.
    PhysicalFit fitKnown(const Spectrum& spectrum, const Analysis& analysis, const Labels& known,
                         std::stop_token stop = {}) const;

    const Atlas& atlas() const;
    const Manifest& manifest() const;

    /// The emulated spectrum of any labels, prepared with the same function, noise-free, without gaps.
    PreparedSpectrum referenceSpectrum(const StellarParameters& star, const ModelGrid& grid) const;
    /// The same of several stars.
    std::vector<PreparedSpectrum> referenceSpectra(std::span<const StellarParameters> stars,
                                                   const ModelGrid& grid) const;

    /// The star that an encoded analysis found: labels as estimated, vmic and ¹²C/¹³C of the nearest
    /// reference star.
    StellarParameters starOf(const Analysis& analysis) const;

    /// d label / d flux [K or dex per normalised flux] of every pixel of analysis.prepared, which must be
    /// encoded: noise level, clipping and what is corrected held; 0 where masked. Empty for encoders without
    /// a front end.
    std::vector<float> gradient(const Analysis& analysis, Label label) const;

    /// Nearest reference stars of any unit latent, as both instruments or as one saw them.
    std::vector<AtlasNeighbour> nearest(std::span<const float> latent, int k,
                                        std::optional<Instrument> seenBy = {}) const;

private:
    struct State;
    explicit Analyzer(std::unique_ptr<const State> state);
    double broadeningOf(const Analysis& analysis) const;
    void heedGiven(Analysis& analysis, const std::vector<GivenLabel>& given,
                   const std::array<double, labelCount>& prior) const;
    Analysis begin(const Spectrum& spectrum, const AnalysisOptions& options,
                   const std::stop_token& stop) const;
    void
    encode(std::span<Analysis* const> analyses,
           std::span<const AnalysisOptions* const> options) const; ///< fills in what follows from `prepared`
    void estimate(Analysis& analysis, const Encoding& encoding, const AnalysisOptions& options) const;
    void judge(Analysis& analysis, const Encoding& encoding, std::size_t cut,
               const AnalysisOptions& options) const;
    std::vector<std::vector<AtlasNeighbour>> nearestOfEach(std::span<const float> latents, int k) const;
    std::unique_ptr<const State> m_state;
};

/// The directory of the bundle that ships: $SYZYGY_MODELS, else models/ beside the program, else in the
/// source tree, else the installed data directory. Throws Error naming the places tried.
std::filesystem::path defaultBundle();

} // namespace syzygy
