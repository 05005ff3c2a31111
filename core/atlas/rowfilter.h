#pragma once

#include "core/atlas/staratlas.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace syzygy {

/// The rows of an atlas, in its order, that fulfil an expression (RowExpression) such as "teff<4800 and
/// feh>-1 and snr>50". It knows our labels and their errors (teff, teff_err), the catalogue's (known_teff or
/// known/teff), its other columns by their names (catalogue/run, or run alone where nothing of ours is called
/// so), and what stands in the table of an atlas beside (name, snr, ra_deg, encoder ...), in letters of any
/// size. Throws Error: a sentence on what cannot be understood.
std::vector<std::size_t> rowsWhere(const StarAtlas& atlas, std::string_view expression);

/// The same of mocks, which have labels alone.
std::vector<std::size_t> rowsWhere(const Atlas& mocks, std::string_view expression);

} // namespace syzygy
