#include "core/atlas/atlasjoin.h"

#include "core/atlas/starrecord.h"
#include "core/catalogue/cataloguelabels.h"
#include "core/catalogue/knownstars.h"
#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace syzygy {

namespace {

std::optional<SkyPlace> placeOf(const ColumnTable& atlas, std::size_t row)
{
    const SkyPlace place { atlas.find("ra_deg")->number(row), atlas.find("dec_deg")->number(row) };
    return std::isfinite(place.rightAscension) && std::isfinite(place.declination) ? std::optional(place)
                                                                                   : std::nullopt;
}

Provenance provenanceOf(const ColumnTable& atlas, std::size_t row)
{
    Provenance origin;
    origin.file = std::string(atlas.find("file")->text(row));
    origin.source = atlas.find("source")->text(row);
    if (const auto place = placeOf(atlas, row)) {
        origin.rightAscension = place->rightAscension;
        origin.declination = place->declination;
        origin.placeIsOfObject = true;
    }
    return origin;
}

using Rows = std::vector<std::optional<std::size_t>>;

Rows matchAll(const ColumnTable& atlas, const RowMatcher& matcher, JoinReport& report)
{
    Rows rows(atlas.rows);
    for (std::size_t i = 0; i < atlas.rows; ++i) {
        const auto origin = provenanceOf(atlas, i);
        const auto match = matcher.match(origin);
        rows[i] = match.row;
        if (match.isAmbiguous())
            report.notes.push_back(ambiguityWords(origin, match, matcher.catalogue()));
        else if (match.row)
            ++report.matched;
        else
            report.unmatched.emplace_back(atlas.find("name")->text(i));
    }
    return rows;
}

void addColumn(ColumnTable& atlas, const CatalogueColumn& from, const Rows& rows)
{
    StoredColumn column { "catalogue/" + from.name, from.unit,
                          from.isText ? ColumnType::Text : ColumnType::Float64 };
    for (const auto row : rows)
        if (!row)
            column.appendNothing();
        else if (from.isText)
            column.appendText(from.texts[*row]);
        else
            column.append(from.numbers[*row]);
    atlas.columns.push_back(std::move(column));
}

void addKnownLabels(ColumnTable& atlas, const Catalogue& table, const Rows& rows)
{
    const LabelColumns labels(table);
    std::vector<KnownLabels> known(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i])
            known[i] = labels.at(*rows[i]);
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!labels.has(static_cast<Label>(k)))
            continue;
        const std::string name = "known/" + std::string(labelInfos[k].key), unit(labelInfos[k].unit);
        StoredColumn value { name, unit, ColumnType::Float32 },
            error { name + "_err", unit, ColumnType::Float32 };
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i]) {
                value.append(known[i].value[k]);
                error.append(known[i].sigma[k]);
            } else {
                value.appendNothing();
                error.appendNothing();
            }
        }
        atlas.columns.push_back(std::move(value));
        atlas.columns.push_back(std::move(error));
    }
}

/// "SPAT0123", the name of a trace; "7", the number of a slit; or only the file's.
bool saysNothing(std::string_view name, std::string_view source)
{
    return source.empty() || name.starts_with("SPAT")
        || name.find_first_not_of("0123456789") == std::string_view::npos;
}

void takeNames(ColumnTable& atlas, const RowMatcher& matcher, const Rows& rows)
{
    auto* names = atlas.find("name");
    StoredColumn better { names->name, names->unit, ColumnType::Text };
    for (std::size_t i = 0; i < atlas.rows; ++i) {
        const auto own = names->text(i);
        const auto known = rows[i] && saysNothing(own, atlas.find("source")->text(i))
            ? matcher.nameOf(*rows[i])
            : std::string();
        better.appendText(known.empty() ? own : std::string_view(known));
    }
    *names = std::move(better);
}

/// Where the file itself does not say where the star is.
void takePlaces(ColumnTable& atlas, const Catalogue& table, const Rows& rows)
{
    const PlaceColumns places(table);
    auto *rightAscension = atlas.find("ra_deg"), *declination = atlas.find("dec_deg");
    StoredColumn ra { rightAscension->name, rightAscension->unit, ColumnType::Float64 },
        dec { declination->name, declination->unit, ColumnType::Float64 };
    for (std::size_t i = 0; i < atlas.rows; ++i) {
        const auto own = placeOf(atlas, i);
        const auto place = own || !rows[i] || !places.exist() ? own : places.at(*rows[i]);
        ra.append(place ? place->rightAscension : std::nan(""));
        dec.append(place ? place->declination : std::nan(""));
    }
    *rightAscension = std::move(ra);
    *declination = std::move(dec);
}

