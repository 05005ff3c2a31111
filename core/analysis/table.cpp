#include "core/analysis/table.h"

#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace syzygy {

namespace {

constexpr std::array leadingColumns {
    "file",          "source",        "instrument",        "mode",
    "snr",           "velocity_km_s", "velocity_km_s_err", "velocity_km_s_zero_err",
    "velocity_frame"
};
constexpr std::array trailingColumns {
    "map_x",   "map_y", "domain_score", "flags", "model_id", "ra_deg",
    "dec_deg", "hdu",   "slit",         "order", "detector", "integration"
};

std::string number(double value, int decimals)
{
    return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : std::string();
}

/// Enough for a tenth of the smallest σ that the program states.
int decimalsOf(const LabelInfo& info)
{
    return info.unit == "K" ? 1 : 4;
}

/// A spectrum that was shifted to rest has no velocity to tell.
std::vector<std::string> velocityCells(const Spectrum& spectrum, const Velocity& velocity)
{
    if (velocity.source == Velocity::Source::AlreadyAtRest)
        return { "", "", "", "rest" };
    if (velocity.source == Velocity::Source::NotFound)
        return { "", "", "", "" };
    return { number(velocity.value, 2), number(velocity.error, 2), number(velocity.zeroPointError, 2),
             velocityFrame(spectrum.frame) };
}

std::vector<std::string> estimateCells(const Estimates* estimates)
{
    std::vector<std::string> cells(2 * labelCount);
    for (std::size_t i = 0; estimates && i < labelCount; ++i) {
        cells[2 * i] = number((*estimates)[i].value, decimalsOf(labelInfos[i]));
        cells[2 * i + 1] = number((*estimates)[i].sigma, decimalsOf(labelInfos[i]));
    }
    return cells;
}

std::vector<std::string> latentCells(const Analysis& analysis, RefusedLabels refused)
{
    if (!tellsLabels(analysis, refused))
        return { "", "", "", flagCell(analysis), analysis.modelId };
    return { number(analysis.mapPosition[0], 4), number(analysis.mapPosition[1], 4),
             number(analysis.domainScore, 3), flagCell(analysis), analysis.modelId };
}

/// The place of the object, not of a telescope that saw others as well, and where in the file the spectrum
/// stands.
std::vector<std::string> originCells(const Provenance& origin)
{
    const auto degrees = [&](const std::optional<double>& angle) {
        return origin.placeIsOfObject && angle ? number(*angle, 6) : std::string();
    };
    return { degrees(origin.rightAscension),
             degrees(origin.declination),
             origin.hdu,
             origin.slit,
             origin.order,
             origin.detector,
             origin.integration };
}

} // namespace

std::string velocityFrame(Frame frame)
{
    switch (frame) {
    case Frame::Barycentric:
        return "barycentric";
    case Frame::Topocentric:
        return "observed";
    case Frame::Rest:
        return "rest";
    case Frame::Unknown:
        break;
    }
    return "not stated";
}

bool tellsLabels(const Analysis& analysis, RefusedLabels refused)
{
    return analysis.encoded && (refused == RefusedLabels::Kept || !isRefused(analysis));
}

std::string flagCell(const Analysis& analysis)
{
    std::vector<std::string> keys;
    for (const auto& flag : analysis.flags)
        keys.push_back(flag.key);
    for (std::size_t i = 0; analysis.encoded && i < labelCount; ++i)
        if (!analysis.estimates[i].constrained)
            keys.push_back(fmt::format("unconstrained:{}", labelInfos[i].key));
    return fmt::format("{}", fmt::join(keys, ";"));
}

std::vector<std::string> parameterColumns()
{
    std::vector<std::string> columns(leadingColumns.begin(), leadingColumns.end());
    for (const auto& info : labelInfos) {
        columns.emplace_back(info.key);
        columns.push_back(fmt::format("{}_err", info.key));
    }
    columns.insert(columns.end(), trailingColumns.begin(), trailingColumns.end());
    return columns;
}

std::vector<std::string> parameterRow(const Spectrum& spectrum, const Analysis& analysis,
                                      RefusedLabels refused)
{
    const auto& origin = spectrum.provenance;
    std::vector<std::string> row { origin.file.string(), origin.source.empty() ? origin.hdu : origin.source,
                                   std::string(nameOf(spectrum.instrument)), origin.mode,
                                   number(analysis.snr, 1) };
    for (const auto& part : { velocityCells(spectrum, analysis.velocity),
                              estimateCells(tellsLabels(analysis, refused) ? &analysis.estimates : nullptr),
                              latentCells(analysis, refused), originCells(origin) })
        row.insert(row.end(), part.begin(), part.end());
    return row;
}

std::vector<std::string> covarianceColumns()
{
    std::vector<std::string> columns { "file", "source", "hdu" };
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = a; b < labelCount; ++b)
            columns.push_back(fmt::format("cov_{}_{}", labelInfos[a].key, labelInfos[b].key));
    return columns;
}

std::vector<std::string> covarianceRow(const Spectrum& spectrum, const Analysis& analysis,
                                       RefusedLabels refused)
{
    const auto& origin = spectrum.provenance;
    std::vector<std::string> row { origin.file.string(), origin.source.empty() ? origin.hdu : origin.source,
                                   origin.hdu };
    const bool isTold = tellsLabels(analysis, refused);
    if (!isTold)
        row.resize(covarianceColumns().size());
    for (std::size_t a = 0; isTold && a < labelCount; ++a)
        for (std::size_t b = a; b < labelCount; ++b) {
            const double correlation = a == b  ? 1
                : analysis.correlation.empty() ? 0
                                               : analysis.correlation[a * labelCount + b];
            row.push_back(fmt::format(
                "{:.5g}", correlation * analysis.estimates[a].sigma * analysis.estimates[b].sigma));
        }
    return row;
}

std::vector<std::string> aloneColumns()
{
    std::vector<std::string> columns;
    for (const auto& info : labelInfos) {
        columns.push_back(fmt::format("{}_alone", info.key));
        columns.push_back(fmt::format("{}_alone_err", info.key));
    }
    return columns;
}

std::vector<std::string> aloneCells(const Analysis& analysis, RefusedLabels refused)
{
    return estimateCells(tellsLabels(analysis, refused) && analysis.alone ? &*analysis.alone : nullptr);
}

} // namespace syzygy
