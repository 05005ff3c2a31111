#include "app/cli/analyzefiles.h"

#include "app/cli/analysisreport.h"
#include "app/cli/filegroup.h"
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

/// The fit of the emulator, added to what the encoders said of the same spectrum.
void addFit(const Analyzer& analyzer, const Spectrum& spectrum, const Analysis& analysis,
            const std::vector<GivenLabel>& given, FileOutcome& outcome, const std::stop_token& stop)
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
void describe(const Analyzer& analyzer, const Spectrum& spectrum, const Analysis& analysis,
              const AnalysisOptions& analysisOptions, const AnalyzeOptions& options, FileOutcome& outcome,
              const std::stop_token& stop)
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

void analyzeGroup(const Analyzer& analyzer, std::span<const std::string> files,
                  std::span<FileOutcome> outcomes, const AnalyzeOptions& options, const std::stop_token& stop)
{
    FileGroup group { files,
                      options.reading,
                      [&](const Spectrum& spectrum) { return optionsFor(spectrum, options); },
                      [&](std::size_t file) { outcomes[file] = {}; },
                      {},
                      [&](std::size_t file, const std::string& sentence) {
                          outcomes[file].failure = sentence;
                      } };
    group.analyzed = [&](std::size_t file, std::size_t, Spectrum& spectrum, Analysis& analysis,
                         const AnalysisOptions& own) {
        auto& outcome = outcomes[file];
        describe(analyzer, spectrum, analysis, own, options, outcome, stop);
        if (!options.combine && !options.joint)
            return;
        outcome.spectra.push_back(std::move(spectrum));
        outcome.analyses.push_back(std::move(analysis));
    };
    analyzeTogether(analyzer, group, stop);
}

} // namespace

void addCells(FileOutcome& outcome, const std::vector<std::string>& cells)
{
    auto& row = outcome.csvRows.back();
    row.insert(row.end(), cells.begin(), cells.end());
}

Analysis analyzeSpectrum(const Analyzer& analyzer, const Spectrum& spectrum, const AnalyzeOptions& options,
                         FileOutcome& outcome, const std::stop_token& stop)
{
    const auto own = optionsFor(spectrum, options);
    auto analysis = analyzer.analyze(spectrum, own, stop);
    describe(analyzer, spectrum, analysis, own, options, outcome, stop);
    return analysis;
}

std::vector<FileOutcome> analyzeFiles(const Analyzer& analyzer, const std::vector<std::string>& files,
                                      const AnalyzeOptions& options, const Session& session)
{
    std::vector<FileOutcome> outcomes(files.size());
    const auto size = filesPerGroup(files.size());
    const auto groups = (files.size() + size - 1) / size;
    const auto lastOf = [&](std::size_t group) { return std::min(files.size(), (group + 1) * size); };
    inParallel(
        groups, options.jobs, session, [&](std::size_t group) { return files[lastOf(group) - 1]; },
        [&](std::size_t group) {
            const auto first = group * size, count = lastOf(group) - first;
            analyzeGroup(analyzer, std::span(files).subspan(first, count),
                         std::span(outcomes).subspan(first, count), options, session.stop);
        });
    return outcomes;
}

} // namespace syzygy
