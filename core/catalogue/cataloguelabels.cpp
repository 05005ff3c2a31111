#include "core/catalogue/cataloguelabels.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace syzygy {

namespace {

/// Letters and digits alone: "[Fe/H]", "fe_h" and "FE_H" are one name.
std::string plain(std::string_view name)
{
    std::string letters;
    for (const char c : name)
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            letters += c;
        else if (c >= 'A' && c <= 'Z')
            letters += static_cast<char>(c - 'A' + 'a');
    return letters;
}

const CatalogueColumn* numbersCalled(const Catalogue& catalogue, std::initializer_list<std::string> names)
{
    for (const auto& name : names)
        for (const auto& column : catalogue.columns)
            if (plain(column.name) == name)
                return &column;
    return nullptr;
}

const CatalogueColumn* errorOf(const Catalogue& catalogue, const CatalogueColumn& value)
{
    const auto name = plain(value.name);
    return numbersCalled(catalogue,
                         { name + "err", "e" + name, name + "error", "sigma" + name, name + "sigma" });
}

/// "MG_H" of "mg_fe". Spelt out: "nh" may be the hydrogen before the star.
const CatalogueColumn* overHydrogen(const Catalogue& catalogue, std::string_view key)
{
    const auto element = std::string(key.substr(0, key.find('_')));
    for (const auto& name : { element + "_h", "[" + element + "/h]" })
        if (const auto* column = catalogue.column(name); column)
            return column;
    return nullptr;
}

double numberAt(const CatalogueColumn* column, std::size_t row)
{
    if (column && !column->isText)
        return column->numbers[row];
    double value
        = std::numeric_limits<double>::quiet_NaN(); // a column with a word among its numbers is of texts
    if (const auto cell = column ? column->texts[row] : std::string_view(); !cell.empty())
        if (std::from_chars(cell.data(), cell.data() + cell.size(), value).ptr != cell.data() + cell.size())
            return std::numeric_limits<double>::quiet_NaN();
    return knownNumber(value);
}

} // namespace

LabelColumns::LabelColumns(const Catalogue& catalogue)
{
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto key = labelInfos[k].key;
        auto& column = m_columns[k];
        column.value = numbersCalled(catalogue, { plain(key) });
        if (!column.value && k > indexOf(Label::FeH)) {
            column.value = overHydrogen(catalogue, key);
            column.isOverHydrogen = column.value != nullptr;
        }
        if (column.value)
            column.error = errorOf(catalogue, *column.value);
    }
}

bool LabelColumns::isOne(std::string_view name)
{
    return std::ranges::any_of(labelInfos, [&](const auto& info) {
        const std::string key(info.key);
        return plain(name) == plain(key) || plain(name) == plain(key.substr(0, key.find('_')) + "_h");
    });
}

bool LabelColumns::any() const
{
    return std::ranges::any_of(m_columns, [](const auto& column) { return column.value != nullptr; });
}

KnownLabels LabelColumns::at(std::size_t row) const
{
    KnownLabels known;
    const double iron = numberAt(m_columns[indexOf(Label::FeH)].value, row);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& column = m_columns[k];
        known.value[k] = numberAt(column.value, row) - (column.isOverHydrogen ? iron : 0);
        const double error = numberAt(column.error, row);
        known.sigma[k] = error > 0 ? error : 0;
    }
    return known;
}

} // namespace syzygy