class Groups { // union-find
public:
    explicit Groups(std::size_t count)
        : m_parent(count)
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t(0));
    }
    std::size_t rootOf(std::size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b)
    {
        a = rootOf(a);
        b = rootOf(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> m_parent;
};

constexpr double samePlace = 1; // arcsec

void joinByPlace(const ColumnTable& atlas, Groups& groups)
{
    std::vector<std::pair<double, std::size_t>> declinations;
    for (std::size_t i = 0; i < atlas.rows; ++i)
        if (const auto place = placeOf(atlas, i))
            declinations.emplace_back(place->declination, i);
    std::ranges::sort(declinations);
    for (std::size_t a = 0; a < declinations.size(); ++a)
        for (std::size_t b = a + 1;
             b < declinations.size() && declinations[b].first - declinations[a].first <= samePlace / 3600;
             ++b)
            if (arcsecondsBetween(*placeOf(atlas, declinations[a].second),
                                  *placeOf(atlas, declinations[b].second))
                <= samePlace)
                groups.join(declinations[a].second, declinations[b].second);
}

void joinByName(const ColumnTable& atlas, Groups& groups)
{
    constexpr std::size_t shortestName = 4;
    std::unordered_map<std::string_view, std::vector<std::size_t>>
        byName; // a row for each star of the name: with its place, where known
    for (std::size_t i = 0; i < atlas.rows; ++i) {
        const auto name = atlas.find("name")->text(i);
        if (name.size() < shortestName || name.starts_with("SPAT"))
            continue;
        auto& stars = byName[name];
        const auto here = placeOf(atlas, i);
        const auto same = std::ranges::find_if(stars, [&](std::size_t star) {
            const auto there = placeOf(atlas, star);
            return !here || !there || arcsecondsBetween(*here, *there) <= samePlace;
        });
        if (same == stars.end()) {
            stars.push_back(i);
            continue;
        }
        groups.join(i, *same);
        if (here)
            *same = i;
    }
}

} // namespace

JoinReport joinCatalogue(ColumnTable& atlas, const RowMatcher& matcher)
{
    const auto& table = matcher.catalogue();
    JoinReport report;
    report.notes = table.notes;
    const auto rows = matchAll(atlas, matcher, report);
    if (report.matched == 0 && atlas.rows > 0)
        throw Error(table.file.string() + ": none of its " + std::to_string(table.rows)
                    + " rows is of one of the " + std::to_string(atlas.rows)
                    + " spectra, neither by name, file nor place; name the column to match by with --match.");
    atlas.remove("catalogue/");
    atlas.remove("known/");
    for (const auto& column : table.columns)
        addColumn(atlas, column, rows);
    addKnownLabels(atlas, table, rows);
    takeNames(atlas, matcher, rows);
    takePlaces(atlas, table, rows);
    return report;
}

void groupStars(ColumnTable& atlas)
{
    Groups groups(atlas.rows);
    joinByPlace(atlas, groups);
    joinByName(atlas, groups);
    std::unordered_map<std::size_t, std::uint32_t> numbers;
    StoredColumn stars { "star", {}, ColumnType::Unsigned32 };
    for (std::size_t i = 0; i < atlas.rows; ++i)
        stars.append(
            numbers.emplace(groups.rootOf(i), static_cast<std::uint32_t>(numbers.size())).first->second);
    *atlas.find("star") = std::move(stars);
}

std::size_t mergeInto(ColumnTable& atlas, const ColumnTable& more)
{
    if (atlas.properties["model"] != more.properties.at("model"))
        throw Error("one atlas is of the model " + atlas.properties["model"] + ", the other of "
                    + more.properties.at("model")
                    + ", whose latents cannot be compared; make one of them again from its files with atlas "
                      "build and one --bundle.");
    std::unordered_set<std::string> replaced;
    for (std::size_t row = 0; row < more.rows; ++row)
        replaced.insert(keyOf(more, row));
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < atlas.rows; ++row)
        if (!replaced.contains(keyOf(atlas, row)))
            kept.push_back(row);
    const auto twice = atlas.rows - kept.size();
    if (twice > 0)
        atlas = atlas.selected(kept);
    atlas.append(more);
    return twice;
}

} // namespace syzygy
