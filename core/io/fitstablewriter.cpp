#include "core/error.h"
#include "core/io/fitsoutput.h"
#include "core/io/tableformats.h"
#include "core/io/text.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace syzygy {

namespace {

constexpr int notKnown = std::numeric_limits<int>::min(); ///< TNULL of whole numbers
constexpr std::size_t mostColumns = 999;                  ///< of a FITS table

/// One '?' for each character outside ASCII, however many bytes it has in UTF-8.
std::string asciiOf(const std::string& cell)
{
    std::string text;
    for (const char c : cell)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
            text += c;
    return printable(text);
}

std::vector<std::string> textsOf(const DataTable& table, std::size_t column)
{
    std::vector<std::string> texts;
    for (const auto& row : table.rows)
        texts.push_back(asciiOf(row[column]));
    return texts;
}

template <typename T>
std::vector<T> numbersOf(const DataTable& table, std::size_t column, T missing)
{
    std::vector<T> numbers;
    for (const auto& row : table.rows) {
        const auto number = parseNumber(row[column]);
        numbers.push_back(number ? static_cast<T>(*number) : missing);
    }
    return numbers;
}

/// A column as the file has it; its texts made ASCII once.
struct Written {
    std::string form;
    std::size_t width = 0; ///< bytes of a cell
    std::vector<std::string> texts {};
};

Written writtenOf(const DataTable& table, std::size_t column)
{
    switch (table.columns[column].type) {
    case TableColumn::Type::Number:
        return { "1D", sizeof(double) };
    case TableColumn::Type::Integer:
        return { "1J", sizeof(std::int32_t) };
    case TableColumn::Type::Text:
        break;
    }
    auto texts = textsOf(table, column);
    const auto width = widthOf(texts);
    return { std::to_string(width) + 'A', width, std::move(texts) };
}

/// The standard has no word for a logarithm: the phrase says it.
std::string fitsUnit(const TableColumn& column)
{
    return column.unit == "dex" ? "" : column.unit;
}

void describe(CCfits::HDU& hdu, const TableColumn& column, std::size_t number)
{
    const auto key = [&](const char* name) { return name + std::to_string(number); };
    addText(hdu, key("TUCD"), column.ucd, "");
    addText(hdu, key("TCOMM"), column.description + (column.unit == "dex" ? " [dex]" : ""), "");
    if (column.type == TableColumn::Type::Integer)
        hdu.addKey(key("TNULL"), notKnown, "not known");
}

/// Ended by NUL, not padded with blanks as CCfits does: astropy 5 would keep those.
void writeTexts(CCfits::Table& hdu, const Written& column, LONGLONG firstByte)
{
    int status = 0;
    LONGLONG row = 0;
    for (auto text : column.texts) {
        text.resize(column.width, '\0');
        fits_write_tblbytes(hdu.fitsPointer(), ++row, firstByte, static_cast<LONGLONG>(column.width),
                            reinterpret_cast<unsigned char*>(text.data()), &status);
    }
    if (status != 0)
        throw CCfits::FitsError(status);
}

void fillNumbers(CCfits::Table& hdu, const DataTable& table, std::size_t i)
{
    auto& column = hdu.column(table.columns[i].name);
    if (table.columns[i].type == TableColumn::Type::Integer)
        column.write(numbersOf(table, i, notKnown), 1);
    else
        column.write(numbersOf(table, i, std::numeric_limits<double>::quiet_NaN()), 1);
}

void fill(CCfits::Table& hdu, const DataTable& table, const std::vector<Written>& written)
{
    hdu.makeThisCurrent();
    LONGLONG byte = 1;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].type == TableColumn::Type::Text)
            writeTexts(hdu, written[i], byte);
        else
            fillNumbers(hdu, table, i);
        byte += static_cast<LONGLONG>(written[i].width);
    }
}

} // namespace

void writeFitsTable(const std::filesystem::path& file, const DataTable& table)
{
    if (table.columns.size() > mostColumns)
        throw Error(file.string() + ": a FITS table holds " + grouped(mostColumns)
                    + " columns at most, this one has " + grouped(table.columns.size())
                    + "; choose another format.");
    std::vector<std::string> names, forms, units;
    std::vector<Written> written;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        names.push_back(table.columns[i].name);
        written.push_back(writtenOf(table, i));
        forms.push_back(written.back().form);
        units.push_back(fitsUnit(table.columns[i]));
    }
    writeFits(file, [&](CCfits::FITS& fits) {
        auto* hdu = fits.addTable("TABLE", static_cast<int>(table.rows.size()), names, forms, units);
        addText(*hdu, "TITLE", table.title, "");
        addText(*hdu, "PROVFILE", table.provenance, "how it was made");
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            describe(*hdu, table.columns[i], i + 1);
        if (!table.rows.empty())
            fill(*hdu, table, written);
    });
}

} // namespace syzygy
