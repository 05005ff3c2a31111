#pragma once

#include "core/analysis/analyzer.h"
#include "core/atlas/columntable.h"
#include "core/spectrum.h"

namespace syzygy {

/// An atlas without stars, of the model with that identifier.
ColumnTable emptyAtlas(const std::string& modelId, std::size_t dimensions);

/// One row more: a spectrum that was encoded, the `index`-th that readSpectra() gives of its file.
void appendStar(ColumnTable& atlas, const Spectrum& spectrum, std::size_t index, const Analysis& analysis);

/// What tells two rows' spectra apart: file and index.
std::string keyOf(const ColumnTable& atlas, std::size_t row);

} // namespace syzygy
