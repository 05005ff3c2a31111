// Private to core/io.
#pragma once

#include "core/io/cataloguereader.h"
#include "core/io/fitsfile.h"

namespace syzygy {

/// The first table with rows of a FITS file, read some rows of all columns at a time: a column after the
/// other would go through a file of gigabytes for each.
Catalogue catalogueOf(FitsFile& file, const CatalogueOptions& options);

} // namespace syzygy
