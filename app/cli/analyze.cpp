#include "app/cli/agreementreport.h"
#include "app/cli/analysisreport.h"
#include "app/cli/analyzefiles.h"
#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/fileoutcome.h"
#include "app/cli/formatoption.h"
#include "app/cli/inputfiles.h"
#include "app/cli/joint.h"
#include "app/cli/terminal.h"
#include "core/analysis/agreementtable.h"
#include "core/analysis/analyzer.h"
#include "core/analysis/columndescriptions.h"
#include "core/analysis/table.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/nn/blasthreads.h"
#include "core/processing/stitch.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

/// What the exposures say together, and whether they say the same.
FileOutcome analyzeCombination(const Analyzer& analyzer, const std::vector<const Spectrum*>& members,
                               const std::vector<Analysis>& exposures, const AnalyzeOptions& options,
                               const std::stop_token& stop)
{
    FileOutcome outcome;
    const auto spectrum = stitch(members);
    const auto analysis = analyzeSpectrum(analyzer, spectrum, options, outcome, stop);
    for (const auto* member : members)
        outcome.records.back().inputs.push_back(member->provenance.file);
    for (const auto& note : spectrum.provenance.notes)
        outcome.details += "  note: " + note + '\n';
    std::vector<std::string> titles;
    for (const auto* member : members)
        titles.push_back(titleOf(*member));
    outcome.details += agreementReport(titles, exposures, analysis);
    const auto cells = agreementCells(compareExposures(exposures));
    const auto behind = options.isGiven() ? aloneColumns().size() : 0;
    std::ranges::copy(cells,
                      outcome.csvRows.back().end() - static_cast<std::ptrdiff_t>(cells.size() + behind));
    outcome.spectra.push_back(spectrum);
    return outcome;
}

/// One outcome more for every group of spectra of one source.
void addCombinations(const Analyzer& analyzer, std::vector<FileOutcome>& outcomes,
                     const AnalyzeOptions& options, Session& session)
{
    std::vector<const Spectrum*> spectra;
    std::vector<const Analysis*> analyses;
    for (const auto& outcome : outcomes)
        for (std::size_t i = 0; i < outcome.spectra.size(); ++i) {
            spectra.push_back(&outcome.spectra[i]);
            analyses.push_back(&outcome.analyses[i]);
        }
    std::vector<FileOutcome> combined;
    for (const auto& group : combinable(spectra)) {
        std::vector<const Spectrum*> members;
        std::vector<Analysis> exposures;
        for (const auto member : group.members) {
            members.push_back(spectra[member]);
            exposures.push_back(*analyses[member]);
        }
        combined.push_back(analyzeCombination(analyzer, members, exposures, options, session.stop));
    }
    if (combined.empty())
        complain("--combine",
                 "no two of the spectra are of one source, instrument, product and unit; each was analysed "
                 "alone.");
    if (!options.savedCombinations.empty())
        for (const auto& failure : saveCombinations(combined, options.savedCombinations))
            fileFailed(options.savedCombinations, failure, session);
    std::ranges::move(combined, std::back_inserter(outcomes));
}

void addJoint(const Analyzer& analyzer, std::vector<FileOutcome>& outcomes, const AnalyzeOptions& options)
{
    const ExtraColumns extra { options.fit, options.combine, options.isGiven() };
    auto joint = jointOutcomes(outcomes, analyzer.atlas(), csvTable({}, extra).header.size());
    if (joint.empty())
        complain("--joint", "no star has two spectra that could be analysed; each stands alone.");
    std::ranges::move(joint, std::back_inserter(outcomes));
}

/// What all rows have in common.
std::map<std::string, std::string> commonOptions(const AnalyzeOptions& options)
{
    const auto word = [](bool is) { return std::string(is ? "yes" : "no"); };
    std::map<std::string, std::string> all { { "fit", word(options.fit) },
                                             { "combine", word(options.combine) },
                                             { "joint", word(options.joint) },
                                             { "keep_refused",
                                               word(options.refused == RefusedLabels::Kept) } };
    all.insert(options.ofPart.begin(), options.ofPart.end());
    return all;
}

/// What tells a part from any other.
std::map<std::string, std::string> describePart(const AnalyzeOptions& options,
                                                const std::vector<std::string>& files,
                                                const std::string& modelId, const std::string& commandLine)
{
    if (options.part.isWhole())
        return {};
    return { { "part", fmt::format("{} of {}", options.part.number, options.part.of) },
             { "command", commandLine },
             { "model", modelId },
             { "list_sha256", sha256Of(fmt::format("{}", fmt::join(files, "\n"))) } };
}

/// Beside a regular file, not beside a pipe or device.
void writeWithProvenance(const std::string& file, DataTable table, const AnalyzeOptions& options,
                         const std::vector<FileOutcome>& outcomes, std::stop_token stop)
{
    const bool isKept = !std::filesystem::exists(file) || std::filesystem::is_regular_file(file);
    if (isKept)
        table.provenance = provenanceFile(file).filename().string();
    writeTable(file, table, options.formatFor(file));
    if (isKept)
        writeProvenance(file, provenanceOf(outcomes, commonOptions(options)), std::move(stop));
}

