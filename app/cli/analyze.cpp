#include "app/cli/analysisreport.h"
#include "app/cli/command.h"
#include "app/cli/commonoptions.h"
#include "app/cli/fitreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textcolumns.h"
#include "core/analysis/analyzer.h"
#include "core/analysis/table.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/writer.h"

#include <CLI/CLI.hpp>

#include <atomic>
#include <fmt/format.h>
#include <memory>
#include <thread>

namespace syzygy {

namespace {

struct AnalyzeOptions {
    std::vector<std::string> files;
    std::string output; ///< empty: readable table; "-": CSV on standard output
    bool table = false; ///< the readable table even if the CSV goes to a file
    std::string bundle;
    ReadOptions reading;
    AnalysisOptions analysis;
    bool fit = false; ///< fit the emulator too
    int jobs = 1;
};

/// What became of one file. Text only: thousands of files must fit in memory.
struct FileOutcome {
    std::vector<std::vector<std::string>> csvRows;
    std::vector<std::vector<std::string>> overviewRows;
    std::string details;
    std::string failure;
};

using Work = std::function<FileOutcome(const std::string& file)>;

/// The fit of the emulator, added to what the encoders said of the same spectrum.
void addFit(const Analyzer& analyzer, const Spectrum& spectrum, const Analysis& analysis, FileOutcome& outcome,
            const std::stop_token& stop)
{
    auto cells = noFitCells();
    if (analysis.encoded) {
        const auto fit = analyzer.fit(spectrum, analysis, {}, stop);
        cells = fitCells(analysis, fit);
        outcome.details += fitReport(analysis, fit);
    }
    auto& row = outcome.csvRows.back();
    row.insert(row.end(), cells.begin(), cells.end());
}

FileOutcome analyzeFile(const Analyzer& analyzer, const std::string& file, const AnalyzeOptions& options,
                        const std::stop_token& stop)
{
    FileOutcome outcome;
    for (const auto& spectrum : readSpectra(file, options.reading)) {
        const auto analysis = analyzer.analyze(spectrum, options.analysis, stop);
        outcome.csvRows.push_back(parameterRow(spectrum, analysis));
        outcome.overviewRows.push_back(overviewRow(spectrum, analysis));
        outcome.details += abundanceReport(spectrum, analysis);
        if (options.fit)
            addFit(analyzer, spectrum, analysis, outcome, stop);
    }
    return outcome;
}

/// As analyzeFile, but an Error becomes the outcome, so that the other files are done. Cancelled passes.
FileOutcome tryFile(const Work& work, const std::string& file)
{
    try {
        return work(file);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        FileOutcome outcome;
        outcome.failure = error.what();
        return outcome;
    }
}

/// All files, on `jobs` threads, in the order given.
std::vector<FileOutcome> analyzeFiles(const AnalyzeOptions& options, const Session& session, const Work& work)
{
    const auto& files = options.files;
    const auto progress = showProgress(session);
    std::vector<FileOutcome> outcomes(files.size());
    std::atomic<std::size_t> next { 0 };
    std::atomic<std::size_t> done { 0 };
    const auto run = [&] {
        for (auto i = next++; i < files.size() && !session.stop.stop_requested(); i = next++) {
            try {
                outcomes[i] = tryFile(work, files[i]);
            } catch (const Cancelled&) {
                return;
            }
            const auto finished = ++done;
            progress(static_cast<double>(finished) / static_cast<double>(files.size()),
                     fmt::format("{} of {}: {}", finished, files.size(), files[i]));
        }
    };
    {
        std::vector<std::jthread> pool;
        for (int job = 1; job < options.jobs; ++job)
            pool.emplace_back(run);
        run();
    }
    if (session.stop.stop_requested())
        throw Cancelled();
    return outcomes;
}

std::string readableTable(const std::vector<FileOutcome>& outcomes)
{
    std::vector<std::vector<std::string>> rows { overviewColumns() };
    std::string details;
    for (const auto& outcome : outcomes) {
        rows.insert(rows.end(), outcome.overviewRows.begin(), outcome.overviewRows.end());
        details += outcome.details;
    }
    if (rows.size() == 1)
        return {};
    return alignedColumns(rows) + "\nAbundances; in parentheses those that the spectrum does not constrain.\n"
        + details;
}

CsvTable csvTable(const AnalyzeOptions& options, const std::vector<FileOutcome>& outcomes)
{
    CsvTable table { parameterColumns(), {} };
    if (options.fit)
        for (const auto& column : fitColumns())
            table.header.push_back(column);
    for (const auto& outcome : outcomes)
        table.rows.insert(table.rows.end(), outcome.csvRows.begin(), outcome.csvRows.end());
    return table;
}

void write(const AnalyzeOptions& options, const std::vector<FileOutcome>& outcomes)
{
    if (options.output == "-")
        print(toCsv(csvTable(options, outcomes)));
    else if (!options.output.empty())
        writeCsv(options.output, csvTable(options, outcomes));
    if (options.output.empty() || options.table)
        print(readableTable(outcomes));
}

void run(const AnalyzeOptions& options, Session& session)
{
    const auto analyzer = Analyzer::load(bundleDirectory(options.bundle));
    const auto outcomes = analyzeFiles(options, session, [&](const std::string& file) {
        return analyzeFile(analyzer, file, options, session.stop);
    });
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i].failure.empty())
            continue;
        complain(options.files[i], outcomes[i].failure);
        session.exitCode = ExitCode::SomeFailed;
    }
    write(options, outcomes);
}

} // namespace

void addAnalyze(CLI::App& program, Session& session)
{
    auto options = std::make_shared<AnalyzeOptions>();
    auto* command = program.add_subcommand("analyze", "Recover the labels of every spectrum in the files");
    command->add_option("FILE", options->files, "Files with spectra")->required();
    command->add_option("-o,--output", options->output, "Write CSV to this file; - is standard output");
    command->add_flag("--table", options->table, "With -o: print the readable table too");
    command->add_flag("--fit", options->fit,
                      "Fit the emulator to each spectrum too, all labels and the line spread free: the check by physics");
    addVelocityOption(*command, options->analysis.velocity);
    addBundleOption(*command, options->bundle);
    addReadOptions(*command, options->reading);
    command->add_option("--jobs", options->jobs, "Files analysed at a time")->check(CLI::Range(1, 256));
    command->callback([options, &session] { run(*options, session); });
}

} // namespace syzygy
