#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/given.h"
#include "core/analysis/starsalike.h"

#include <span>

namespace syzygy {

/// Labels of one star from several spectra of it, of either instrument, each analysed alone: the product of
/// their posteriors, the prior counted once. Noise averages down; what exposures of one instrument share
/// (model and floor, because the same encoder saw them) does not, and is added once per instrument.
/// Instruments count as independent, which the line data that they share makes a little too good. REQUIRES:
/// at least one, all encoded. `prior`: of such stars; independent labels, normal.
JointLabels jointLabels(std::span<const Analysis* const> analyses, const StarsAlike& prior);

/// What jointLabels() takes for the prior of these spectra: of stars like their mean in the abundances, of
/// all in Teff, log g, [Fe/H].
StarsAlike priorOf(std::span<const Analysis* const> analyses, const Atlas& atlas);

} // namespace syzygy
