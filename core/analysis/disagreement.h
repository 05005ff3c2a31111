#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/physicalfit.h"

#include <vector>

namespace syzygy {

/// Fit − encoders of one label in units of both σ.
double sigmasApart(const Estimate& encoders, double fitted, double fittedSigma);

/// Whether the two contradict each other in a label: the spectrum constrains it, the fit has settled, and
/// they are more than 3 σ of both apart.
bool disagrees(Label label, const Analysis& analysis, const PhysicalFit& fit);

/// The encoders against the fit by physics of the same spectrum. Empty where they agree; else, most serious
/// first:
/// - "fit_disagrees" (Warning): constrained labels, or the velocity, more than 3 σ of both apart; named,
/// worst first;
/// - "fit_poor" (Warning): not even the best emulated spectrum explains the spectrum, χ² in words;
/// - "fit_not_converged" (Note): the fit stopped before it settled; its labels are then not held against the
/// encoders. Nothing is said of a spectrum that was not encoded.
std::vector<Flag> disagreements(const Analysis& analysis, const PhysicalFit& fit);

} // namespace syzygy
