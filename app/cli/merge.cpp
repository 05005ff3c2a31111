// syzygy-cli merge: tables of parts into one.
#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/formatoption.h"
#include "app/cli/terminal.h"
#include "core/analysis/columndescriptions.h"
#include "core/analysis/exportprovenance.h"
#include "core/error.h"
#include "core/io/datatable.h"
#include "core/io/writer.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <set>

namespace syzygy {

namespace {

struct MergeTablesOptions {
    std::vector<std::string> parts;
    std::string output;
    std::optional<TableFormat> format;
};

void requireSameColumns(const std::string& file, const CsvTable& part, const std::string& first,
                        const CsvTable& whole)
{
    if (part.header == whole.header)
        return;
    const auto [mine, theirs] = std::ranges::mismatch(part.header, whole.header);
    throw Error(
        fmt::format("{}: its columns are not those of {} ({} there, {} here); make both by the same options.",
                    file, first, theirs == whole.header.end() ? "nothing" : *theirs,
                    mine == part.header.end() ? "nothing" : *mine));
}

void append(CsvTable& whole, CsvTable part, const std::string& file, std::set<std::string>& known)
{
    for (auto& row : part.rows) {
        if (!known.insert(fmt::format("{}", fmt::join(row, "\n"))).second)
            throw Error(file + ": a row of it (" + row.front()
                        + ") is in another part too; give each part once.");
        whole.rows.push_back(std::move(row));
    }
}

void run(const MergeTablesOptions& options)
{
    CsvTable whole;
    std::set<std::string> known;
    for (const auto& file : options.parts) {
        auto part = readCsv(file);
        if (whole.header.empty())
            whole.header = part.header;
        requireSameColumns(file, part, options.parts.front(), whole);
        append(whole, std::move(part), file, known);
    }
    const auto rows = whole.rows.size();
    auto table = described(std::move(whole));
    table.title = "Stellar labels by Syzygy";
    table.provenance = provenanceFile(options.output).filename().string();
    const auto format = options.format ? options.format : formatOf(options.output);
    writeTable(options.output, table, format.value_or(TableFormat::Csv));
    mergeProvenance(options.output, { options.parts.begin(), options.parts.end() });
    print(fmt::format("{}: {} rows of {} parts\n", options.output, rows, options.parts.size()));
}

} // namespace

void addMergeTables(CLI::App& program)
{
    auto options = std::make_shared<MergeTablesOptions>();
    auto* command = addCommand(program, "merge");
    command
        ->add_option("PART", options->parts,
                     "CSV tables of parts, in the order of the parts, each with its .provenance.json")
        ->required();
    command
        ->add_option("-o,--output", options->output,
                     "The whole, in the format of its ending (.csv, .ecsv, .fits, .vot)")
        ->required();
    addFormatOption(*command, options->format);
    command->callback([options] { run(*options); });
}

} // namespace syzygy
