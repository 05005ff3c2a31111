#include "app/cli/analysisreport.h"

#include "app/cli/textcolumns.h"

#include <cmath>
#include <fmt/format.h>

namespace syzygy {

namespace {

constexpr std::size_t abundancesPerLine = 5;

std::string velocityText(const Velocity& velocity)
{
    switch (velocity.source) {
    case Velocity::Source::Measured:
        return fmt::format("{:.1f} ± {:.1f}", velocity.value, velocity.error)
            + (velocity.zeroPointError > 0 ? fmt::format(" ± {:.0f}", velocity.zeroPointError) : "");
    case Velocity::Source::Given:
        return fmt::format("{:.1f} (given)", velocity.value);
    case Velocity::Source::AlreadyAtRest:
        return "at rest";
    case Velocity::Source::NotFound:
        break;
    }
    return "not found";
}

std::string parameterText(Label label, const Analysis& analysis, RefusedLabels refused)
{
    return tellsLabels(analysis, refused) ? estimateText(label, analysis.estimates[indexOf(label)])
                                          : std::string("-");
}

std::vector<std::string> abundanceCells(const Analysis& analysis)
{
    std::vector<std::string> cells;
    for (std::size_t i = indexOf(Label::C); i < labelCount; ++i) {
        const auto& estimate = analysis.estimates[i];
        const auto text
            = fmt::format("{} {}", labelInfos[i].symbol, estimateText(static_cast<Label>(i), estimate));
        cells.push_back(estimate.constrained ? text : "(" + text + ")");
    }
    return cells;
}

std::string abundanceTable(const Analysis& analysis)
{
    const auto cells = abundanceCells(analysis);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < cells.size(); i += abundancesPerLine)
        rows.emplace_back(cells.begin() + static_cast<std::ptrdiff_t>(i),
                          cells.begin()
                              + static_cast<std::ptrdiff_t>(std::min(i + abundancesPerLine, cells.size())));
    return alignedColumns(rows, Align::Left);
}

} // namespace

std::string_view nameOf(Flag::Severity severity)
{
    switch (severity) {
    case Flag::Severity::Note:
        return "note";
    case Flag::Severity::Warning:
        return "warning";
    case Flag::Severity::Refusal:
        break;
    }
    return "refused";
}

std::string titleOf(const Spectrum& spectrum)
{
    const auto& origin = spectrum.provenance;
    const auto& source = origin.source.empty() ? origin.hdu : origin.source;
    const auto file = origin.file.filename().string();
    return source.empty() ? file : fmt::format("{} [{}]", file, source);
}

std::string estimateText(Label label, const Estimate& estimate)
{
    const int decimals = infoOf(label).unit == "K" ? 0 : 2;
    if (estimate.border != GridBorder::None)
        return fmt::format("{} {:.{}f}", estimate.border == GridBorder::Lower ? "<" : ">", estimate.limit,
                           decimals);
    return fmt::format("{:.{}f} ± {:.{}f}", estimate.value, decimals, estimate.sigma, decimals);
}

std::vector<std::string> overviewColumns()
{
    return { "spectrum", "S/N", "velocity [km/s]", "Teff [K]", "log g", "[Fe/H]", "flags" };
}

std::vector<std::string> overviewRow(const Spectrum& spectrum, const Analysis& analysis,
                                     RefusedLabels refused)
{
    return { titleOf(spectrum),
             std::isfinite(analysis.snr) ? fmt::format("{:.0f}", analysis.snr) : "-",
             velocityText(analysis.velocity),
             parameterText(Label::Teff, analysis, refused),
             parameterText(Label::Logg, analysis, refused),
             parameterText(Label::FeH, analysis, refused),
             analysis.flags.empty() ? "-" : fmt::format("{}", analysis.flags.size()) };
}

std::string abundanceReport(const Spectrum& spectrum, const Analysis& analysis, RefusedLabels refused)
{
    auto text = titleOf(spectrum) + '\n';
    if (tellsLabels(analysis, refused))
        text += abundanceTable(analysis);
    for (const auto& flag : analysis.flags)
        text += fmt::format("  {}: {}\n", nameOf(flag.severity), flag.words);
    return text;
}

} // namespace syzygy
