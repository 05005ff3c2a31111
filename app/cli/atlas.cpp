#include "app/cli/atlasbuild.h"
#include "app/cli/command.h"
#include "app/cli/commandlist.h"
#include "app/cli/commonoptions.h"
#include "app/cli/formatoption.h"
#include "app/cli/inputfiles.h"
#include "app/cli/parallel.h"
#include "app/cli/part.h"
#include "app/cli/terminal.h"
#include "app/cli/where.h"
#include "core/analysis/columndescriptions.h"
#include "core/atlas/atlasjoin.h"
#include "core/atlas/staratlas.h"
#include "core/atlas/twintable.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <set>

namespace syzygy {

namespace {

struct MergeOptions {
    std::vector<std::string> files;
    std::string output;
};

void merge(const MergeOptions& options)
{
    std::optional<ColumnTable> atlas;
    std::size_t twice = 0;
    for (const auto& file : options.files) {
        const StarAtlas part(file);
        if (const auto damage = part.file().damage(); !damage.empty())
            throw Error(damage.front());
        if (!atlas)
            atlas = part.file().table();
        else
            twice += mergeInto(*atlas, part.file().table());
    }
    groupStars(*atlas);
    atlas->write(options.output);
    print(fmt::format("{}: {} spectra of {} atlases{}\n", options.output, atlas->rows, options.files.size(),
                      twice > 0 ? fmt::format("; {} that two of them have count once", twice) : ""));
}

std::string infoOf(const StarAtlas& atlas)
{
    std::set<std::size_t> stars;
    std::size_t apogee = 0, withPlace = 0;
    for (std::size_t row = 0; row < atlas.size(); ++row) {
        stars.insert(atlas.star(row));
        apogee += atlas.encodedAs(row) == Instrument::Apogee ? 1 : 0;
        withPlace += atlas.place(row) ? 1 : 0;
    }
    auto text = fmt::format("{}: {} spectra of {} stars, model {}\n  encoded as NIRSpec {}, as APOGEE {}; "
                            "with a place {}; latents of {} dimensions\n",
                            atlas.file().path().string(), atlas.size(), stars.size(), atlas.modelId(),
                            atlas.size() - apogee, apogee, withPlace, atlas.dimensions());
    if (const auto table = atlas.file().property("labels"); !table.empty())
        text += "  labels of " + table + "\n";
    for (const auto& column : atlas.file().columns()) {
        if (!column.name.starts_with("catalogue/"))
            continue;
        std::size_t filled = 0;
        for (std::size_t row = 0; row < atlas.size(); ++row)
            filled += column.isText() ? !column.text(row).empty() : std::isfinite(column.number(row));
        text += fmt::format("  {}{}: {} of {}\n", column.name,
                            column.unit.empty() ? "" : " [" + column.unit + "]", filled, atlas.size());
    }
    return text;
}

std::size_t starsOf(const StarAtlas& atlas, const std::vector<std::size_t>& rows)
{
    std::set<std::size_t> stars;
    for (const auto row : rows)
        stars.insert(atlas.star(row));
    return stars.size();
}

struct InfoOptions {
    std::vector<std::string> files;
    std::string where; ///< empty: all that is in them
};

void inform(const InfoOptions& options)
{
    for (const auto& file : options.files) {
        const StarAtlas atlas(file);
        if (options.where.empty()) {
            print(infoOf(atlas));
            continue;
        }
        const auto rows = rowsOf(atlas, options.where);
        print(fmt::format("{}: {} of {} spectra, of {} stars, where {}\n", file, rows.size(), atlas.size(),
                          starsOf(atlas, rows), options.where));
    }
}

struct ExportOptions {
    std::string atlas, where, output;
    std::optional<TableFormat> format;
};

void writeStars(const ExportOptions& options)
{
    const StarAtlas atlas(options.atlas);
    const auto rows = rowsOf(atlas, options.where);
    auto table = described(starTable(atlas, rows));
    table.title = "Stars of " + std::filesystem::path(options.atlas).filename().string();
    const auto format = options.format ? options.format : formatOf(options.output);
    writeTable(options.output, table, format.value_or(TableFormat::Csv));
    print(fmt::format("{}: {} of {} spectra\n", options.output, rows.size(), atlas.size()));
}

void check(const std::vector<std::string>& files, Session& session)
{
    for (const auto& file : files) {
        try {
            const StarAtlas atlas(file);
            const auto damage = atlas.file().damage();
            for (const auto& sentence : damage)
                fileFailed(file, sentence, session);
            if (damage.empty())
                print(fmt::format("{}: sound, {} spectra\n", file, atlas.size()));
        } catch (const Error& error) {
            fileFailed(file, error.what(), session);
        }
    }
}

void addBuild(CLI::App& atlas, Session& session)
{
    auto options = std::make_shared<AtlasBuildOptions>();
    options->jobs = coresOfThisMachine();
    auto* command
        = atlas.add_subcommand("build",
                               "Analyse spectra and keep them, named, with what a table says of their stars; "
                               "may be killed and started again, and adds to an atlas that is there");
    command->add_option("FILE", options->files, std::string(inputHelp) + "; none: only --labels anew");
    command->add_option("-o,--output", options->output, "The atlas, NAME.atlas")->required();
    auto* labels = command->add_option("--labels", options->labels,
                                       "A table of the stars (CSV, ECSV, FITS, VOTable), matched by name, "
                                       "file or place within 1 arcsec; all its columns are kept");
    command
        ->add_option("--match", options->matchColumn,
                     "The column of --labels to match by, with the names of sources or files")
        ->needs(labels);
    addPartOption(*command, options->part,
                  "I/N: only every N-th file, from the I-th on; atlas merge puts the parts together");
    command->add_flag("--again", options->again, "Analyse files anew that the atlas has already");
    addVelocityOption(*command, options->analysis.velocity);
    addLineErrorOption(*command, options->analysis.lineError);
    addBundleOption(*command, options->bundle);
    addReadOptions(*command, options->reading);
    addJobsOption(*command, options->jobs,
                  "Files analysed at a time (default: as many as the machine has cores)");
    command->callback([options, &session] { buildAtlas(*options, session); });
}

void addMerge(CLI::App& atlas)
{
    auto options = std::make_shared<MergeOptions>();
    auto* command = atlas.add_subcommand(
        "merge", "Put atlases of one model together; spectra that two have count once, as in the later");
    command->add_option("ATLAS", options->files, "Atlases")->required();
    command->add_option("-o,--output", options->output, "The atlas of all")->required();
    command->callback([options] { merge(*options); });
}

void addInfo(CLI::App& atlas)
{
    auto options = std::make_shared<InfoOptions>();
    auto* command
        = atlas.add_subcommand("info", "Tell what is in atlases, or how many spectra fulfil --where");
    command->add_option("ATLAS", options->files, "Atlases")->required();
    addWhereOption(*command, options->where);
    command->callback([options] { inform(*options); });
}

void addExport(CLI::App& atlas)
{
    auto options = std::make_shared<ExportOptions>();
    auto* command = atlas.add_subcommand(
        "export",
        "Write the stars of an atlas to a table: name, place, file, our labels and the catalogue's");
    command->add_option("ATLAS", options->atlas, "The atlas")->required();
    command->add_option("-o,--output", options->output, "The table: .csv, .ecsv, .fits or .vot")->required();
    addWhereOption(*command, options->where);
    addFormatOption(*command, options->format);
    command->callback([options] { writeStars(*options); });
}

} // namespace

void addAtlas(CLI::App& program, Session& session)
{
    auto* atlas = addCommand(program, "atlas");
    atlas->require_subcommand(1);
    addBuild(*atlas, session);
    addMerge(*atlas);
    addInfo(*atlas);
    addExport(*atlas);
    auto files = std::make_shared<std::vector<std::string>>();
    auto* checking = atlas->add_subcommand(
        "check", "Compare every block of atlases with the SHA-256 that was written; names the damaged");
    checking->add_option("ATLAS", *files, "Atlases")->required();
    checking->callback([files, &session] { check(*files, session); });
}

} // namespace syzygy
