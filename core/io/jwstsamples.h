// Private to core/io: the columns of JWST's EXTRACT1D and COMBINE1D tables.
#pragma once

#include "core/io/product.h"

namespace syzygy {

/// True if each row of the table holds a whole spectrum (x1dints and WFSS since jwst 1.19).
bool isVectorTable(const FitsHdu& hdu);

/// Samples of a plain table, or of one row (1-based) of a vector table, cut to N_ALONGDISP: wavelength, flux,
/// error and quality in file order, wavelengths in µm, with the notes on what was chosen.
Spectrum readJwstSamples(FitsFile& file, const FitsHdu& hdu, std::size_t row, const ReadOptions& options);

} // namespace syzygy
