#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/parts.h"
#include "core/analysis/secondvelocity.h"

namespace syzygy {

// Reasons to doubt that show only once a spectrum is encoded, in words.

/// tension: of the given label against the spectrum alone, σ.
Flag contradiction(const GivenLabel& given, const Estimate& alone, double tension);
/// border: between the parts [µm, vacuum, rest].
Flag partsDisagree(const PartTension& tension, double border);
/// broadening: times as broad as those of such a star.
Flag linesTooBroad(double broadening);
Flag twoVelocities(const SecondVelocity& second);

} // namespace syzygy
