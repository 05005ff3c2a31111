#pragma once

#include "app/cli/parallel.h"
#include "app/cli/part.h"
#include "core/analysis/analyzer.h"
#include "core/analysis/table.h"
#include "core/catalogue/knownstars.h"
#include "core/io/datatable.h"
#include "core/io/reader.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// What `analyze` was asked for.
struct AnalyzeOptions {
    std::vector<std::string> files;
    std::string output;                ///< empty: readable table; "-": on standard output
    std::optional<TableFormat> format; ///< not given: by the output's ending, CSV for any other
    bool table = false;                ///< the readable table even if the CSV goes to a file
    std::string bundle;
    ReadOptions reading;
    AnalysisOptions analysis;
    std::string givenTable;                       ///< labels known from elsewhere, by star
    std::shared_ptr<const KnownStars> givenStars; ///< what it says
    bool fit = false;                             ///< fit the emulator too
    bool combine = false;                         ///< spectra of one source together, too
    bool joint = false;                           ///< labels of all spectra of a star together, too
    std::string covariances;                      ///< CSV of the labels' covariances; empty: not written
    std::string latents;           ///< FITS of the places in the latent space; empty: not written
    std::string savedCombinations; ///< folder to write these to; empty: not written
    Part part;                     ///< of the files
    int jobs = coresOfThisMachine();

    std::map<std::string, std::string> ofPart; ///< what tells the part's table from others; empty: all

    RefusedLabels refused = RefusedLabels::Empty;

    TableFormat formatFor(const std::string& file) const
    {
        return format.value_or(formatOf(file).value_or(TableFormat::Csv));
    }
    bool isGiven() const { return !analysis.given.empty() || !givenTable.empty(); }
};

} // namespace syzygy
