#include "core/atlas/rowfilter.h"

#include "core/rowexpression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

namespace syzygy {

namespace {

constexpr std::size_t blockRows = 4096; ///< evaluated at a time, so that what lies between stays in the cache

char lower(char letter)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

bool areSame(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool contains(std::string_view text, std::string_view part)
{
    return part.empty() || !std::ranges::search(text, part, {}, lower, lower).empty();
}

/// "feh" is "fe_h", "known_teff" is "known/teff".
std::string columnName(std::string_view typed)
{
    std::string name;
    std::ranges::transform(typed, std::back_inserter(name), lower);
    if (name == "feh")
        return "fe_h";
    constexpr std::string_view known = "known_";
    if (name.starts_with(known))
        name[known.size() - 1] = '/';
    return name;
}

bool isEncoder(const MappedColumn& column)
{
    return column.name == "encoder";
}

/// Vectors and latents cannot be compared with anything.
bool canBeCompared(const MappedColumn& column)
{
    return column.width == 1 && column.type != ColumnType::Float16;
}

std::optional<RowExpression::Known> knownColumn(const StarAtlas& atlas, std::string_view typed)
{
    const auto& columns = atlas.file().columns();
    const auto find = [&](const std::string& name) {
        return std::ranges::find_if(
            columns, [&](const auto& column) { return canBeCompared(column) && areSame(column.name, name); });
    };
    const auto name = columnName(typed);
    auto found = find(name);
    if (found == columns.end())
        found = find("catalogue/" + std::string(typed));
    if (found == columns.end())
        return {};
    const bool isText = found->isText() || isEncoder(*found);
    return RowExpression::Known { found->name,
                                  isText ? RowExpression::Type::Text : RowExpression::Type::Number,
                                  static_cast<std::size_t>(found - columns.begin()) };
}

std::optional<RowExpression::Known> knownLabel(std::string_view typed)
{
    const auto label = labelNamed(columnName(typed));
    if (!label)
        return {};
    return RowExpression::Known { std::string(infoOf(*label).key), RowExpression::Type::Number,
                                  indexOf(*label) };
}

bool holds(const RowExpression& leaf, std::string_view text)
{
    if (leaf.kind == RowExpression::Kind::Column)
        return !text.empty();
    if (leaf.sign == RowExpression::Sign::Contains)
        return contains(text, leaf.text);
    return areSame(text, leaf.text) == (leaf.sign == RowExpression::Sign::Equal);
}

/// ~ looks for digits in a number of six decimals.
bool holdsOfNumber(const RowExpression& leaf, double value)
{
    return leaf.kind == RowExpression::Kind::Comparison && leaf.sign == RowExpression::Sign::Contains
        ? contains(std::to_string(value), leaf.text)
        : leaf.holds(value);
}

/// `fill` tells of a leaf whether the rows from `first` on fulfil it.
template <typename Fill>
std::vector<std::size_t> rowsOf(const RowExpression& expression, std::size_t size, const Fill& fill)
{
    std::vector<std::size_t> rows;
    std::array<std::uint8_t, blockRows> truths {};
    for (std::size_t first = 0; first < size; first += blockRows) {
        const auto block = std::span(truths).first(std::min(blockRows, size - first));
        expression.evaluate(block, [&](const RowExpression& leaf, std::span<std::uint8_t> those) {
            fill(leaf, first, those);
        });
        for (std::size_t i = 0; i < block.size(); ++i)
            if (block[i])
                rows.push_back(first + i);
    }
    return rows;
}

} // namespace

std::vector<std::size_t> rowsWhere(const StarAtlas& atlas, std::string_view expression)
{
    const auto tree
        = RowExpression::parse(expression, [&](std::string_view typed) { return knownColumn(atlas, typed); });
    return rowsOf(tree, atlas.size(),
                  [&](const RowExpression& leaf, std::size_t first, std::span<std::uint8_t> truths) {
                      const auto& column = atlas.file().columns()[leaf.column];
                      const bool isOfEncoder = isEncoder(column);
                      for (std::size_t i = 0; i < truths.size(); ++i)
                          truths[i] = isOfEncoder ? holds(leaf, nameOf(atlas.encodedAs(first + i)))
                              : column.isText()   ? holds(leaf, column.text(first + i))
                                                  : holdsOfNumber(leaf, column.number(first + i));
                  });
}

std::vector<std::size_t> rowsWhere(const Atlas& mocks, std::string_view expression)
{
    const auto tree = RowExpression::parse(expression, knownLabel);
    return rowsOf(tree, mocks.size(),
                  [&](const RowExpression& leaf, std::size_t first, std::span<std::uint8_t> truths) {
                      for (std::size_t i = 0; i < truths.size(); ++i)
                          truths[i] = holdsOfNumber(leaf, mocks.stars[first + i].labels[leaf.column]);
                  });
}

} // namespace syzygy
