#include "app/cli/evaluationfigures.h"

#include "app/cli/svg.h"
#include "core/atomicfile.h"
#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr auto nirspecColour = "#1f77b4";
constexpr auto apogeeColour = "#d1495b";
constexpr auto boundColour = "#444444";
constexpr double panelWidth = 170, panelHeight = 110, marginX = 55, marginY = 45;
constexpr int panelsPerRow = 5;
constexpr int panelRows = 4;
static_assert(std::size_t { panelsPerRow } * panelRows >= labelCount);

using LabelScores = std::array<LabelScore, labelCount>;

/// The first group, which is that of all stars.
const GroupScore* allStars(const SnrScore& score)
{
    return score.groups.empty() ? nullptr : &score.groups.front();
}

AxisRange snrAxis(const Evaluation& evaluation)
{
    AxisRange range { 30, 300, true };
    for (const auto& score : evaluation.scores) {
        range.from = std::min(range.from, score.snr);
        range.to = std::max(range.to, score.snr);
    }
    return { range.from / 1.15, range.to * 1.15, true };
}

std::vector<std::pair<double, std::string>> snrTicks(const Evaluation& evaluation)
{
    std::vector<std::pair<double, std::string>> ticks;
    for (const auto& score : evaluation.scores)
        ticks.emplace_back(score.snr, fmt::format("{:.0f}", score.snr));
    return ticks;
}

std::vector<std::pair<double, std::string>> labelTicks()
{
    std::vector<std::pair<double, std::string>> ticks;
    for (std::size_t i = 0; i < labelCount; ++i)
        ticks.emplace_back(static_cast<double>(i), std::string(labelInfos[i].symbol));
    return ticks;
}

/// One value of a label's score against S/N; values that were not computed are left out.
Points alongSnr(const Evaluation& evaluation, LabelScores GroupScore::*side, double LabelScore::*value,
                std::size_t label)
{
    Points points;
    for (const auto& score : evaluation.scores)
        if (const auto* group = allStars(score); group && (group->*side)[label].*value > 0)
            points.emplace_back(score.snr, (group->*side)[label].*value);
    return points;
}

double highest(std::initializer_list<Points> curves)
{
    double top = 0;
    for (const auto& points : curves)
        for (const auto& point : points)
            top = std::max(top, point.second);
    return top > 0 ? top : 1;
}

std::string errorPanel(const Evaluation& evaluation, std::size_t label)
{
    const auto nirspec = alongSnr(evaluation, &GroupScore::nirspec, &LabelScore::rmse, label);
    const auto apogee = alongSnr(evaluation, &GroupScore::apogee, &LabelScore::rmse, label);
    const auto bound = alongSnr(evaluation, &GroupScore::nirspec, &LabelScore::bound, label);
    const double top = 1.1 * highest({ nirspec, apogee, bound });
    const auto [row, column] = std::ldiv(static_cast<long>(label), panelsPerRow);
    SvgPanel panel(marginX + static_cast<double>(column) * (panelWidth + marginX),
                   marginY + static_cast<double>(row) * (panelHeight + marginY), panelWidth, panelHeight,
                   snrAxis(evaluation), { 0, top });
    panel.title(fmt::format("{} [{}]", labelInfos[label].symbol, labelInfos[label].unit));
    panel.xTicks(snrTicks(evaluation));
    const int decimals = labelInfos[label].unit == "K" ? 0 : 2;
    panel.yTicks({ { 0, "0" },
                   { top / 2, fmt::format("{:.{}f}", top / 2, decimals) },
                   { top, fmt::format("{:.{}f}", top, decimals) } });
    panel.line(nirspec, nirspecColour);
    panel.dots(nirspec, nirspecColour);
    panel.line(apogee, apogeeColour);
    panel.line(bound, boundColour, true);
    return panel.elements();
}

/// A wide panel per S/N, one column per label, filled by `draw`.
template <typename Draw>
std::string panelPerSnr(const Evaluation& evaluation, std::string_view title, AxisRange y, Draw draw)
{
    constexpr double width = 1000;
    auto elements = svgText(marginX + width / 2, 18, title);
    double top = marginY + 15;
    for (const auto& score : evaluation.scores) {
        SvgPanel panel(marginX, top, width, 2 * panelHeight, { -0.5, labelCount - 0.5 }, y);
        panel.title(fmt::format("S/N {:.0f}", score.snr));
        panel.xTicks(labelTicks());
        if (const auto* group = allStars(score))
            draw(panel, group->nirspec);
        elements += panel.elements();
        top += 2 * panelHeight + marginY;
    }
    return svgDocument(width + 2 * marginX, top, elements);
}

Points perLabel(const LabelScores& scores, double (*value)(const LabelScore&))
{
    Points points;
    for (std::size_t i = 0; i < labelCount; ++i)
        if (const double y = value(scores[i]); std::isfinite(y))
            points.emplace_back(static_cast<double>(i), y);
    return points;
}

