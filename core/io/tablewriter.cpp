#include "core/atomicfile.h"
#include "core/error.h"
#include "core/io/datatable.h"
#include "core/io/tableformats.h"
#include "core/io/text.h"

#include <algorithm>
#include <utility>

namespace syzygy {

namespace {

struct FormatWords {
    TableFormat format;
    std::string_view name, ending;
};

constexpr std::array<FormatWords, tableFormats.size()> formatWords { { { TableFormat::Csv, "csv", ".csv" },
                                                                       { TableFormat::Ecsv, "ecsv", ".ecsv" },
                                                                       { TableFormat::Fits, "fits", ".fits" },
                                                                       { TableFormat::VoTable, "votable",
                                                                         ".vot" } } };

const FormatWords& wordsOf(TableFormat format)
{
    return *std::ranges::find(formatWords, format, &FormatWords::format);
}

/// Spellings of an ending beside the one that is proposed.
constexpr std::array<std::pair<std::string_view, TableFormat>, 3> otherEndings {
    { { ".fit", TableFormat::Fits }, { ".votable", TableFormat::VoTable }, { ".xml", TableFormat::VoTable } }
};

} // namespace

std::string_view nameOf(TableFormat format)
{
    return wordsOf(format).name;
}

std::string_view endingOf(TableFormat format)
{
    return wordsOf(format).ending;
}

std::optional<TableFormat> formatOf(const std::filesystem::path& file)
{
    const auto ending = file.extension().string();
    for (const auto& words : formatWords)
        if (equalIgnoringCase(ending, words.ending))
            return words.format;
    for (const auto& [other, format] : otherEndings)
        if (equalIgnoringCase(ending, other))
            return format;
    return {};
}

CsvTable cellsOf(const DataTable& table)
{
    CsvTable cells { {}, table.rows };
    for (const auto& column : table.columns)
        cells.header.push_back(column.name);
    return cells;
}

std::string toText(const DataTable& table, TableFormat format)
{
    switch (format) {
    case TableFormat::Csv:
        return toCsv(cellsOf(table));
    case TableFormat::Ecsv:
        return toEcsv(table);
    case TableFormat::VoTable:
        return toVoTable(table);
    case TableFormat::Fits:
        break;
    }
    throw Error("A FITS table is no text; write it to a file.");
}

void writeTable(const std::filesystem::path& file, const DataTable& table, TableFormat format)
{
    if (format == TableFormat::Fits)
        writeFitsTable(file, table);
    else
        writeTextAtomically(file, toText(table, format));
}

} // namespace syzygy
