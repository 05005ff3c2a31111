#pragma once

#include "core/training/evaluation/evaluation.h"

#include <filesystem>
#include <string>

namespace syzygy {

/// Writes error-along-snr.svg, residuals.svg, coverage.svg and retrieval.svg into `directory`, which is made
/// if it is not there. Throws Error.
void writeFigures(const std::filesystem::path& directory, const Evaluation& evaluation);

/// RMSE of the NIRSpec side against S/N, a panel per label, with the Cramér-Rao bound.
std::string errorAlongSnr(const Evaluation& evaluation);
/// Bias and robust σ of each label in units of the scatter of the true labels, at each S/N.
std::string residuals(const Evaluation& evaluation);
/// Share of truths within 1 and 2 stated σ, each label and S/N, beside 68 and 95 %.
std::string coverage(const Evaluation& evaluation);
/// success@1, @5, @10 and mean reciprocal rank against S/N, both ways.
std::string retrieval(const Evaluation& evaluation);

} // namespace syzygy
