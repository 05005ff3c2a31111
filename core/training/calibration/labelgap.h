#pragma once

#include "core/labels.h"
#include "core/nn/correction.h"

#include <span>

namespace syzygy {

/// What the encoders said of a star of known labels.
struct LabelResidual {
    Labels estimate {};
    Labels sigma {}; ///< stated 1σ of estimate − truth, the truth's own error included
    Labels truth {}; ///< NaN: not known
};

enum class Shifts { Fit, None };

/// Trend of estimate − truth of each label, shrunk towards none by a Gaussian prior, and the scatter that
/// remains beyond the stated σ: means over all widths of both by their marginal likelihood, with a preference
/// for small ones. Shifts::None finds the scatter only.
LabelCorrection fitLabelGap(std::span<const LabelResidual> stars, Shifts shifts);

} // namespace syzygy
