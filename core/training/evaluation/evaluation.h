#pragma once

#include "core/analysis/given.h"
#include "core/io/gridreader.h"
#include "core/io/writer.h"
#include "core/labels.h"
#include "core/progress.h"
#include "core/training/mocks/nirspecmock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

struct EvaluationOptions {
    std::vector<double> snr { 30, 100, 300 }; ///< median per native pixel of the NIRSpec side
    Grating grating = Grating::G140H;         ///< of the NIRSpec side
    double apogeeSnr = 150;                   ///< median per pixel of the APOGEE side
    std::size_t stars = 5'000;                ///< distinct, the retrieval pool; none seen in training
    std::size_t boundStars
        = 200; ///< of them, those whose Cramér-Rao bounds are computed (each costs 23 emulations)
    std::size_t fitStars = 0; ///< of them, those that the emulator is fitted to as well (Analyzer::fit)
    double lineError = 0; ///< relative: line depths of the mocks are off by this, and the encoders are told
                          ///< so (AnalysisOptions::lineError)
    bool defects = true;  ///< holes, outliers, ripples, wrong errors; false: what the bounds reckon with
    bool correctTruth = true; ///< spectra of a truth file get the line strengths that the bundle was trained
                              ///< with (withCorrectedLines())
    std::vector<GivenLabel> given;   ///< labels that each star's analysis is told, off by their σ at random;
                                     ///< the values do not count
    bool measureVelocity = true;     ///< false draws the residual velocity as training does
    std::uint64_t seed = 20'000'003; ///< star-disjoint from training, whose seeds are its own
};

/// One label at one S/N for one group of stars.
struct LabelScore {
    double bias = 0; ///< mean of estimate − truth
    double rmse = 0;
    double robustSigma = 0;          ///< 1.4826 × median absolute deviation from the median
    double within1 = 0, within2 = 0; ///< share of truths within 1 and 2 stated σ
    double medianSigma = 0;          ///< stated
    double bound = 0; ///< median Cramér-Rao bound, all labels and the continuum free; 0 where not computed
    double ratioToBound = 0; ///< median of |error| / 0.6745 over bound; 0 where not computed
    double boundRmse = 0;    ///< the least RMSE that bounds and prior allow: rms of (bound⁻² +
                             ///< priorScatter⁻²)^−½; 0 where not computed
    double priorScatter = 0; ///< standard deviation of the truths
};

struct RetrievalScore {
    std::size_t pool = 0;
    double at1 = 0, at5 = 0, at10 = 0; ///< share of queries whose twin is among the first k
    double reciprocalRank = 0;         ///< mean
};

struct GroupScore {
    std::string name; ///< "all", "giants" (log g < 3.5), "dwarfs", "metal-poor" ([Fe/H] < −1), "metal-rich"
    std::size_t stars = 0;
    std::array<LabelScore, labelCount> nirspec {};
    std::array<LabelScore, labelCount> apogee {};
    std::size_t fitted = 0;                          ///< stars
    std::array<LabelScore, labelCount> fit {};       ///< of the emulator to NIRSpec's side
    std::array<LabelScore, labelCount> sameStars {}; ///< what the encoders say of those
};

struct SnrScore {
    double snr = 0;
    std::vector<GroupScore> groups;
    RetrievalScore nirspecToApogee, apogeeToNirspec;
    std::optional<RetrievalScore> ceiling; ///< what the bounds allow in the same pool (NIRSpec -> APOGEE)
    double velocityScatter = 0;            ///< km/s, robust, of measured − true
    double velocityFound = 0;              ///< share
};

struct Evaluation {
    std::string modelId;
    std::string starsFrom; ///< "emulator" or the name of the truth file
    EvaluationOptions options;
    std::vector<SnrScore> scores;
};

/// Scores a bundle on unseen mocks: from its emulator, or from the spectra of `truth`, whose lines are those
/// of the grid unless EvaluationOptions::correctTruth, through the same instrument model and the same road as
/// a user's file. One copy per star, no averaging of noise draws. Throws Error, Cancelled.
Evaluation evaluate(const std::filesystem::path& bundle, const SpectralGrid* truth,
                    const EvaluationOptions& options, const Progress& progress, std::stop_token stop);

std::string toJson(const Evaluation& evaluation);
CsvTable toTable(const Evaluation& evaluation); ///< one row per S/N, group, instrument and label
std::string
toText(const Evaluation& evaluation); ///< the table for the terminal and the model card (Markdown)

} // namespace syzygy
