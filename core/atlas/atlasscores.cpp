#include "core/atlas/atlasscores.h"

#include "core/median.h"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <numeric>

namespace syzygy {

namespace {

struct Pair {
    double difference = 0, sigma = 0;
    std::array<double, 4>
        along {}; ///< Teff [1000 K], log g, [Fe/H] as the catalogue says, else as we do; log S/N
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> axes {
    { { "Teff", "1000 K" }, { "log g", "dex" }, { "[Fe/H]", "dex" }, { "log S/N", "dex" } }
};

double firstKnown(double first, double second)
{
    return std::isfinite(first) ? first : second;
}

bool isUnconstrained(std::string_view flags, std::string_view key)
{
    const auto word = "unconstrained:" + std::string(key);
    const auto at = flags.find(word);
    return at != std::string_view::npos
        && (at + word.size() == flags.size() || flags[at + word.size()] == ';');
}

std::vector<Pair> pairsOf(const StarAtlas& atlas, std::span<const std::size_t> rows, Instrument instrument,
                          std::size_t k)
{
    std::vector<Pair> pairs;
    for (const auto row : rows) {
        if (atlas.encodedAs(row) != instrument || isUnconstrained(atlas.flags(row), labelInfos[k].key))
            continue;
        const double known = atlas.knownLabel(k, row), ours = atlas.label(k, row);
        if (!std::isfinite(known) || !std::isfinite(ours))
            continue;
        const auto along = [&](std::size_t label) {
            return firstKnown(atlas.knownLabel(label, row), atlas.label(label, row));
        };
        pairs.push_back({ ours - known,
                          std::hypot(atlas.sigma(k, row), atlas.knownSigma(k, row)),
                          { along(0) / 1000, along(1), along(2), std::log10(atlas.snr(row)) } });
    }
    return pairs;
}

/// A straight line by least squares, without what lies beyond 4 robust σ of the median.
Trend trendOf(const std::vector<Pair>& pairs, std::size_t axis, double bias, double scatter)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (const auto& pair : pairs) {
        if (!std::isfinite(pair.along[axis]) || std::abs(pair.difference - bias) > 4 * scatter)
            continue;
        ++n;
        x += pair.along[axis];
        y += pair.difference;
        xx += pair.along[axis] * pair.along[axis];
        xy += pair.along[axis] * pair.difference;
        yy += pair.difference * pair.difference;
    }
    Trend trend { axes[axis].first, axes[axis].second };
    const double spread = xx - x * x / n;
    if (n < 4 || !(spread > 1e-9 * n)) {
        trend.slope = trend.error = std::nan("");
        return trend;
    }
    trend.slope = (xy - x * y / n) / spread;
    const double left = std::max(0.0, yy - y * y / n - trend.slope * trend.slope * spread);
    trend.error = std::sqrt(left / (n - 2) / spread);
    return trend;
}

CatalogueScore scoreOf(const std::vector<Pair>& pairs, Instrument instrument, Label label)
{
    constexpr double oneSigma = 0.1587; // quantile of a normal distribution
    CatalogueScore score;
    score.instrument = instrument;
    score.label = label;
    score.spectra = pairs.size();
    std::vector<double> differences;
    double squares = 0;
    for (const auto& pair : pairs) {
        differences.push_back(pair.difference);
        squares += pair.difference * pair.difference;
        score.withinOne += std::abs(pair.difference) <= pair.sigma ? 1 : 0;
        score.withinTwo += std::abs(pair.difference) <= 2 * pair.sigma ? 1 : 0;
    }
    const auto count = static_cast<double>(pairs.size());
    score.withinOne /= count;
    score.withinTwo /= count;
    score.rms = std::sqrt(squares / count);
    score.bias = medianOf(differences);
    score.scatter = (quantileOf(differences, 1 - oneSigma) - quantileOf(differences, oneSigma)) / 2;
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
        score.trends.push_back(trendOf(pairs, axis, score.bias, std::max(score.scatter, 1e-9)));
    return score;
}

std::string signedNumber(double value, int decimals)
{
    return std::isfinite(value) ? fmt::format("{:+.{}f}", value, decimals) : std::string("–");
}

std::string tableOf(const std::vector<CatalogueScore>& scores, Instrument instrument)
{
    std::string text
        = "| label | spectra | bias | scatter | rms | within 1 σ | within 2 σ | per 1000 K | per dex of log "
          "g | per dex of [Fe/H] | per dex of S/N |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const auto& score : scores) {
        if (score.instrument != instrument)
            continue;
        const auto& info = infoOf(score.label);
        const int decimals = info.unit == "K" ? 0 : 3;
        text += fmt::format("| {} [{}] | {} | {} | {:.{}f} | {:.{}f} | {:.2f} | {:.2f} |", info.symbol,
                            info.unit, score.spectra, signedNumber(score.bias, decimals), score.scatter,
                            decimals, score.rms, decimals, score.withinOne, score.withinTwo);
        for (const auto& trend : score.trends)
            text += std::isfinite(trend.slope)
                ? fmt::format(" {} ± {:.{}f} |", signedNumber(trend.slope, decimals), trend.error, decimals)
                : std::string(" – |");
        text += '\n';
    }
    return text;
}

} // namespace

std::vector<CatalogueScore> scoresOf(const StarAtlas& atlas, std::size_t fewest)
{
    std::vector<std::size_t> rows(atlas.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    return scoresOf(atlas, rows, fewest);
}

std::vector<CatalogueScore> scoresOf(const StarAtlas& atlas, std::span<const std::size_t> rows,
                                     std::size_t fewest)
{
    std::vector<CatalogueScore> scores;
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee })
        for (std::size_t k = 0; k < labelCount; ++k)
            if (const auto pairs = pairsOf(atlas, rows, instrument, k);
                pairs.size() >= std::max<std::size_t>(fewest, 1))
                scores.push_back(scoreOf(pairs, instrument, static_cast<Label>(k)));
    return scores;
}

std::string scoresReport(const StarAtlas& atlas, const std::vector<CatalogueScore>& scores,
                         std::string_view which)
{
    std::string text = fmt::format("# {}: our labels minus the catalogue's\n\nModel {}; {} spectra",
                                   atlas.file().path().filename().string(), atlas.modelId(), atlas.size());
    if (const auto table = atlas.file().property("labels"); !table.empty())
        text += ", labels of " + table;
    if (!which.empty())
        text += fmt::format("; {}", which);
    text += ". Bias: the median. Scatter: robust, half the distance of the quantiles at 16 and 84 %. Within "
            "1 and 2 σ: of both errors together; 0.68 and 0.95 are honest. "
            "Trends: a straight line, without what lies beyond 4 times the scatter. Labels that the spectrum "
            "does not constrain are left out.\n";
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee })
        if (std::ranges::any_of(scores, [&](const auto& score) { return score.instrument == instrument; }))
            text += fmt::format("\n## Encoded as {}\n\n", nameOf(instrument)) + tableOf(scores, instrument);
    if (scores.empty())
        text += "\nNo label has three spectra or more with a value in the catalogue.\n";
    return text;
}

} // namespace syzygy
