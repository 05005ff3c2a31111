#include "app/cli/agreementreport.h"

#include "app/cli/analysisreport.h"
#include "app/cli/textcolumns.h"

#include <fmt/format.h>

namespace syzygy {

namespace {

std::vector<std::string> header(const Agreement& agreement)
{
    std::vector<std::string> cells { "label" };
    for (std::size_t i = 0; i < agreement.members.size(); ++i)
        cells.push_back(fmt::format("({})", i + 1));
    for (const auto* name : { "weighted mean", "χ²", "probability", "combined" })
        cells.emplace_back(name);
    return cells;
}

std::vector<std::string> row(Label label, const Agreement& agreement, const std::vector<Analysis>& exposures,
                             const Analysis& combination)
{
    const auto i = indexOf(label);
    const auto& found = agreement.labels[i];
    const std::string symbol(infoOf(label).symbol);
    std::vector<std::string> cells { found.constrained ? symbol : "(" + symbol + ")" };
    for (const auto member : agreement.members)
        cells.push_back(estimateText(label, exposures[member].estimates[i]));
    cells.push_back(estimateText(label, { .value = found.value, .sigma = found.sigma }));
    cells.push_back(fmt::format("{:.1f}", found.chiSquare));
    cells.push_back(fmt::format("{:.3f}", found.probability));
    cells.push_back(combination.encoded ? estimateText(label, combination.estimates[i]) : "-");
    return cells;
}

std::string verdict(const Agreement& agreement)
{
    const auto words = disagreementWords(agreement);
    return words.empty() ? "  The exposures agree in all that they constrain.\n"
                         : "  The exposures disagree, by their noise, in " + words + ".\n";
}

} // namespace

std::string agreementReport(const std::vector<std::string>& titles, const std::vector<Analysis>& exposures,
                            const Analysis& combination)
{
    const auto agreement = compareExposures(exposures);
    if (agreement.degreesOfFreedom < 1)
        return {};
    auto text = fmt::format("Exposure by exposure; χ² with {} degree{} of freedom\n",
                            agreement.degreesOfFreedom, agreement.degreesOfFreedom == 1 ? "" : "s");
    for (std::size_t i = 0; i < agreement.members.size(); ++i)
        text += fmt::format("  ({}) {}\n", i + 1, titles[agreement.members[i]]);
    std::vector<std::vector<std::string>> rows { header(agreement) };
    for (std::size_t i = 0; i < labelCount; ++i)
        rows.push_back(row(static_cast<Label>(i), agreement, exposures, combination));
    return text + alignedColumns(rows) + verdict(agreement);
}

} // namespace syzygy
