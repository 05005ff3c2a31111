#pragma once

#include "core/analysis/analyzer.h"
#include "core/nn/emulator.h"
#include "core/progress.h"
#include "core/training/calibration/finetuningstars.h"
#include "core/training/mocks/labelprior.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

struct LineListOptions {
    std::vector<double> ends { 1.354, 1.51,
                               1.70 }; ///< µm, vacuum: where one source of lines ends and the next begins
    double meanWidth = 0.15;           ///< dex, 1σ of what the species of a list share
    double lineScatter
        = 0.05; ///< relative, of single lines about what their species says; larger trusts each line less
    int iterations = 8; ///< Gauss-Newton steps of all stars and offsets together
};

/// A star of the sky whose labels are known.
struct StandardStar {
    std::string name;  ///< of the star: exposures of one share it
    std::string title; ///< of the spectrum
    Spectrum spectrum;
    Analysis analysis;
    Labels truth {}; ///< NaN: not known
    Labels sigma {}; ///< 0: not stated
};

/// Labels of a standard by a fit that knows nothing of them, and of the offsets what the other stars taught.
struct StandardFit {
    std::string name, title;
    Labels truth {}, sigma {};
    PhysicalFit before; ///< with the lines as they are
    PhysicalFit after;
};

struct LineListResult {
    LineStrengths strengths;
    std::vector<std::array<double, speciesCount>> sigma; ///< dex, per list
    double width = 0;              ///< dex, 1σ of the species about their list's mean: the likeliest
    double logEvidence = 0;        ///< over no offsets at all
    std::vector<StandardFit> fits; ///< left one star out each time
};

/// The labelled of the spectra, each the best of its file and star, analysed. Throws Error that names a file
/// without labels; Cancelled.
std::vector<StandardStar> readStandards(const std::vector<std::filesystem::path>& files,
                                        const std::vector<LabelRow>& rows, const Analyzer& analyzer,
                                        const Progress& progress, std::stop_token stop);

/// Learns an offset for each species in each list from all standards at once: their known labels hold to
/// within their errors, their other abundances to the prior's trend, vmic, ¹²C/¹³C, velocity and line spread
/// are free. Gaussian prior, its width by marginal likelihood. The emulator must be without offsets. Throws
/// Cancelled.
LineListResult learnLineStrengths(const Emulator& emulator, const LabelPrior& prior,
                                  const std::vector<StandardStar>& standards, const LineListOptions& options,
                                  const Progress& progress, std::stop_token stop);

/// Tables: offsets with errors, and how well the standards come out before and after.
std::string toText(const LineListResult& result);

} // namespace syzygy
