#pragma once

#include "core/error.h"
#include "core/spectrum.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// One spectrum of a file as its headers describe it; its samples have not been read.
struct SpectrumEntry {
    int index = 0;   ///< for readSpectrum
    std::string hdu; ///< "EXTRACT1D,3"
    std::string source;
    std::size_t samples = 0;
    int hduNumber = 1;   ///< where readSpectrum finds it: position of the HDU in the file, 1 for the primary
    std::size_t row = 0; ///< of a table with one spectrum per row, from 1; 0: the whole table or image
};

/// What a file is, found from its headers alone: cheap also for a file of a thousand spectra.
struct FileContents {
    std::filesystem::path file;
    std::string product; ///< "JWST x1d", ...
    std::vector<SpectrumEntry> entries;
    std::vector<std::pair<std::string, std::string>> keywords;
    std::vector<std::string> notes {}; ///< a sentence per HDU that cannot be listed
};

/// One spectrum of a list, or the sentence that says why it cannot be read.
struct SpectrumOutcome {
    SpectrumEntry entry;
    std::optional<Spectrum> spectrum;
    std::string failure; ///< empty where there is a spectrum
};

/// Choices, and what a table or text from anywhere may leave unsaid; where the file says it, the file is
/// believed.
struct ReadOptions {
    FluxColumn fluxColumn
        = FluxColumn::Flux;        ///< SurfaceBrightness reads SURF_BRIGHT where the product has it
    std::string wavelengthUnit;    ///< "um", "nm", "Angstrom" or "m"
    std::string fluxUnit;          ///< any text
    std::string mode;              ///< a NIRSpec grating/filter, "G140H/F100LP"; "R=22500" for APOGEE
    bool wavelengthsInAir = false; ///< convert to vacuum
};

/// The file does not state the unit of its wavelengths: ask, and read again with ReadOptions::wavelengthUnit.
struct UnitNeeded : Error {
    using Error::Error;
};

/// Finds out what the file is and lists its spectra. Throws Error (file, HDU, column, cure in one sentence).
FileContents listSpectra(const std::filesystem::path& file);

/// Reads one spectrum of the list. Throws Error.
Spectrum readSpectrum(const FileContents& contents, int index, const ReadOptions& options = {});

/// Reads the spectra of the list in turn, the file open once; `take` gets each as it is read, and may throw
/// to stop. Throws UnitNeeded, and Error where the file can no longer be opened.
void readEach(const FileContents& contents, const ReadOptions& options,
              const std::function<void(SpectrumOutcome)>& take);

/// Reads every spectrum of the file. A spectrum that cannot be read is skipped only if another one can:
/// its sentence then stands in the notes of the others. Throws Error if none can be read.
std::vector<Spectrum> readSpectra(const std::filesystem::path& file, const ReadOptions& options = {});

} // namespace syzygy
