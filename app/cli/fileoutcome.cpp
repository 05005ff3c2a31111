#include "app/cli/fileoutcome.h"

#include "app/cli/analysisreport.h"
#include "app/cli/textcolumns.h"
#include "core/analysis/agreementtable.h"
#include "core/analysis/fittable.h"
#include "core/analysis/table.h"
#include "core/error.h"
#include "core/version.h"

#include <fmt/format.h>
#include <set>

namespace syzygy {

namespace {

void append(std::vector<std::string>& cells, const std::vector<std::string>& more)
{
    cells.insert(cells.end(), more.begin(), more.end());
}

/// Another number for every further combination of the same name.
std::filesystem::path freeName(std::set<std::filesystem::path>& taken, const std::filesystem::path& wanted)
{
    auto file = wanted;
    for (int number = 2; !taken.insert(file).second; ++number)
        file = wanted.parent_path() / fmt::format("{}_{}.fits", wanted.stem().string(), number);
    return file;
}

} // namespace

CsvTable csvTable(const std::vector<FileOutcome>& outcomes, ExtraColumns extra)
{
    CsvTable table { parameterColumns(), {} };
    if (extra.fit)
        append(table.header, fitColumns());
    if (extra.agreement)
        append(table.header, agreementColumns());
    if (extra.alone)
        append(table.header, aloneColumns());
    for (const auto& outcome : outcomes)
        table.rows.insert(table.rows.end(), outcome.csvRows.begin(), outcome.csvRows.end());
    return table;
}

CsvTable covarianceTable(const std::vector<FileOutcome>& outcomes)
{
    CsvTable table { covarianceColumns(), {} };
    for (const auto& outcome : outcomes)
        table.rows.insert(table.rows.end(), outcome.covarianceRows.begin(), outcome.covarianceRows.end());
    return table;
}

void writeLatents(const std::filesystem::path& file, const std::vector<FileOutcome>& outcomes,
                  const Analyzer& analyzer)
{
    std::vector<LatentRow> rows;
    for (const auto& outcome : outcomes)
        rows.insert(rows.end(), outcome.latents.begin(), outcome.latents.end());
    writeLatents(file, rows, analyzer.atlas().dimensions, analyzer.manifest().exportedId());
}

ExportProvenance provenanceOf(const std::vector<FileOutcome>& outcomes,
                              std::map<std::string, std::string> options)
{
    ExportProvenance provenance { fmt::format("syzygy-cli {}", programVersion()), std::move(options), {} };
    for (const auto& outcome : outcomes)
        provenance.spectra.insert(provenance.spectra.end(), outcome.records.begin(), outcome.records.end());
    return provenance;
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
    return alignedColumns(rows)
        + "\nVelocity: ± as measured; for NIRSpec, ± how far the star's place in the slit may shift it.\n"
          "Abundances; in parentheses those that the spectrum does not constrain.\n"
        + details;
}

void requireFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Error(folder.string() + ": the folder cannot be made (" + error.message()
                    + "); choose another one.");
}

std::vector<std::string> saveCombinations(std::vector<FileOutcome>& combined,
                                          const std::filesystem::path& folder)
{
    std::set<std::filesystem::path> taken;
    std::vector<std::string> failures;
    for (auto& outcome : combined) {
        const auto& spectrum = outcome.spectra.front();
        const auto file = freeName(taken, folder / combinationFileName(spectrum));
        try {
            writeX1d(file, { spectrum });
            outcome.details += "  written: " + file.string() + '\n';
        } catch (const Error& error) {
            failures.emplace_back(error.what());
        }
    }
    return failures;
}

} // namespace syzygy
