#include "core/atlas/twintable.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace syzygy {

namespace {

using Cells = std::vector<std::string>;

std::string number(double value, int decimals)
{
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : std::string();
}

void append(Cells& cells, Cells more)
{
    std::ranges::move(more, std::back_inserter(cells));
}

Cells labelColumns()
{
    Cells columns;
    for (const auto& info : labelInfos)
        for (const auto* form : { "{}", "{}_err", "known_{}", "known_{}_err" })
            columns.push_back(fmt::format(fmt::runtime(form), info.key));
    return columns;
}

Cells labelCells(const StarAtlas& atlas, std::size_t row)
{
    constexpr int decimals = 4;
    Cells cells;
    const auto known = atlas.known(row);
    for (std::size_t k = 0; k < labelCount; ++k)
        for (const double value : { atlas.label(k, row), atlas.sigma(k, row), known.value[k],
                                    known.sigma[k] > 0 ? known.sigma[k] : std::nan("") })
            cells.push_back(number(value, decimals));
    return cells;
}

/// Name, place, file, encoder.
Cells whoIsIt(const StarAtlas& atlas, std::size_t row)
{
    constexpr int decimals = 6; // of degrees: 4 mas
    const auto place = atlas.place(row);
    return { std::string(atlas.name(row)), place ? number(place->rightAscension, decimals) : std::string(),
             place ? number(place->declination, decimals) : std::string(), std::string(atlas.storedFile(row)),
             std::string(nameOf(atlas.encodedAs(row))) };
}

} // namespace

std::vector<std::string> twinColumns()
{
    Cells columns { "file",         "source",    "rank",         "twin",    "twin_ra_deg",
                    "twin_dec_deg", "twin_file", "twin_encoder", "distance" };
    append(columns, labelColumns());
    return columns;
}

void appendTwinRows(CsvTable& table, const Spectrum& spectrum, const StarAtlas& atlas,
                    std::span<const Twin> twins)
{
    std::size_t rank = 0;
    for (const auto& twin : twins) {
        constexpr int decimals = 6;
        Cells cells { spectrum.provenance.file.string(), spectrum.provenance.source,
                      fmt::format("{}", ++rank) };
        append(cells, whoIsIt(atlas, twin.row));
        cells.push_back(number(twin.distance, decimals));
        append(cells, labelCells(atlas, twin.row));
        table.rows.push_back(std::move(cells));
    }
}

CsvTable starTable(const StarAtlas& atlas, std::span<const std::size_t> rows)
{
    CsvTable table { { "name", "ra_deg", "dec_deg", "file", "encoder" }, {} };
    append(table.header, labelColumns());
    for (const auto row : rows) {
        auto cells = whoIsIt(atlas, row);
        append(cells, labelCells(atlas, row));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace syzygy
