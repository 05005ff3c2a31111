#include "core/io/fitscatalogue.h"

#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr long long exactBelow = 1LL << 53; ///< whole numbers beyond are not all doubles

/// A column of the file and the columns that become of it: one, or one for each value of a vector.
struct Source {
    const FitsColumn* from = nullptr;
    std::size_t first = 0; ///< of the catalogue's columns
    std::size_t count = 1;
    std::vector<long long> integers {}; ///< of a column of 64 bits, which may be identifiers
};

std::string whyLeftOut(const FitsColumn& column, const CatalogueOptions& options)
{
    if (column.isVariable())
        return "holds vectors of varying length";
    if (column.isText())
        return column.repeat > column.width && column.width > 0 ? "holds several texts per row" : "";
    if (column.isComplex())
        return "holds complex numbers";
    if (column.repeat == 0)
        return "holds nothing";
    return column.repeat > options.longestVector ? "holds " + grouped(column.repeat) + " values per row" : "";
}

std::vector<Source> chooseSources(FitsFile& file, const FitsHdu& table, const CatalogueOptions& options,
                                  Catalogue& catalogue)
{
    std::vector<Source> sources;
    for (const auto& column : table.columns) {
        if (column.name.empty() || (options.wanted && !options.wanted(column.name)))
            continue;
        if (const auto why = whyLeftOut(column, options); !why.empty()) {
            catalogue.notes.push_back(file.path().string() + ", column " + column.name + ": " + why
                                      + "; left out.");
            continue;
        }
        const auto count = column.isText() ? 1 : column.repeat;
        sources.push_back({ &column, catalogue.columns.size(), count });
        for (std::size_t i = 1; i <= count; ++i)
            catalogue.columns.push_back({ count == 1 ? column.name : column.name + '_' + std::to_string(i),
                                          column.unit, column.isText() });
    }
    return sources;
}

void takeRows(FitsFile& file, const FitsHdu& table, Source& source, std::size_t first, std::size_t rows,
              Catalogue& catalogue)
{
    auto& target = catalogue.columns[source.first];
    if (target.isText)
        return file.readTexts(table, *source.from, first, rows,
                              [&](std::string_view text) { target.texts.append(text); });
    if (source.from->isLong() && source.count == 1)
        return file.readLongs(table, *source.from, first, rows, source.integers);
    const auto values = file.readRows(table, *source.from, first, rows);
    for (std::size_t i = 0; i < values.size(); ++i)
        catalogue.columns[source.first + i % source.count].numbers.push_back(knownNumber(values[i]));
}

/// Identifiers as texts with all their digits, small integers as numbers.
void settleLongs(const Source& source, CatalogueColumn& column)
{
    constexpr auto undefined = std::numeric_limits<long long>::min();
    const auto& values = source.integers;
    column.isText = std::ranges::any_of(values, [](long long value) {
        return value != undefined && (value >= exactBelow || value <= -exactBelow);
    });
    for (const auto value : values)
        if (column.isText)
            column.texts.append(value == undefined ? std::string() : std::to_string(value));
        else
            column.numbers.push_back(value == undefined ? std::numeric_limits<double>::quiet_NaN()
                                                        : knownNumber(static_cast<double>(value)));
}

const FitsHdu& tableOf(FitsFile& file)
{
    for (int number = 1; number <= file.hduCount(); ++number)
        if (const auto& hdu = file.hdu(number); hdu.isTable() && hdu.rows > 0)
            return hdu;
    file.fail("holds no table with rows; a table of stars is needed.");
}

} // namespace

Catalogue catalogueOf(FitsFile& file, const CatalogueOptions& options)
{
    const auto& table = tableOf(file);
    file.requireData(table);
    Catalogue catalogue;
    catalogue.file = file.path();
    catalogue.rows = table.rows;
    auto sources = chooseSources(file, table, options, catalogue);
    const auto atOnce = file.rowsAtATime(table);
    for (std::size_t first = 0; first < table.rows; first += atOnce)
        for (auto& source : sources)
            takeRows(file, table, source, first + 1, std::min(atOnce, table.rows - first), catalogue);
    for (const auto& source : sources)
        if (!source.integers.empty())
            settleLongs(source, catalogue.columns[source.first]);
    return catalogue;
}

} // namespace syzygy
