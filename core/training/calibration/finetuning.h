#pragma once

#include "core/labels.h"
#include "core/nn/correction.h"
#include "core/progress.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// One usable spectrum of a labelled star.
struct TuningExposure {
    std::string name; ///< of the file
    PreparedSpectrum prepared;
    std::vector<float> model; ///< what the emulator makes of the star's labels, observed and prepared alike
    Encoding uncorrected;     ///< what the encoders say of it
};

/// A labelled star in one instrument. All its exposures are of one label row, and are held out together.
struct TuningStar {
    std::string name;
    Labels truth {}; ///< NaN: not known
    Labels sigma {}; ///< 1σ of the truth; 0 where not stated
    std::vector<TuningExposure> exposures;
};

/// How far to go, from nothing to all.
enum class TuningStrength : std::size_t { Nothing, Shifts, Lines, Both };
inline constexpr std::size_t tuningStrengths = 4;
std::string_view nameOf(TuningStrength strength);

struct TuningOptions {
    std::size_t folds = 10;     ///< at most; more train each on more stars
    std::size_t innerFolds = 5; ///< within each, to learn label shifts from stars whose lines were not fitted
    std::uint64_t seed = 1;     ///< same seed, same folds
};

/// A star beside what was said of it by corrections that had not seen it.
struct HeldOutStar {
    std::string name;
    Labels truth {}, truthSigma {}; ///< as in TuningStar
    std::array<Labels, tuningStrengths> value {};
    std::array<Labels, tuningStrengths> sigma {};
    Labels valueBefore {}, sigmaBefore {}; ///< of the bundle as it was
};

struct TuningResult {
    InstrumentCorrection correction; ///< of the chosen strength, from all stars
    TuningStrength chosen = TuningStrength::Nothing;
    std::array<double, tuningStrengths>
        loss {}; ///< mean over held-out stars and labels of (error/σ)², large ones linear
    /// Standard error of its difference to the smallest loss, larger for few stars as Student has it.
    std::array<double, tuningStrengths> lossError {};
    std::vector<HeldOutStar> heldOut; ///< one per star
};

/// The correction of a given strength from all stars, without asking whether it helps.
std::array<InstrumentCorrection, tuningStrengths>
corrections(const Encoders& encoders, std::span<const TuningStar> stars, const TuningOptions& options);

/// What the corrected encoders say of stars: the mean of the exposures of each, σ not reduced by their
/// number.
struct StarEstimate {
    Labels value {}, sigma {};
};
std::vector<StarEstimate> estimates(const Encoders& encoders, const InstrumentCorrection& correction,
                                    std::span<const TuningStar* const> stars);

/// Learns corrections of one instrument. Star-disjoint cross-validation decides the strength: the weakest
/// whose loss is within one standard error of the smallest. Needs two stars or more. Throws Cancelled.
TuningResult fineTune(const Encoders& encoders, std::span<const TuningStar> stars,
                      const TuningOptions& options, const Progress& progress, std::stop_token stop);

/// Held-out bias, rmse and coverage of each label before and after, and the losses (Markdown).
std::string toText(const TuningResult& result);

} // namespace syzygy
