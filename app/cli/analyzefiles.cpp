#include "app/cli/analyzefiles.h"

#include "app/cli/analysisreport.h"
#include "app/cli/fitreport.h"
#include "app/cli/inputfiles.h"
#include "core/analysis/agreementtable.h"
#include "core/analysis/columndescriptions.h"
#include "core/analysis/fittable.h"
#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace syzygy {

namespace {

constexpr std::size_t spectraAtOnce = 16; ///< encoded together

/// The fit of the emulator, added to what the encoders said of the same spectrum.
void addFit(const Analyzer& analyzer, const Spectrum& spectrum, const Analysis& analysis, const std::vector<GivenLabel>& given,
            FileOutcome& outcome, const std::stop_token& stop)
{
    auto cells = noFitCells();
    if (analysis.encoded) {
        PhysicalFitOptions fitOptions;
        fitOptions.given = given;
        const auto fit = analyzer.fit(spectrum, analysis, fitOptions, stop);
        cells = fitCells(analysis, fit);
        outcome.details += fitReport(analysis, fit);
    }
    addCells(outcome, cells);
}

/// What was given for all, and for this spectrum in the table, which goes before.
std::vector<GivenLabel> givenFor(const Spectrum& spectrum, const AnalyzeOptions& options)
{
    auto given = options.analysis.given;
    const auto known = options.givenStars ? options.givenStars->labelsOf(spectrum.provenance) : std::nullopt;
    for (std::size_t k = 0; known && k < labelCount; ++k) {
        const auto label = static_cast<Label>(k);
        if (!std::isfinite(known->value[k]) || !(known->sigma[k] > 0))
            continue;
        std::erase_if(given, [label](const auto& other) { return other.label == label; });
        given.push_back({ label, known->value[k], known->sigma[k] });
    }
    return given;
}

AnalysisOptions optionsFor(const Spectrum& spectrum, const AnalyzeOptions& options)
{
    auto own = options.analysis;
    own.given = givenFor(spectrum, options);
    return own;
}

/// All that is asked for of one spectrum.
void describe(const Analyzer& analyzer, const Spectrum& spectrum, const Analysis& analysis, const AnalysisOptions& analysisOptions,
              const AnalyzeOptions& options, FileOutcome& outcome, const std::stop_token& stop)
{
    outcome.csvRows.push_back(parameterRow(spectrum, analysis, options.refused));
    outcome.records.push_back(recordOf(spectrum, analysis, analysisOptions, options.reading));
    outcome.overviewRows.push_back(overviewRow(spectrum, analysis, options.refused));
    outcome.details += abundanceReport(spectrum, analysis, options.refused);
    if (options.fit)
        addFit(analyzer, spectrum, analysis, analysisOptions.given, outcome, stop);
    if (options.combine)
        addCells(outcome, noAgreementCells());
    if (options.isGiven())
        addCells(outcome, aloneCells(analysis, options.refused));
    if (!options.covariances.empty())
        outcome.covarianceRows.push_back(covarianceRow(spectrum, analysis, options.refused));
    if (!options.latents.empty())
        outcome.latents.push_back(
            { spectrum.provenance.file.string(), spectrum.provenance.source, spectrum.provenance.hdu,
              std::string(nameOf(spectrum.instrument)),
              tellsLabels(analysis, options.refused) ? analysis.latent : std::vector<float>() });
}

/// Some files on their way together.
struct FileGroup {
    std::span<const std::string> files;
    std::span<FileOutcome> outcomes;
};

/// A spectrum of the group and whose it is.
struct Entry {
    Spectrum spectrum;
    std::size_t file = 0;
};

std::vector<Entry> readGroup(const FileGroup& group, const AnalyzeOptions& options)
{
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < group.files.size(); ++i) {
        try {
            for (auto& spectrum : readSpectra(group.files[i], options.reading))
                entries.push_back({ std::move(spectrum), i });
        } catch (const std::exception& error) {
            group.outcomes[i].failure = sentenceOf(error);
        }
    }
    return entries;
}

void analyzeTogether(const Analyzer& analyzer, std::span<Entry> entries, const FileGroup& group, const AnalyzeOptions& options, const std::stop_token& stop)
{
    std::vector<const Spectrum*> spectra;
    std::vector<AnalysisOptions> own;
    for (const auto& entry : entries) {
        spectra.push_back(&entry.spectrum);
        own.push_back(optionsFor(entry.spectrum, options));
    }
    auto analyses = analyzer.analyze(spectra, own, stop);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& outcome = group.outcomes[entries[i].file];
        describe(analyzer, entries[i].spectrum, analyses[i], own[i], options, outcome, stop);
        if (!options.combine && !options.joint)
            continue;
        outcome.spectra.push_back(std::move(entries[i].spectrum));
        outcome.analyses.push_back(std::move(analyses[i]));
    }
}

/// What goes wrong becomes the outcome of the file, so that the others are done; of several together none is known to be at fault, and
/// each is tried alone. Cancelled passes.
void analyzeGroup(const Analyzer& analyzer, const FileGroup& group, const AnalyzeOptions& options, const std::stop_token& stop)
{
    auto entries = readGroup(group, options);
    try {
        for (std::size_t first = 0; first < entries.size(); first += spectraAtOnce)
            analyzeTogether(analyzer, std::span(entries).subspan(first, std::min(spectraAtOnce, entries.size() - first)), group, options, stop);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        std::ranges::fill(group.outcomes, FileOutcome {});
        if (group.files.size() == 1)
            group.outcomes.front().failure = sentenceOf(error);
        else
            for (std::size_t i = 0; i < group.files.size(); ++i)
                analyzeGroup(analyzer, { group.files.subspan(i, 1), group.outcomes.subspan(i, 1) }, options, stop);
    }
}

} // namespace

void addCells(FileOutcome& outcome, const std::vector<std::string>& cells)
{
    auto& row = outcome.csvRows.back();
    row.insert(row.end(), cells.begin(), cells.end());
}

Analysis analyzeSpectrum(const Analyzer& analyzer, const Spectrum& spectrum, const AnalyzeOptions& options, FileOutcome& outcome,
                         const std::stop_token& stop)
{
    const auto own = optionsFor(spectrum, options);
    auto analysis = analyzer.analyze(spectrum, own, stop);
    describe(analyzer, spectrum, analysis, own, options, outcome, stop);
    return analysis;
}

std::vector<FileOutcome> analyzeFiles(const Analyzer& analyzer, const std::vector<std::string>& files, const AnalyzeOptions& options, const Session& session)
{
    constexpr std::size_t groupsAtLeast = 16, filesAtMost = 8;
    std::vector<FileOutcome> outcomes(files.size());
    const auto size = std::clamp<std::size_t>(files.size() / groupsAtLeast, 1, filesAtMost);
    const auto groups = (files.size() + size - 1) / size;
    const auto lastOf = [&](std::size_t group) { return std::min(files.size(), (group + 1) * size); };
    inParallel(groups, options.jobs, session, [&](std::size_t group) { return files[lastOf(group) - 1]; }, [&](std::size_t group) {
        const auto first = group * size, count = lastOf(group) - first;
        analyzeGroup(analyzer, { std::span(files).subspan(first, count), std::span(outcomes).subspan(first, count) }, options, session.stop);
    });
    return outcomes;
}

} // namespace syzygy
