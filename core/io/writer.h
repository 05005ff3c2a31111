#pragma once

#include "core/labels.h"
#include "core/spectrum.h"

#include <filesystem>
#include <string>
#include <vector>

namespace syzygy {

/// Writes a JWST-like x1d file: PRIMARY keywords, one EXTRACT1D per spectrum with the pipeline's column
/// names, order and units (wavelength µm, FLUX and FLUX_ERROR Jy, DQ uint32). A combination
/// (processing/stitch.h) of any instrument keeps its frame, inputs (NCOMBINE, INPUT1, ...) and notes
/// (HISTORY) in the header, and is read again with them. Written to a temporary file and renamed. Throws
/// Error.
void writeX1d(const std::filesystem::path& file, const std::vector<Spectrum>& spectra);

/// "M71-19_G140H-F100LP_combined_x1d.fits"
std::string combinationFileName(const Spectrum& combined);

/// Writes a single-visit apStar file on APOGEE's grid, 8575 pixels (flux, error, mask). Throws Error if the
/// spectrum is not on that grid.
void writeApStar(const std::filesystem::path& file, const Spectrum& spectrum);

/// A table of text cells; numbers are already formatted. Written as RFC 4180 CSV, temporary file and rename.
/// Throws Error.
struct CsvTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};
void writeCsv(const std::filesystem::path& file, const CsvTable& table);
std::string toCsv(const CsvTable& table);

/// Reads a CSV with a header line (RFC 4180 quoting). Throws Error naming file and line.
CsvTable readCsv(const std::filesystem::path& file);

} // namespace syzygy
