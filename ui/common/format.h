#pragma once

#include "core/analysis/analyzer.h"

#include <QString>

#include <string_view>

namespace syzygy {

QString toQString(std::string_view text);

/// A number as printed in a paper: true minus sign, fixed decimals; "–" if not finite.
QString formatNumber(double value, int decimals);

/// "−0.72 ± 0.05", everywhere the same.
QString formatSigma(double value, double sigma, int decimals);

QString titleOf(Label label);      ///< "Teff [K]", "log g [dex]"
QString shortTitleOf(Label label); ///< "Teff [K]", "log g": dex go without saying

/// Decimals that suit a label's unit: 0 for K, 2 for dex.
int decimalsOf(Label label);

/// "4512 ± 43" or "−0.72 ± 0.05", without unit.
QString formatEstimate(Label label, const Estimate& estimate);

/// The same, in parentheses if the spectrum does not constrain the label.
QString formatBelief(Label label, const Estimate& estimate);

/// A line for each of the 20 labels: "Teff 4512 K".
QString formatStar(const StellarParameters& star);

/// What a reduced χ² of a fit says: "within the errors", "a little beyond the errors", "poor".
QString chiSquareWords(double reducedChiSquare);

/// "−22.9 ± 1.4", "−23.0 (given)", "at rest" or "not found", without unit.
QString formatVelocity(const Velocity& velocity);

/// Powers of ten in superscript: 10⁻⁵.
QString powerOfTen(int exponent);

/// The mark of a sample that is not used as on the plot, and a word or two for it.
QString markSymbol(MaskReason reason);
QString shortName(MaskReason reason);

} // namespace syzygy
