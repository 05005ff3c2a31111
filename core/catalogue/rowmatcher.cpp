#include "core/catalogue/rowmatcher.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <functional>

namespace syzygy {

namespace {

/// What columns are called that hold names, the ones to show before the others.
constexpr std::array<std::string_view, 22> nameColumns {
    "star",      "name",     "source_name", "apogee_id", "object",         "target",
    "objname",   "main_id",  "designation", "source",    "target_id",      "targetid",
    "sdss_id",   "tmass_id", "2mass",       "gaia_id",   "gaia_source_id", "gaiaedr3_source_id",
    "source_id", "id",       "alias",       "file"
};

/// Case and blanks do not tell two names apart.
std::string comparable(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (c != ' ' && c != '\t')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return plain;
}

std::uint64_t hashOf(std::string_view name)
{
    return std::hash<std::string_view> {}(name);
}

void keepDistinct(std::vector<std::size_t>& rows)
{
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

/// A column for the first name of each row, another for the second, ...
std::shared_ptr<const Catalogue> tableOf(const std::vector<std::vector<std::string>>& namesByRow)
{
    auto table = std::make_shared<Catalogue>();
    table->rows = namesByRow.size();
    for (std::size_t i = 0; i < nameColumns.size(); ++i) {
        CatalogueColumn column { std::string(nameColumns[i]), {}, true };
        for (const auto& names : namesByRow)
            column.texts.append(i < names.size() ? std::string_view(names[i]) : std::string_view());
        table->columns.push_back(std::move(column));
    }
    return table;
}

RowMatch found(const std::vector<std::size_t>& rows, MatchedBy by)
{
    return { rows.size() == 1 ? std::optional(rows.front()) : std::nullopt, by, rows.size() };
}

} // namespace

RowMatcher::RowMatcher(std::shared_ptr<const Catalogue> catalogue, MatchOptions options)
    : m_catalogue(std::move(catalogue))
    , m_options(std::move(options))
    , m_places(*m_catalogue)
{
    if (!m_options.column.empty()) {
        const auto* column = m_catalogue->column(m_options.column);
        if (!column)
            throw Error(m_catalogue->file.string() + ": has no column " + m_options.column
                        + " to match by; name one that it has.");
        m_names.push_back(column);
    } else {
        for (const auto name : nameColumns)
            if (const auto* column = m_catalogue->column(name))
                m_names.push_back(column);
        indexPlaces();
    }
    if (m_names.empty() && m_declinations.empty())
        throw Error(m_catalogue->file.string()
                    + ": no column tells which star a row is of; name one star, source, file or apogee_id, "
                      "or give ra and dec in degrees.");
    indexNames();
}

RowMatcher::RowMatcher(const std::vector<std::vector<std::string>>& namesByRow)
    : RowMatcher(tableOf(namesByRow), MatchOptions {})
{
}

void RowMatcher::indexNames()
{
    for (std::size_t column = 0; column < m_names.size(); ++column)
        for (std::size_t row = 0; row < m_catalogue->rows; ++row)
            if (const auto name = comparable(m_names[column]->cell(row)); !name.empty())
                m_keys.push_back(
                    { hashOf(name), static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column) });
    std::ranges::sort(m_keys, {}, &Key::hash);
}

void RowMatcher::indexPlaces()
{
    for (std::size_t row = 0; m_places.exist() && row < m_catalogue->rows; ++row)
        if (const auto place = m_places.at(row))
            m_declinations.emplace_back(place->declination, static_cast<std::uint32_t>(row));
    std::ranges::sort(m_declinations);
}

/// Appends the rows of that name.
void RowMatcher::collect(std::string_view name, std::vector<std::size_t>& rows) const
{
    const auto plain = comparable(name);
    if (plain.empty())
        return;
    for (const auto& key : std::ranges::equal_range(m_keys, hashOf(plain), {}, &Key::hash))
        if (comparable(m_names[key.column]->cell(key.row)) == plain)
            rows.push_back(key.row);
}

/// By every run of the parts between the signs that part file names.
std::vector<std::size_t> RowMatcher::rowsInFile(std::string_view stem) const
{
    constexpr std::size_t shortestPart = 4; // "7" is in too many file names
    constexpr std::size_t mostBorders = 64;
    std::vector<std::size_t> borders { 0 }; // of a part's first letter
    for (std::size_t i = 0; i < stem.size() && borders.size() < mostBorders; ++i)
        if (std::string_view("_-. ").find(stem[i]) != std::string_view::npos)
            borders.push_back(i + 1);
    borders.push_back(stem.size() + 1);
    std::vector<std::size_t> rows;
    for (std::size_t a = 0; a + 1 < borders.size(); ++a)
        for (std::size_t b = a + 1; b < borders.size(); ++b)
            if (const auto length = borders[b] - 1 - borders[a]; length >= shortestPart)
                collect(stem.substr(borders[a], length), rows);
    keepDistinct(rows);
    return rows;
}

/// The nearest within the distance that counts; several if the table has more than one there at the same
/// place.
std::vector<std::size_t> RowMatcher::rowsAt(const SkyPlace& place) const
{
    constexpr double same = 1e-3; // arcsec
    const double reach = m_options.withinArcseconds / 3600;
    std::vector<std::pair<double, std::size_t>> near;
    for (auto at = std::ranges::lower_bound(m_declinations, std::pair(place.declination - reach, 0U));
         at != m_declinations.end() && at->first <= place.declination + reach; ++at)
        if (const double distance = arcsecondsBetween(*m_places.at(at->second), place);
            distance <= m_options.withinArcseconds)
            near.emplace_back(distance, at->second);
    std::ranges::sort(near);
    std::vector<std::size_t> rows;
    for (const auto& [distance, row] : near)
        if (distance <= near.front().first + same)
            rows.push_back(row);
    return rows;
}

RowMatch RowMatcher::match(const Provenance& origin) const
{
    std::vector<std::size_t> rows;
    collect(origin.source, rows);
    keepDistinct(rows);
    if (!rows.empty())
        return found(rows, MatchedBy::Source);
    const auto file = origin.file.filename().string(), stem = origin.file.stem().string();
    collect(file, rows);
    collect(stem, rows);
    keepDistinct(rows);
    if (!rows.empty())
        return found(rows, MatchedBy::File);
    rows = rowsInFile(stem);
    if (!rows.empty())
        return found(rows, MatchedBy::PartOfFile);
    if (origin.placeIsOfObject && origin.rightAscension && origin.declination)
        rows = rowsAt({ *origin.rightAscension, *origin.declination });
    return rows.empty() ? RowMatch {} : found(rows, MatchedBy::Place);
}

std::vector<std::string> RowMatcher::namesOf(std::size_t row) const
{
    std::vector<std::string> names;
    for (const auto* column : m_names)
        if (auto name = column->cell(row); !name.empty())
            names.push_back(std::move(name));
    return names;
}

std::string RowMatcher::nameOf(std::size_t row) const
{
    for (const auto* column : m_names)
        if (auto name = column->cell(row); !name.empty())
            return name;
    return {};
}

} // namespace syzygy
