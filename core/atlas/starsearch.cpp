#include "core/atlas/starsearch.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <vector>

namespace syzygy {

namespace {

/// Without blanks, and all letters small.
void fold(std::string_view text, std::string& folded)
{
    folded.clear();
    for (const auto letter : text)
        if (!std::isspace(static_cast<unsigned char>(letter)))
            folded.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(letter))));
}

std::string_view fileName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

std::vector<std::size_t> rowsWith(const StarAtlas& atlas, const std::vector<const MappedColumn*>& columns,
                                  const std::string& wanted)
{
    std::vector<std::size_t> rows;
    std::string folded;
    for (std::size_t row = 0; row < atlas.size(); ++row)
        for (const auto* column : columns) {
            fold(column->name == "file" ? fileName(column->text(row)) : column->text(row), folded);
            if (folded.find(wanted) == std::string::npos)
                continue;
            rows.push_back(row);
            break;
        }
    return rows;
}

StarFound findNamed(const StarAtlas& atlas, std::string_view text, std::optional<std::size_t> after)
{
    std::string wanted;
    fold(text, wanted);
    if (wanted.empty())
        return { {}, "Type a part of a name, or a place such as 17:33:42.5 -16:54:57" };
    auto rows = rowsWith(
        atlas, { atlas.file().find("name"), atlas.file().find("source"), atlas.file().find("file") }, wanted);
    if (rows.empty()) {
        std::vector<const MappedColumn*> texts;
        for (const auto& column : atlas.file().columns())
            if (column.isText() && column.name.starts_with("catalogue/"))
                texts.push_back(&column);
        rows = rowsWith(atlas, texts, wanted);
    }
    if (rows.empty())
        return { {},
                 fmt::format("No star of {} has “{}” in its name, its file or its catalogue",
                             atlas.file().path().filename().string(), text) };
    const auto behind = after ? std::ranges::upper_bound(rows, *after) : rows.begin();
    const auto found = behind == rows.end() ? rows.begin() : behind;
    return { *found, fmt::format("{} of {} that have “{}”", found - rows.begin() + 1, rows.size(), text) };
}

std::string angleWords(double arcseconds)
{
    constexpr double minute = 60, degree = 3600;
    return arcseconds < minute ? fmt::format("{:.1f}″", arcseconds)
        : arcseconds < degree  ? fmt::format("{:.1f}′", arcseconds / minute)
                               : fmt::format("{:.1f}°", arcseconds / degree);
}

StarFound findAt(const StarAtlas& atlas, const SkyPlace& place)
{
    constexpr double reach = 10; // ″
    std::optional<std::size_t> nearest;
    double distance = std::numeric_limits<double>::infinity();
    for (std::size_t row = 0; row < atlas.size(); ++row) {
        const auto there = atlas.place(row);
        if (!there)
            continue;
        if (const double away = arcsecondsBetween(place, *there); away < distance) {
            distance = away;
            nearest = row;
        }
    }
    if (!nearest)
        return {
            {}, fmt::format("No star of {} has a place on the sky", atlas.file().path().filename().string())
        };
    if (distance > reach)
        return { {},
                 fmt::format("No star within {:.0f}″ of there; the nearest, {}, is {} away", reach,
                             atlas.name(*nearest), angleWords(distance)) };
    return { nearest, angleWords(distance) + " from there" };
}

} // namespace

StarFound findStar(const StarAtlas& atlas, std::string_view text, std::optional<std::size_t> after)
{
    if (const auto place = placeIn(text))
        return findAt(atlas, *place);
    return findNamed(atlas, text, after);
}

} // namespace syzygy
