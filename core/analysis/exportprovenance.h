#pragma once

#include "core/analysis/analyzer.h"
#include "core/io/datatable.h"
#include "core/io/reader.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

/// How one row of a table came about: enough to make it again, small enough for thousands.
struct SpectrumRecord {
    std::filesystem::path file;
    std::string hdu, source, product, pipeline;  ///< as Provenance says
    std::map<std::string, std::string> keywords; ///< of CAL_VER, CRDS_CTX, CRDS_VER those that the file has
    std::string errors;                          ///< where they are from
    bool wavelengthsWereAir = false, mediumStated = false;
    ReadOptions reading;
    std::vector<std::filesystem::path> inputs; ///< of a combination, whose own file is none
    std::vector<std::string> notes;            ///< what was decided while it was read or combined
    Velocity::Source velocitySource = Velocity::Source::NotFound;
    double velocity = 0, velocityError = 0; ///< km/s
    std::size_t samples = 0;
    std::map<std::string, std::size_t> masked;       ///< samples left out, by the reason's name
    std::vector<std::array<double, 2>> maskedRanges; ///< µm, by the user
    double lineError = 0;
    std::vector<GivenLabel> given;
    std::string modelId;
};

SpectrumRecord recordOf(const Spectrum& spectrum, const Analysis& analysis, const AnalysisOptions& options,
                        const ReadOptions& reading);

/// What made a table, and from what.
struct ExportProvenance {
    std::string program;                        ///< "syzygy-cli 0.1.0"
    std::map<std::string, std::string> options; ///< that all rows have in common: "fit" -> "yes"
    std::vector<SpectrumRecord> spectra;        ///< a record per row
};

/// "labels.fits.provenance.json", beside labels.fits.
std::filesystem::path provenanceFile(const std::filesystem::path& table);

/// Writes it beside the table, which has been written: both files' sizes and sha256, those of the spectra as
/// they are now. A spectrum's file that is gone has none. Temporary file and rename. Throws Error, Cancelled.
void writeProvenance(const std::filesystem::path& table, const ExportProvenance& provenance,
                     std::stop_token stop = {});

/// Is the table as it was written, of these options, and are all files that it was made of still the same
/// bytes? False where it or its provenance is missing or is none.
bool isStillTrue(const std::filesystem::path& table, const std::map<std::string, std::string>& options);

/// Beside a table whose rows are those of `parts`, in their order: what is told beside those. Options are
/// those that all parts share. Throws Error that names the part whose provenance is missing.
void mergeProvenance(const std::filesystem::path& table, const std::vector<std::filesystem::path>& parts);

} // namespace syzygy
