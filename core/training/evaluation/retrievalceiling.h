#pragma once

#include "core/training/evaluation/cramerrao.h"
#include "core/training/evaluation/evaluation.h"

#include <cstdint>
#include <span>

namespace syzygy {

/// How well NIRSpec spectra can find their APOGEE twins at all: the true labels of every star are blurred by
/// its Cramér-Rao covariances, and each of the first bounds.size() stars is matched to the candidate with the
/// smallest Mahalanobis distance. bounds belong to the first stars; a star without one is given those of the
/// most similar star that has (Teff, log g, [Fe/H]).
RetrievalScore retrievalCeiling(std::span<const StellarParameters> stars, std::span<const CramerRao> bounds,
                                std::uint64_t seed);

} // namespace syzygy
