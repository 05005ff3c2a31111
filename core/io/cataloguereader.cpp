#include "core/io/cataloguereader.h"

#include "core/error.h"
#include "core/io/fitscatalogue.h"
#include "core/io/readopen.h"
#include "core/io/text.h"
#include "core/io/texttable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace syzygy {

namespace {

constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

bool saysMissing(std::string_view cell)
{
    static constexpr std::array<std::string_view, 9> words { "nan", "null", "none",   "n/a", "na",
                                                             "--",  "-",    "masked", "..." };
    return cell.empty()
        || std::ranges::any_of(words, [&](auto word) { return equalIgnoringCase(cell, word); });
}

/// A number that is no identifier: "1821608639421563136" and "0042" are names.
std::optional<double> plainNumber(std::string_view cell)
{
    constexpr std::size_t exactDigits = 15;
    const auto digits = cell.substr(
        cell.find_first_not_of("+-") == std::string_view::npos ? 0 : cell.find_first_not_of("+-"));
    const bool isWhole = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (isWhole && (digits.size() > exactDigits || (digits.size() > 1 && digits.front() == '0')))
        return {};
    return parseNumber(cell);
}

struct TextColumn {
    std::size_t index = 0; ///< in the table
    CatalogueColumn column;
    bool hasNumber = false;
};

/// One cell more, unless the column turns out to be of texts.
void takeNumber(TextColumn& target, std::string_view cell)
{
    if (target.column.isText)
        return;
    double value = notKnown;
    if (!saysMissing(cell)) {
        const auto number = equalIgnoringCase(cell, "true") ? 1.0
            : equalIgnoringCase(cell, "false")              ? 0.0
                                                            : plainNumber(cell);
        if (!number) {
            target.column.isText = true;
            target.column.numbers = {};
            return;
        }
        value = knownNumber(*number);
        target.hasNumber = true;
    }
    target.column.numbers.push_back(value);
}

std::vector<TextColumn> chosenColumns(const TextTable& table, const CatalogueOptions& options)
{
    std::vector<TextColumn> chosen;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const auto& [name, unit, meaning] = table.columns()[i];
        if (!name.empty() && (!options.wanted || options.wanted(name)))
            chosen.push_back({ i, { name, unit } });
    }
    return chosen;
}

/// Twice through the text: what is of numbers shows only at the end of it.
Catalogue catalogueOf(const TextTable& table, const std::filesystem::path& file,
                      const CatalogueOptions& options)
{
    if (!table.hasNames())
        throw Error(file.string()
                    + ": begins with numbers instead of a line of column names; write the names above them.");
    Catalogue catalogue;
    catalogue.file = file;
    auto columns = chosenColumns(table, options);
    table.forEachRow([&](const std::vector<std::string_view>& cells) {
        for (auto& column : columns)
            takeNumber(column, cells[column.index]);
        ++catalogue.rows;
    });
    std::vector<TextColumn*> texts;
    for (auto& column : columns) {
        column.column.isText
            = column.column.isText || !column.hasNumber; // nothing at all: texts that are empty
        if (column.column.isText)
            texts.push_back(&column);
    }
    if (!texts.empty())
        table.forEachRow([&](const std::vector<std::string_view>& cells) {
            for (auto* text : texts)
                text->column.texts.append(saysMissing(cells[text->index]) ? std::string_view()
                                                                          : cells[text->index]);
        });
    for (auto& column : columns)
        catalogue.columns.push_back(std::move(column.column));
    return catalogue;
}

void requireDistinctNames(const Catalogue& catalogue)
{
    std::set<std::string> names;
    for (const auto& column : catalogue.columns)
        if (!names.insert(upperCased(column.name)).second)
            throw Error(catalogue.file.string() + ": has two columns of the name " + column.name
                        + "; rename one of them.");
}

} // namespace

Catalogue readCatalogue(const std::filesystem::path& file, const CatalogueOptions& options)
{
    return readCatalogue(openInput(file), file, options);
}

Catalogue readCatalogue(const Input& input, const std::filesystem::path& file,
                        const CatalogueOptions& options)
{
    auto catalogue = input.fits ? catalogueOf(*input.fits, options)
                                : catalogueOf(TextTable(file, input.view()), file, options);
    if (catalogue.rows == 0)
        throw Error(file.string() + ": is a table without rows; open one that has stars in it.");
    requireDistinctNames(catalogue);
    return catalogue;
}

} // namespace syzygy
