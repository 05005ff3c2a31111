#pragma once

#include "core/atlas/columntable.h"
#include "core/catalogue/rowmatcher.h"

#include <vector>

namespace syzygy {

/// What came of matching an atlas to a table.
struct JoinReport {
    std::size_t matched = 0;            ///< spectra
    std::vector<std::string> unmatched; ///< names of those without a row
    std::vector<std::string>
        notes; ///< a sentence for each that matches several rows, and for what of the table was left out
};

/// Gives each row the columns of its row in the table, as "catalogue/NAME", and what they say of the labels,
/// as "known/teff" and "known/teff_err"; columns of an earlier table go. Names that say nothing ("SPAT0123")
/// are replaced by the table's, and a star whose file does not say its place has the table's. Throws Error if
/// no row at all matches.
JoinReport joinCatalogue(ColumnTable& atlas, const RowMatcher& matcher);

/// Numbers the stars: spectra of one row of the table, of one place (1″), or of one name (four letters or
/// more, and not elsewhere) are of one.
void groupStars(ColumnTable& atlas);

/// The rows of `more` behind those of `atlas`; a spectrum that both have counts once, as in `more`. Throws
/// Error if they are of two models, whose latents cannot be compared. Returns how many were there twice.
std::size_t mergeInto(ColumnTable& atlas, const ColumnTable& more);

} // namespace syzygy