void write(const AnalyzeOptions& options, const std::vector<FileOutcome>& outcomes,
           const std::stop_token& stop)
{
    auto table = described(csvTable(outcomes, { options.fit, options.combine, options.isGiven() }));
    table.title = "Stellar labels by Syzygy";
    if (!options.covariances.empty())
        writeTable(options.covariances, described(covarianceTable(outcomes)),
                   options.formatFor(options.covariances));
    if (options.output == "-")
        print(toText(table, options.format.value_or(TableFormat::Csv)));
    else if (!options.output.empty())
        writeWithProvenance(options.output, std::move(table), options, outcomes, stop);
    if (options.output.empty() || options.table)
        print(readableTable(outcomes));
}

void run(AnalyzeOptions& options, Session& session)
{
    if (!options.givenTable.empty())
        options.givenStars = std::make_shared<const KnownStars>(
            std::make_shared<const Catalogue>(readCatalogue(options.givenTable)));
    if (!options.savedCombinations.empty())
        requireFolder(options.savedCombinations); // before the work, not after it
    const SingleThreadedBlas singleThreaded;      // files in parallel, each on one thread
    setTorchThreadsHere(1);
    const auto analyzer = Analyzer::load(bundleDirectory(options.bundle));
    const auto files = blockOf(inputFiles(options.files, session), options.part);
    options.ofPart = describePart(options, files, analyzer.manifest().modelId, session.commandLine);
    if (!options.part.isWhole() && isStillTrue(options.output, commonOptions(options))) {
        print(fmt::format("{} is there already: of the same files, options and model\n", options.output));
        return;
    }
    auto outcomes = analyzeFiles(analyzer, files, options, session);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (!outcomes[i].failure.empty())
            fileFailed(files[i], outcomes[i].failure, session);
    if (options.combine)
        addCombinations(analyzer, outcomes, options, session);
    if (options.joint)
        addJoint(analyzer, outcomes, options);
    if (!options.latents.empty())
        writeLatents(options.latents, outcomes, analyzer);
    write(options, outcomes, session.stop);
}

} // namespace

void addAnalyze(CLI::App& program, Session& session)
{
    auto options = std::make_shared<AnalyzeOptions>();
    auto* command = addCommand(program, "analyze");
    command->add_option("FILE", options->files, inputHelp)->required();
    auto* output = command->add_option(
        "-o,--output", options->output,
        "Write the table to this file, in the format of its ending (.csv, .ecsv, .fits, .vot), and beside it "
        "how it was made (FILE.provenance.json); - is standard output");
    addFormatOption(*command, options->format)->needs(output);
    command->add_flag("--table", options->table, "With -o: print the readable table too");
    command->add_flag(
        "--fit", options->fit,
        "Fit the emulator to each spectrum too, all labels and the line spread free: the check by physics");
    auto* combine = command->add_flag("--combine", options->combine,
                                      "Analyse spectra of one source together too (nrs1 and nrs2, exposures, "
                                      "gratings), and compare the labels");
    command
        ->add_option("--save-combined", options->savedCombinations,
                     "Write the combined spectra to this folder, as x1d files")
        ->needs(combine);
    command->add_flag("--joint", options->joint,
                      "A row more for each star with several spectra, of either instrument: their labels "
                      "together, the prior counted once");
    command->add_option(
        "--covariances", options->covariances,
        "Write the covariances of each spectrum's labels to this table, in the format of its ending");
    command->add_option(
        "--latents", options->latents,
        "Write the place of each spectrum in the latent space to this FITS table (docs/python.md)");
    addGivenOption(*command, "--given", options->analysis.given,
                   "Labels known from elsewhere, such as \"logg=2.3±0.1,teff=4750±75\": the others follow; "
                   "what the spectrum says alone "
                   "stands in columns NAME_alone");
    command->add_option("--given-table", options->givenTable,
                        "The same by star: a table (CSV, ECSV, FITS, VOTable) with a name, a file or ra and "
                        "dec, and columns NAME and NAME_err");
    command->add_flag_callback(
        "--keep-refused", [options] { options->refused = RefusedLabels::Kept; },
        "Tell the labels of spectra that are refused (broken extraction, no velocity) too, which are not to "
        "be believed");
    addPartOption(*command, options->part,
                  "I/N: only the I-th of N blocks of the files; done already, it is left as it is. "
                  "syzygy-cli merge puts the tables together");
    command->get_option("--part")->needs(output)->excludes("--combine")->excludes("--joint");
    addVelocityOption(*command, options->analysis.velocity);
    addMaskOption(*command, options->analysis.prepare);
    addLineErrorOption(*command, options->analysis.lineError);
    addBundleOption(*command, options->bundle);
    addReadOptions(*command, options->reading);
    addJobsOption(*command, options->jobs,
                  "Files analysed at a time, which changes no byte of the table (default: as many as the "
                  "machine has cores)");
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
