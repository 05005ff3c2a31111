#pragma once

#include "core/catalogue.h"

#include <functional>
#include <string_view>

namespace syzygy {

struct CatalogueOptions {
    /// Which columns to read, by name; empty: all. Spares time and memory in tables such as allStar.
    std::function<bool(std::string_view name)> wanted;
    /// A vector column of at most so many values becomes NAME_1 ... NAME_n; a longer one is left out, and
    /// told.
    std::size_t longestVector = 32;
};

/// Reads a table of stars: CSV with a line of names (also semicolons, tabs, blanks), ECSV, IPAC,
/// machine-readable tables, VOTables, and the first table with rows of a FITS file. A column is of numbers
/// where all that it holds are numbers that a double keeps exactly: long identifiers (Gaia's) and those with
/// leading zeros stay texts. Throws Error, also for two columns of one name.
Catalogue readCatalogue(const std::filesystem::path& file, const CatalogueOptions& options = {});

} // namespace syzygy
