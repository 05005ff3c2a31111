#pragma once

#include "core/analysis/domain.h"
#include "core/latent/atlas.h"
#include "core/training/mocks/mocks.h"

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// Mocks of good S/N, so that the map shows stars and not noise.
MockOptions referenceMocks();

/// Together: one product.
std::vector<Encoding> encodeAll(const Encoders& encoders, const std::vector<PreparedSpectrum>& spectra);

/// How spectra of one mode, of the first stars of an atlas, lie among the others: distances of every
/// `stride`-th to the nearest other star of either instrument, and the rms of their whitened coefficients.
DomainStatistics statisticsOf(const Atlas& atlas, const NeighbourIndex& index, std::span<const float> latents,
                              std::vector<double> whitened, std::size_t stride);

} // namespace syzygy