void addRetrieval(SvgPanel& panel, const Evaluation& evaluation, RetrievalScore SnrScore::*way)
{
    using Curve = std::pair<double RetrievalScore::*, const char*>;
    const std::array<Curve, 4> curves { Curve { &RetrievalScore::at1, "#1f77b4" },
                                        Curve { &RetrievalScore::at5, "#2a9d8f" },
                                        Curve { &RetrievalScore::at10, "#fca311" },
                                        Curve { &RetrievalScore::reciprocalRank, "#d1495b" } };
    for (const auto& [value, colour] : curves) {
        Points points;
        for (const auto& score : evaluation.scores)
            points.emplace_back(score.snr, (score.*way).*value);
        panel.line(points, colour);
        panel.dots(points, colour);
    }
    panel.xTicks(snrTicks(evaluation));
    panel.yTicks({ { 0, "0" }, { 0.5, "0.5" }, { 0.9, "0.9" }, { 1, "1" } });
}

} // namespace

std::string errorAlongSnr(const Evaluation& evaluation)
{
    const double width = panelsPerRow * (panelWidth + marginX) + marginX;
    auto elements = svgText(
        width / 2, 18, "RMSE against S/N per pixel: NIRSpec (blue), APOGEE (red), Cramér-Rao bound (dashed)");
    for (std::size_t label = 0; label < labelCount; ++label)
        elements += errorPanel(evaluation, label);
    return svgDocument(width, panelRows * (panelHeight + marginY) + marginY, elements);
}

std::string residuals(const Evaluation& evaluation)
{
    return panelPerSnr(
        evaluation, "Bias (blue) ± robust σ (dashed) over the scatter of the true labels", { -1, 1 },
        [](SvgPanel& panel, const LabelScores& scores) {
            panel.yTicks({ { -1, "-1" }, { 0, "0" }, { 1, "1" } });
            panel.line({ { -0.5, 0 }, { labelCount - 0.5, 0 } }, boundColour);
            panel.dots(perLabel(scores, [](const LabelScore& s) { return s.bias / s.priorScatter; }),
                       nirspecColour);
            panel.line(
                perLabel(scores,
                         [](const LabelScore& s) { return (s.bias + s.robustSigma) / s.priorScatter; }),
                nirspecColour, true);
            panel.line(
                perLabel(scores,
                         [](const LabelScore& s) { return (s.bias - s.robustSigma) / s.priorScatter; }),
                nirspecColour, true);
        });
}

std::string coverage(const Evaluation& evaluation)
{
    return panelPerSnr(
        evaluation, "Share of truths within 1σ (blue) and 2σ (red) of the stated error; dashed: 68 and 95 %",
        { 0, 1 }, [](SvgPanel& panel, const LabelScores& scores) {
            panel.yTicks({ { 0, "0" }, { 0.68, "68 %" }, { 0.95, "95 %" } });
            panel.line({ { -0.5, 0.6827 }, { labelCount - 0.5, 0.6827 } }, boundColour, true);
            panel.line({ { -0.5, 0.9545 }, { labelCount - 0.5, 0.9545 } }, boundColour, true);
            panel.dots(perLabel(scores, [](const LabelScore& s) { return s.within1; }), nirspecColour);
            panel.dots(perLabel(scores, [](const LabelScore& s) { return s.within2; }), apogeeColour);
        });
}

std::string retrieval(const Evaluation& evaluation)
{
    constexpr double side = 300;
    SvgPanel forth(marginX, 60, side, side, snrAxis(evaluation), { 0, 1 });
    forth.title("NIRSpec → APOGEE");
    addRetrieval(forth, evaluation, &SnrScore::nirspecToApogee);
    SvgPanel back(side + 2 * marginX, 60, side, side, snrAxis(evaluation), { 0, 1 });
    back.title("APOGEE → NIRSpec");
    addRetrieval(back, evaluation, &SnrScore::apogeeToNirspec);
    const double width = 2 * side + 3 * marginX;
    const auto legend = svgText(
        width / 2, 18,
        "success@1 (blue), @5 (green), @10 (yellow), mean reciprocal rank (red) against S/N per pixel");
    return svgDocument(width, side + 100, legend + forth.elements() + back.elements());
}

void writeFigures(const std::filesystem::path& directory, const Evaluation& evaluation)
{
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        throw Error(directory.string() + ": the folder cannot be made: " + failure.message() + ".");
    writeTextAtomically(directory / "error-along-snr.svg", errorAlongSnr(evaluation));
    writeTextAtomically(directory / "residuals.svg", residuals(evaluation));
    writeTextAtomically(directory / "coverage.svg", coverage(evaluation));
    writeTextAtomically(directory / "retrieval.svg", retrieval(evaluation));
}

} // namespace syzygy
