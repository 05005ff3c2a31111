#include "core/training/calibration/finetuningstars.h"

#include "core/catalogue/cataloguelabels.h"
#include "core/catalogue/rowmatcher.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/io/reader.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace syzygy {

namespace {

/// The rows of a table that have a name, and what else `keep` asks of their labels.
std::vector<LabelRow> rowsIn(const std::shared_ptr<const Catalogue>& table, const LabelColumns& labels,
                             bool (*keep)(const Labels&))
{
    const RowMatcher matcher(table);
    std::vector<LabelRow> rows;
    for (std::size_t i = 0; i < table->rows; ++i) {
        const auto known = labels.at(i);
        if (LabelRow row { matcher.namesOf(i), known.value, known.sigma };
            !row.names.empty() && keep(row.labels))
            rows.push_back(std::move(row));
    }
    return rows;
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

std::vector<LabelRow> readTuningLabels(const std::filesystem::path& file)
{
    const auto table = std::make_shared<const Catalogue>(readCatalogue(file));
    const LabelColumns labels(*table);
    for (const auto label : { Label::Teff, Label::Logg, Label::FeH })
        if (!labels.has(label))
            throw Error(file.string() + ": column " + std::string(infoOf(label).key)
                        + " is missing; teff, logg and fe_h are needed, the abundances are welcome.");
    auto rows
        = rowsIn(table, labels, [](const Labels& row) { return std::isfinite(row[0] + row[1] + row[2]); });
    if (rows.empty())
        throw Error(file.string()
                    + ": no row has a name (column star, source, file, ...) and teff, logg and fe_h.");
    return rows;
}

namespace {

RowMatcher matcherOf(const std::vector<LabelRow>& rows)
{
    std::vector<std::vector<std::string>> names;
    for (const auto& row : rows)
        names.push_back(row.names);
    return RowMatcher(names);
}

const LabelRow* rowOf(const std::vector<LabelRow>& rows, const RowMatcher& matcher, const Spectrum& spectrum)
{
    const auto match = matcher.match(spectrum.provenance);
    if (match.isAmbiguous())
        throw Error(titleOf(spectrum)
                    + " matches several rows of the table of labels; name the file in a column \"file\".");
    return match.row ? &rows[*match.row] : nullptr;
}

} // namespace

const LabelRow* rowOf(const std::vector<LabelRow>& rows, const Spectrum& spectrum)
{
    return rowOf(rows, matcherOf(rows), spectrum);
}

bool isUsable(const Analysis& analysis)
{
    return analysis.encoded && !isRefused(analysis);
}

std::map<const LabelRow*, Spectrum> bestOf(const std::filesystem::path& file,
                                           const std::vector<LabelRow>& rows)
{
    const auto matcher = matcherOf(rows);
    std::map<const LabelRow*, Spectrum> best;
    for (auto& spectrum : readSpectra(file)) {
        const auto* row = rowOf(rows, matcher, spectrum);
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
                result.notes.push_back(
                    titleOf(spectrum)
                    + " was left out: corrections are learnt from G140H and APOGEE, it is of G140M.");
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
