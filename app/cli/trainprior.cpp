#include "app/cli/command.h"
#include "app/cli/terminal.h"
#include "core/catalogue/cataloguelabels.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/training/mocks/labelprior.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <memory>

namespace syzygy {

namespace {

struct TrainPriorOptions {
    std::string dr17, dr12;
    std::string output;
    LabelPriorOptions prior;
};

/// Of every star; NaN where not known.
std::vector<Labels> readLabels(const std::string& file)
{
    const auto table = readCatalogue(file, { .wanted = LabelColumns::isOne });
    const LabelColumns columns(table);
    for (const auto label : { Label::Teff, Label::Logg, Label::FeH, Label::O, Label::Mg })
        if (!columns.has(label))
            throw Error(
                fmt::format("{}: no column {}; a table with TEFF, LOGG, FE_H and O_FE, MG_FE (or O_H, "
                            "MG_H) is needed.",
                            file, infoOf(label).key));
    std::vector<Labels> stars;
    for (std::size_t row = 0; row < table.rows; ++row)
        stars.push_back(columns.at(row).value);
    return stars;
}

void run(const TrainPriorOptions& options)
{
    const auto dr17 = readLabels(options.dr17);
    const auto dr12 = readLabels(options.dr12);
    LabelPrior::fit(dr17, dr12, options.prior).save(options.output);
    print(
        fmt::format("fitted to {} and {} stars; written to {}\n", dr17.size(), dr12.size(), options.output));
}

} // namespace

void addTrainPrior(CLI::App& train, Session&)
{
    auto options = std::make_shared<TrainPriorOptions>();
    auto& prior = options->prior;
    auto* command
        = train.add_subcommand("prior", "Fit the density that mock stars are drawn from to observed labels");
    command->add_option("--dr17", options->dr17, "Table with TEFF LOGG FE_H O_FE MG_FE")->required();
    command->add_option("--dr12", options->dr12, "Table with all abundances")->required();
    command->add_option("-o,--output", options->output, "JSON file to write")->required();
    command->add_option("--components", prior.components, "Gaussians of the mixture")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--broad-share", prior.broadShare, "Share of stars from the broad component")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--inflation", prior.inflation, "Factor on the width of each Gaussian")
        ->check(CLI::Range(0.1, 10.0))
        ->capture_default_str();
    command->add_option("--seed", prior.seed, "Same seed, same prior")->capture_default_str();
    command->callback([options] { run(*options); });
}

} // namespace syzygy
