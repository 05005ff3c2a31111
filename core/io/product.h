// Private to core/io: the seam between the one function in front and the small reader of each product.
#pragma once

#include "core/io/fitsfile.h"
#include "core/io/reader.h"

namespace syzygy {

/// One product that opens. `sniff` decides from headers alone; `list` reads headers (and, of vector tables,
/// the column that names the rows); `read` reads the samples of one entry. All throw Error.
struct Product {
    bool (*sniff)(FitsFile& file);
    FileContents (*list)(FitsFile& file);
    Spectrum (*read)(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options);
};

extern const Product jwstProduct;       ///< jwstreader.cpp: x1d, c1d, x1dints, WFSS
extern const Product pypeitProduct;     ///< pypeitreader.cpp: spec1d
extern const Product apStarProduct;     ///< apstarreader.cpp: apStar, asStar
extern const Product aspcapStarProduct; ///< apstarreader.cpp

} // namespace syzygy
