#pragma once

#include "core/analysis/analyzer.h"
#include "core/analysis/exportprovenance.h"
#include "core/io/latents.h"
#include "core/io/writer.h"

#include <string>
#include <vector>

namespace syzygy {

/// What became of one file, or of one combination. Text only, so that thousands of files fit in memory;
/// spectra where they are to be combined.
struct FileOutcome {
    std::vector<std::vector<std::string>> csvRows;
    std::vector<SpectrumRecord> records;                  ///< how each row came about
    std::vector<std::vector<std::string>> covarianceRows; ///< where they were asked for
    std::vector<LatentRow> latents; ///< where they were asked for, row by row those of the CSV
    std::vector<std::vector<std::string>> overviewRows;
    std::string details;
    std::string failure;
    std::vector<Spectrum> spectra;
    std::vector<Analysis> analyses;
};

/// What was asked for beyond the labels: its columns follow theirs.
struct ExtraColumns {
    bool fit = false;
    bool agreement = false;
    bool alone = false; ///< beside given labels
};
CsvTable csvTable(const std::vector<FileOutcome>& outcomes, ExtraColumns extra);

/// As covarianceColumns() says, a row per spectrum.
CsvTable covarianceTable(const std::vector<FileOutcome>& outcomes);

/// Of the table's rows, in their order; none of those that are no spectrum's (--joint).
void writeLatents(const std::filesystem::path& file, const std::vector<FileOutcome>& outcomes,
                  const Analyzer& analyzer);

/// Of all rows.
ExportProvenance provenanceOf(const std::vector<FileOutcome>& outcomes,
                              std::map<std::string, std::string> options);

/// Empty if no spectrum was analysed.
std::string readableTable(const std::vector<FileOutcome>& outcomes);

/// Makes the folder if need be. Throws Error.
void requireFolder(const std::filesystem::path& folder);

/// Writes each outcome's first spectrum to a file of its own in the folder, and says so in its details.
/// Returns a sentence for each that cannot be written: the labels are not lost for it.
std::vector<std::string> saveCombinations(std::vector<FileOutcome>& combined,
                                          const std::filesystem::path& folder);

} // namespace syzygy
