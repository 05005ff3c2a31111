#include "app/cli/twinreport.h"

#include "app/cli/analysisreport.h"
#include "app/cli/textcolumns.h"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::array comparedLabels { Label::Teff, Label::Logg, Label::FeH, Label::Mg };

std::string number(double value, int decimals)
{
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : std::string();
}

int decimalsOf(Label label)
{
    return label == Label::Teff ? 0 : 2;
}

std::vector<std::string> twinHeader()
{
    std::vector<std::string> cells { "rank", "star", "seen by", "ra", "dec", "distance" };
    for (const auto label : comparedLabels) {
        cells.emplace_back(infoOf(label).symbol);
        cells.emplace_back("catalogue");
    }
    return cells;
}

std::vector<std::string> placeCells(const StarAtlas& atlas, std::size_t row)
{
    constexpr int degreeDecimals = 5;
    const auto place = atlas.place(row);
    return place ? std::vector { number(place->rightAscension, degreeDecimals),
                                 number(place->declination, degreeDecimals) }
                 : std::vector<std::string>(2);
}

std::vector<std::string> rowOf(std::size_t rank, const Twin& twin, const StarAtlas& atlas)
{
    const auto place = placeCells(atlas, twin.row);
    std::vector<std::string> cells { fmt::format("{}", rank),
                                     std::string(atlas.name(twin.row)),
                                     std::string(nameOf(atlas.encodedAs(twin.row))),
                                     place[0].empty() ? "-" : place[0],
                                     place[1].empty() ? "-" : place[1],
                                     number(twin.distance, 4) };
    const auto known = atlas.known(twin.row);
    for (const auto label : comparedLabels) {
        cells.push_back(number(atlas.label(indexOf(label), twin.row), decimalsOf(label)));
        const auto value = number(known.value[indexOf(label)], decimalsOf(label));
        cells.push_back(value.empty() ? "-" : value);
    }
    return cells;
}

std::string opinions(const Analysis& analysis, const TwinLabels& labels)
{
    std::vector<std::vector<std::string>> rows { { "  label", "this spectrum", "catalogue of its twins",
                                                   "twins" } };
    for (std::size_t k = 0; k < labelCount; ++k) {
        if (!labels[k])
            continue;
        const auto label = static_cast<Label>(k);
        const int decimals = decimalsOf(label);
        rows.push_back(
            { "  " + std::string(infoOf(label).symbol), estimateText(label, analysis.estimates[k]),
              fmt::format("{:.{}f} ± {:.{}f}", labels[k]->value, decimals, labels[k]->scatter, decimals),
              fmt::format("{}", labels[k]->stars) });
    }
    return rows.size() > 1
        ? alignedColumns(rows, Align::Left)
        : std::string(
            "  The catalogue of the atlas has too few labels of these twins for a second opinion.\n");
}

} // namespace

std::string twinReport(const Spectrum& spectrum, const Analysis& analysis, const TwinSearch& search,
                       const std::vector<Twin>& twins)
{
    std::vector<std::vector<std::string>> rows { twinHeader() };
    for (const auto& twin : twins)
        rows.push_back(rowOf(rows.size(), twin, search.atlas()));
    const auto labels = search.labelsOf(twins, analysis.estimates);
    auto text = titleOf(spectrum) + '\n' + alignedColumns(rows) + opinions(analysis, labels);
    for (const auto& flag : twinDisagreements(analysis, labels))
        text += fmt::format("  {}: {}\n", nameOf(flag.severity), flag.words);
    return text;
}

} // namespace syzygy
