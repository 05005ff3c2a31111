#include "app/cli/analysisreport.h"
#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/inputfiles.h"
#include "app/cli/terminal.h"
#include "app/cli/textcolumns.h"
#include "app/cli/twinreport.h"
#include "core/analysis/analyzer.h"
#include "core/atlas/twintable.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/nn/blasthreads.h"

#include <CLI/CLI.hpp>

#include <array>
#include <fmt/format.h>
#include <map>
#include <memory>

namespace syzygy {

namespace {

struct NeighbourOptions {
    std::vector<std::string> files;
    std::string bundle;
    std::string atlas;                ///< of real stars; empty: the bundle's mocks
    std::string output;               ///< CSV of the twins; empty: none
    std::optional<Instrument> seenBy; ///< nothing: both
    bool hasMocks = false;            ///< the bundle's mocks, beside real stars
    ReadOptions reading;
    AnalysisOptions analysis;
};

constexpr std::array shownLabels { Label::Teff, Label::Logg, Label::FeH, Label::C,
                                   Label::N,    Label::O,    Label::Mg,  Label::Si };

std::vector<std::string> header()
{
    std::vector<std::string> cells { "rank", "star", "seen by", "cosine" };
    for (const auto label : shownLabels)
        cells.emplace_back(infoOf(label).symbol);
    return cells;
}

std::vector<std::string> row(std::size_t rank, const AtlasNeighbour& neighbour, const Atlas& atlas)
{
    std::vector<std::string> cells { fmt::format("{}", rank), fmt::format("{}", neighbour.star),
                                     std::string(nameOf(neighbour.instrument)),
                                     fmt::format("{:.4f}", neighbour.cosine) };
    for (const auto label : shownLabels)
        cells.push_back(
            fmt::format("{:.{}f}", atlas.stars[neighbour.star][label], label == Label::Teff ? 0 : 2));
    return cells;
}

std::string report(const Spectrum& spectrum, const Analysis& analysis, const Atlas& atlas)
{
    std::vector<std::vector<std::string>> rows { header() };
    for (const auto& neighbour : analysis.neighbours)
        rows.push_back(row(rows.size(), neighbour, atlas));
    return titleOf(spectrum) + '\n' + alignedColumns(rows);
}

std::string whyNotEncoded(const Analysis& analysis)
{
    return analysis.flags.empty() ? "cannot be encoded." : analysis.flags.front().words;
}

void listMocks(const Analyzer& analyzer, const Spectrum& spectrum, Analysis analysis,
               const NeighbourOptions& options)
{
    if (options.seenBy)
        analysis.neighbours = analyzer.nearest(analysis.latent, options.analysis.neighbours, options.seenBy);
    print(report(spectrum, analysis, analyzer.atlas()));
}

void listNeighbours(const Analyzer& analyzer, const std::string& file, const NeighbourOptions& options,
                    Session& session)
{
    for (const auto& spectrum : readSpectra(file, options.reading)) {
        const auto analysis = analyzer.analyze(spectrum, options.analysis, session.stop);
        if (analysis.encoded)
            listMocks(analyzer, spectrum, analysis, options);
        else
            fileFailed(titleOf(spectrum), whyNotEncoded(analysis), session);
    }
}

/// Among the real stars of an atlas.
void listTwins(const Analyzer& analyzer, const TwinSearch& search, const std::string& file,
               const NeighbourOptions& options, CsvTable& table, Session& session)
{
    for (const auto& spectrum : readSpectra(file, options.reading)) {
        const auto analysis = analyzer.analyze(spectrum, options.analysis, session.stop);
        if (!analysis.encoded) {
            fileFailed(titleOf(spectrum), whyNotEncoded(analysis), session);
            continue;
        }
        const auto twins = search.nearest(analysis.latent, options.analysis.neighbours,
                                          search.rowOf(spectrum), options.seenBy);
        print(twinReport(spectrum, analysis, search, twins));
        appendTwinRows(table, spectrum, search.atlas(), twins);
        if (options.hasMocks) {
            print("Among the mocks:\n");
            listMocks(analyzer, spectrum, analysis, options);
        }
    }
}

std::optional<TwinSearch> openAtlas(const NeighbourOptions& options, const Analyzer& analyzer)
{
    if (options.atlas.empty())
        return {};
    const auto atlas = std::make_shared<const StarAtlas>(options.atlas);
    atlas->requireModel(analyzer.manifest().modelId);
    std::optional<TwinSearch> search(std::in_place, atlas);
    print(fmt::format("{}: {} spectra, search {}\n", options.atlas, atlas->size(), search->method()));
    return search;
}

void run(const NeighbourOptions& options, Session& session)
{
    const SingleThreadedBlas singleThreaded; // products too small to share
    setTorchThreadsHere(1);
    const auto analyzer = Analyzer::load(bundleDirectory(options.bundle));
    const auto search = openAtlas(options, analyzer);
    CsvTable table { twinColumns(), {} };
    for (const auto& file : inputFiles(options.files, session)) {
        try {
            if (search)
                listTwins(analyzer, *search, file, options, table, session);
            else
                listNeighbours(analyzer, file, options, session);
        } catch (const Cancelled&) {
            throw;
        } catch (const Error& error) {
            fileFailed(file, sentenceOf(error), session);
        }
    }
    if (!options.output.empty())
        writeCsv(options.output, table);
}

} // namespace

void addNeighbours(CLI::App& program, Session& session)
{
    auto options = std::make_shared<NeighbourOptions>();
    auto* command = addCommand(program, "neighbours");
    command->add_option("FILE", options->files, inputHelp)->required();
    command->add_option("-k", options->analysis.neighbours, "How many")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    auto* atlas = command->add_option("--atlas", options->atlas,
                                      "Among the real stars of this atlas (syzygy-cli atlas build), with "
                                      "what its catalogue says of the twins as a second opinion");
    command->add_flag("--mocks", options->hasMocks, "And among the bundle's mocks, after the real stars")
        ->needs(atlas);
    command->add_option("-o,--output", options->output, "Write the twins to this CSV")->needs(atlas);
    static const std::map<std::string, Instrument> instruments { { "NIRSpec", Instrument::Nirspec },
                                                                 { "APOGEE", Instrument::Apogee } };
    command
        ->add_option("--seen-by", options->seenBy,
                     "The nearest of those alone that NIRSpec or APOGEE saw (default: of all)")
        ->transform(CLI::CheckedTransformer(instruments, CLI::ignore_case));
    addVelocityOption(*command, options->analysis.velocity);
    addBundleOption(*command, options->bundle);
    addReadOptions(*command, options->reading);
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
