#pragma once

#include "core/io/writer.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// What a column holds, as far as a file can say it.
struct TableColumn {
    enum class Type { Text, Number, Integer };

    std::string name;           ///< "teff_err"
    std::string unit {};        ///< as the FITS standard spells it, and "dex"; empty: none
    std::string ucd {};         ///< IVOA UCD1+, "stat.error;phys.temperature.effective"; empty: none fits
    std::string description {}; ///< a phrase
    Type type = Type::Text;
};

/// A table of cells that are formatted already, the same in every format; an empty cell is a value that is
/// not known.
struct DataTable {
    std::vector<TableColumn> columns;
    std::vector<std::vector<std::string>> rows;
    std::string title {};      ///< a phrase for formats that hold one
    std::string provenance {}; ///< name of the file that tells how it was made; empty: none
};

enum class TableFormat { Csv, Ecsv, Fits, VoTable };
inline constexpr std::array tableFormats { TableFormat::Csv, TableFormat::Ecsv, TableFormat::Fits,
                                           TableFormat::VoTable };

std::string_view nameOf(TableFormat format);   ///< "ecsv", as the command line calls it
std::string_view endingOf(TableFormat format); ///< ".ecsv"
/// By the name's ending, whatever its case: .csv, .ecsv, .fits, .fit, .vot, .votable, .xml; nothing for any
/// other.
std::optional<TableFormat> formatOf(const std::filesystem::path& file);

/// Writes it to a temporary file and renames that. FITS holds ASCII only: other characters of its texts
/// become '?'. Throws Error.
void writeTable(const std::filesystem::path& file, const DataTable& table, TableFormat format);

/// The bytes of a text format. Throws Error for FITS.
std::string toText(const DataTable& table, TableFormat format);

CsvTable cellsOf(const DataTable& table); ///< names and cells

} // namespace syzygy
