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
extern const Product apVisitProduct;    ///< apvisitreader.cpp
extern const Product mwmProduct;        ///< mwmreader.cpp: SDSS-V mwmStar, mwmVisit
extern const Product msaexpProduct;     ///< msaexpreader.cpp: SPEC1D of msaexp and the DJA
extern const Product jadesProduct;      ///< jadesreader.cpp: one image per quantity
extern const Product irtfProduct;       ///< irtfreader.cpp: an image of 3 × N
extern const Product imageProduct; ///< imagereader.cpp: one row with a linear or logarithmic axis, or rows of
                                   ///< wavelength, flux, error
extern const Product
    irafProduct; ///< irafreader.cpp: apertures or orders with wavelengths by multispec or equispec
extern const Product
    orderProduct; ///< orderreader.cpp: images of rows, flux beside wavelengths: echelle orders, DESI's arms
extern const Product surveyProduct; ///< surveyreader.cpp: SDSS spSpec, LAMOST before DR6, UVES_popler
extern const Product tableProduct;  ///< tablereader.cpp: any table with a wavelength and a flux column

/// A sentence that says what the file is and what to open instead (refusal.cpp).
std::string refusalOf(FitsFile& file);

} // namespace syzygy
