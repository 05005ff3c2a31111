#include "core/training/calibration/finetuningstars.h"

#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

namespace syzygy {

namespace {

constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 9> nameColumns { "file",   "star",        "name",
                                                        "source", "source_name", "source_id",
                                                        "id",     "apogee_id",   "alias" };

std::string lowerCased(std::string_view text)
{
    std::string lower(text);
    for (auto& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

std::optional<std::size_t> columnOf(const CsvTable& table, std::string_view name)
{
    for (std::size_t i = 0; i < table.header.size(); ++i)
        if (lowerCased(table.header[i]) == name)
            return i;
    return {};
}

double numberIn(const std::vector<std::string>& row, std::optional<std::size_t> column)
{
    if (!column)
        return notKnown;
    const auto& cell = row[*column];
    double value = notKnown;
    const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool missing
        = failure != std::errc {} || end != cell.data() + cell.size() || value < -9000; // APOGEE writes −9999
    return missing ? notKnown : value;
}

LabelRow labelRow(const CsvTable& table, const std::vector<std::string>& cells)
{
    LabelRow row;
    for (const auto name : nameColumns)
        if (const auto column = columnOf(table, name); column && !cells[*column].empty())
            row.names.push_back(lowerCased(cells[*column]));
    for (std::size_t k = 0; k < labelCount; ++k) {
        const std::string key(labelInfos[k].key);
        row.labels[k] = numberIn(cells, columnOf(table, key));
        const double sigma = numberIn(cells, columnOf(table, key + "_err"));
        row.sigma[k] = sigma > 0 ? sigma : 0;
    }
    return row;
}

/// "2609_19" is in "exp2_2609_19" and in "2609_19_x1d", not in "12609_19".
bool holdsName(const std::string& text, const std::string& name)
{
    const auto isBorder = [&](std::size_t i) {
        return i >= text.size() || std::string_view("_-. ").find(text[i]) != std::string_view::npos;
    };
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1))
        if ((at == 0 || isBorder(at - 1)) && isBorder(at + name.size()))
            return true;
    return false;
}

enum class Match { None, InFile, File, Source }; // the later, the surer

Match matchOf(const LabelRow& row, const Spectrum& spectrum)
{
    constexpr std::size_t shortestPart = 4; ///< characters: "7" is in too many file names
    const auto& origin = spectrum.provenance;
    const auto source = lowerCased(origin.source), file = lowerCased(origin.file.filename().string()),
               stem = lowerCased(origin.file.stem().string());
    auto best = Match::None;
    for (const auto& name : row.names) {
        if (name == source)
            best = std::max(best, Match::Source);
        else if (name == file || name == stem)
            best = std::max(best, Match::File);
        else if (name.size() >= shortestPart && holdsName(stem, name))
            best = std::max(best, Match::InFile);
    }
    return best;
}

std::string titleOf(const Spectrum& spectrum)
{
    return spectrum.provenance.file.filename().string();
}

using StarsByRow = std::map<const LabelRow*, TuningStar>;

void addExposure(const LabelRow& row, TuningExposure exposure, StarsByRow& stars)
{
    auto& star = stars[&row];
    star.name = row.names.front();
    star.truth = row.labels;
    star.sigma = row.sigma;
    star.exposures.push_back(std::move(exposure));
}

std::vector<TuningStar> listed(StarsByRow stars)
{
    std::vector<TuningStar> list;
    for (auto& [row, star] : stars)
        list.push_back(std::move(star));
    return list;
}

double medianSnr(const Spectrum& spectrum)
{
    const auto& grid = spectrum.instrument == Instrument::Apogee ? apogeeModelGrid() : nirspecModelGrid();
    return prepare(spectrum, grid, 0).snr;
}

} // namespace

std::vector<LabelRow> readLabelRows(const std::filesystem::path& file)
{
    const auto table = readCsv(file);
    std::vector<LabelRow> rows;
    for (const auto& cells : table.rows)
        if (auto row = labelRow(table, cells); !row.names.empty() && std::ranges::any_of(row.labels, [](double value) { return std::isfinite(value); }))
            rows.push_back(std::move(row));
    if (rows.empty())
        throw Error(file.string() + ": no row has a name (column star, source, file, ...) and a label (column teff, logg, fe_h, ...).");
    return rows;
}

std::vector<LabelRow> readTuningLabels(const std::filesystem::path& file)
{
    const auto table = readCsv(file);
    for (const auto* key : { "teff", "logg", "fe_h" })
        if (!columnOf(table, key))
            throw Error(file.string() + ": column " + key
                        + " is missing; teff, logg and fe_h are needed, the abundances are welcome.");
    std::vector<LabelRow> rows;
    for (const auto& cells : table.rows)
        if (auto row = labelRow(table, cells);
            !row.names.empty() && std::isfinite(row.labels[0] + row.labels[1] + row.labels[2]))
            rows.push_back(std::move(row));
    if (rows.empty())
        throw Error(file.string()
                    + ": no row has a name (column star, source, file, ...) and teff, logg and fe_h.");
    return rows;
}

const LabelRow* rowOf(const std::vector<LabelRow>& rows, const Spectrum& spectrum)
{
    const LabelRow* best = nullptr;
    auto surest = Match::None;
    bool several = false;
    for (const auto& row : rows) {
        const auto match = matchOf(row, spectrum);
        several = match > surest ? false : several || (match == surest && match != Match::None);
        if (match > surest) {
            surest = match;
            best = &row;
        }
    }
    if (several)
        throw Error(titleOf(spectrum)
                    + " matches several rows of the table of labels; name the file in a column \"file\".");
    return best;
}

bool isUsable(const Analysis& analysis)
{
    return analysis.encoded && !isRefused(analysis);
}

std::map<const LabelRow*, Spectrum> bestOf(const std::filesystem::path& file,
                                           const std::vector<LabelRow>& rows)
{
    std::map<const LabelRow*, Spectrum> best;
    for (auto& spectrum : readSpectra(file)) {
        const auto* row = rowOf(rows, spectrum);
        if (!row)
            continue;
        const auto found = best.find(row);
        if (found == best.end())
            best.emplace(row, std::move(spectrum));
        else if (medianSnr(spectrum) > medianSnr(found->second))
            found->second = std::move(spectrum);
    }
    if (best.empty())
        throw Error(
            file.string()
            + " has no row in the table of labels: name its source or its file there, or leave it out.");
    return best;
}

std::optional<TuningExposure> makeExposure(const Analyzer& analyzer, const Encoders& encoders,
                                           const Spectrum& spectrum, const Labels& labels,
                                           std::stop_token stop)
{
    auto analysis = analyzer.analyze(spectrum, {}, stop);
    if (!isUsable(analysis))
        return {};
    TuningExposure exposure;
    exposure.name = titleOf(spectrum);
    exposure.model = analyzer.fitKnown(spectrum, analysis, labels, stop).model;
    exposure.uncorrected = encoders.withLineError(analysis.lineError).encode(analysis.prepared);
    exposure.prepared = std::move(analysis.prepared);
    return exposure;
}

TuningStars readTuningStars(const std::vector<std::filesystem::path>& files,
                            const std::vector<LabelRow>& rows, const Analyzer& analyzer,
                            const Encoders& encoders, const Progress& progress, std::stop_token stop)
{
    TuningStars result;
    StarsByRow nirspec, apogee;
    for (std::size_t i = 0; i < files.size(); ++i) {
        progress(static_cast<double>(i) / static_cast<double>(files.size()), files[i].string());
        for (const auto& [row, spectrum] : bestOf(files[i], rows)) {
            if (modelGridOf(spectrum) == nirspecMediumModelGrid()) {
                result.notes.push_back(titleOf(spectrum) + " was left out: corrections are learnt from G140H and APOGEE, it is of G140M.");
                continue;
            }
            auto exposure = makeExposure(analyzer, encoders, spectrum, row->labels, stop);
            if (exposure)
                addExposure(*row, std::move(*exposure),
                            spectrum.instrument == Instrument::Apogee ? apogee : nirspec);
            else
                result.notes.push_back(titleOf(spectrum) + " was left out: analyze refuses it.");
        }
    }
    result.nirspec = listed(std::move(nirspec));
    result.apogee = listed(std::move(apogee));
    return result;
}

} // namespace syzygy
