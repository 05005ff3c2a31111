#pragma once

#include "core/analysis/analyzer.h"
#include "core/labels.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace syzygy {

/// One label as several exposures of a star say it.
struct LabelAgreement {
    double value = 0; ///< mean, weighted with the inverse noise variances
    double sigma = 0; ///< 1σ of it: noise averages down, what the exposures share (model, floor) does not
    double chiSquare = 0; ///< of the exposures about the mean, by their noise alone, at least a tenth of σ²
    double probability = 1;   ///< of a χ² as large or larger by chance
    bool constrained = false; ///< by every exposure
};

/// Do exposures of one star, each analysed alone, tell the same labels?
struct Agreement {
    std::vector<std::size_t> members; ///< places in the list given of the analyses that are encoded
    int degreesOfFreedom
        = 0; ///< members − 1; below 1 there is nothing to compare, and the labels are the only member's
    std::array<LabelAgreement, labelCount> labels {};
};

Agreement compareExposures(const std::vector<Analysis>& exposures);

/// Chance that χ² of `degreesOfFreedom` ≥ 1 is as large as `chiSquare` or larger.
double chiSquareProbability(double chiSquare, int degreesOfFreedom);

/// The constrained labels whose disagreement has a probability below `limit`: "log g (χ² 9.1, 0.3 %), ...";
/// empty if none.
std::string disagreementWords(const Agreement& agreement, double limit = 0.01);

} // namespace syzygy
