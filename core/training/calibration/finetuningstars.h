#pragma once

#include "core/analysis/analyzer.h"
#include "core/nn/encoders.h"
#include "core/progress.h"
#include "core/training/calibration/finetuning.h"

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace syzygy {

/// One labelled star of a table.
struct LabelRow {
    std::vector<std::string> names; ///< what its spectra may be called
    Labels labels {};               ///< NaN: not known
    Labels sigma {};                ///< 0: not stated
};

/// Reads a table (core/io/cataloguereader.h) with teff, logg, fe_h, any of the other labels by their keys
/// ("mg_fe") and, if known, their 1σ
/// ("mg_fe_err"; core/catalogue/cataloguelabels.h); stars are named in the columns that RowMatcher knows.
/// Rows without the three are left out. Throws Error.
std::vector<LabelRow> readTuningLabels(const std::filesystem::path& file);

/// The row that a spectrum belongs to, by its source's name, else by its file's: "exp2_2609_19.fits" is of
/// "2609_19". Null if there is none. Throws Error if there are several.
const LabelRow* rowOf(const std::vector<LabelRow>& rows, const Spectrum& spectrum);

/// The best spectrum of each star in a file: some extractions leave a second, spurious trace. Throws Error if
/// no row is of the file.
std::map<const LabelRow*, Spectrum> bestOf(const std::filesystem::path& file,
                                           const std::vector<LabelRow>& rows);

/// Was the spectrum encoded, and is there no Flag::Severity::Refusal?
bool isUsable(const Analysis& analysis);

/// What fine-tuning needs of a spectrum; empty if it cannot be encoded or should not be believed
/// (Flag::Severity::Refusal).
std::optional<TuningExposure> makeExposure(const Analyzer& analyzer, const Encoders& encoders,
                                           const Spectrum& spectrum, const Labels& labels,
                                           std::stop_token stop = {});

/// Labelled stars by instrument, and a sentence for each spectrum that was left out.
struct TuningStars {
    std::vector<TuningStar> nirspec, apogee;
    std::vector<std::string> notes;
};

/// Of each file and star the spectrum of the best S/N. Throws Error that names a file without labels;
/// Cancelled.
TuningStars readTuningStars(const std::vector<std::filesystem::path>& files,
                            const std::vector<LabelRow>& rows, const Analyzer& analyzer,
                            const Encoders& encoders, const Progress& progress, std::stop_token stop);

} // namespace syzygy
