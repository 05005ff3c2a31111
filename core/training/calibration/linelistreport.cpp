#include "core/median.h"
#include "core/training/calibration/linelists.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr double giantsBelow = 3.8; ///< log g

std::string offsetTable(const LineListResult& result)
{
    const auto& lists = result.strengths.lists;
    std::string text = "| species |", rule = "|---|";
    double from = 0;
    for (const auto& list : lists) {
        text += std::isfinite(list.end) ? fmt::format(" {:.3f}-{:.3f} µm |", from, list.end)
                                        : fmt::format(" beyond {:.3f} µm |", from);
        rule += "---|";
        from = list.end;
    }
    text += "\n" + rule + "\n";
    for (std::size_t species = 0; species < speciesCount; ++species) {
        text += fmt::format("| {} |", nameOfSpecies(species));
        for (std::size_t list = 0; list < lists.size(); ++list)
            text += fmt::format(" {:+.2f} ± {:.2f} |", lists[list].offset[species],
                                result.sigma[list][species]);
        text += "\n";
    }
    return text;
}

struct Deviations {
    std::vector<double> values;
    std::string text(int decimals) const
    {
        if (values.empty())
            return "–";
        double sum = 0, squares = 0;
        for (const double value : values)
            sum += value;
        const double bias = sum / static_cast<double>(values.size());
        for (const double value : values)
            squares += std::pow(value - bias, 2);
        return fmt::format("{:+.{}f} ± {:.{}f} ({})", bias, decimals,
                           std::sqrt(squares / static_cast<double>(values.size())), decimals, values.size());
    }
};

std::string groupRow(const std::string& name, const LineListResult& result, bool giants, bool after)
{
    std::string row = fmt::format("| {}, {} |", name, after ? "corrected" : "as they are");
    for (std::size_t k = 0; k < labelCount; ++k) {
        Deviations deviations;
        for (const auto& fit : result.fits)
            if (std::isfinite(fit.truth[k]) && (fit.truth[1] < giantsBelow) == giants)
                deviations.values.push_back((after ? fit.after : fit.before).star.labels[k] - fit.truth[k]);
        row += " " + deviations.text(k == 0 ? 0 : 2) + " |";
    }
    return row + "\n";
}

std::string header(const std::string& first)
{
    std::string text = "| " + first + " |", rule = "|---|";
    for (const auto& info : labelInfos) {
        text += fmt::format(" {} |", info.symbol);
        rule += "---|";
    }
    return text + "\n" + rule + "\n";
}

std::string starRows(const LineListResult& result)
{
    std::string text;
    for (const auto& fit : result.fits)
        for (const bool after : { false, true }) {
            text += fmt::format("| {}, {} |", fit.title, after ? "corrected" : "as they are");
            for (std::size_t k = 0; k < labelCount; ++k)
                text += std::isfinite(fit.truth[k])
                    ? fmt::format(" {:+.{}f} |",
                                  (after ? fit.after : fit.before).star.labels[k] - fit.truth[k],
                                  k == 0 ? 0 : 2)
                    : " – |";
            text += fmt::format(" χ² {:.2f}\n", (after ? fit.after : fit.before).reducedChiSquare);
        }
    return text;
}

} // namespace

std::string toText(const LineListResult& result)
{
    return fmt::format("Offsets of log gf, dex (likeliest width about a list's mean {:.2f} dex, ln evidence "
                       "over none {:.0f}):\n\n",
                       result.width, result.logEvidence)
        + offsetTable(result)
        + "\nFits of the standards, each with what the others taught, minus their labels:\n\n"
        + header("group") + groupRow("giants", result, true, false) + groupRow("giants", result, true, true)
        + groupRow("dwarfs", result, false, false) + groupRow("dwarfs", result, false, true) + "\n"
        + header("spectrum") + starRows(result);
}

} // namespace syzygy
