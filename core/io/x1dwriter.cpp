#include "core/error.h"
#include "core/io/combination.h"
#include "core/io/fitsoutput.h"
#include "core/io/text.h"
#include "core/io/writer.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

struct ColumnFormat {
    std::string name, format, unit;
};

/// The pipeline's columns in the pipeline's order, for fluxes in `fluxUnit`.
std::vector<ColumnFormat> columnsFor(const std::string& fluxUnit)
{
    const std::string squared = fluxUnit.empty()            ? ""
        : fluxUnit.find_first_of("/ ") == std::string::npos ? fluxUnit + "^2"
                                                            : "(" + fluxUnit + ")^2";
    return { { "WAVELENGTH", "D", "um" },
             { "FLUX", "D", fluxUnit },
             { "FLUX_ERROR", "D", fluxUnit },
             { "FLUX_VAR_POISSON", "D", squared },
             { "FLUX_VAR_RNOISE", "D", squared },
             { "FLUX_VAR_FLAT", "D", squared },
             { "SURF_BRIGHT", "D", "MJy/sr" },
             { "SB_ERROR", "D", "MJy/sr" },
             { "SB_VAR_POISSON", "D", "(MJy/sr)^2" },
             { "SB_VAR_RNOISE", "D", "(MJy/sr)^2" },
             { "SB_VAR_FLAT", "D", "(MJy/sr)^2" },
             { "DQ", "V", "" },
             { "BACKGROUND", "D", "MJy/sr" },
             { "BKGD_ERROR", "D", "MJy/sr" },
             { "BKGD_VAR_POISSON", "D", "(MJy/sr)^2" },
             { "BKGD_VAR_RNOISE", "D", "(MJy/sr)^2" },
             { "BKGD_VAR_FLAT", "D", "(MJy/sr)^2" },
             { "NPIXELS", "D", "" } };
}

CCfits::Table& addTable(CCfits::FITS& fits, const Spectrum& spectrum, int version)
{
    std::vector<std::string> names, formats, units;
    for (const auto& column : columnsFor(spectrum.fluxUnit)) {
        names.push_back(column.name);
        formats.push_back(column.format);
        units.push_back(column.unit);
    }
    return *fits.addTable("EXTRACT1D", static_cast<int>(spectrum.size()), names, formats, units,
                          CCfits::BinaryTbl, version);
}

void writeColumns(CCfits::Table& table, const Spectrum& spectrum)
{
    table.column("WAVELENGTH").write(spectrum.wavelength, 1);
    table.column("FLUX").write(spectrum.flux, 1);
    table.column("FLUX_ERROR").write(spectrum.error, 1);
    std::vector<double> variance(spectrum.size());
    std::ranges::transform(spectrum.error, variance.begin(), [](double error) { return error * error; });
    table.column("FLUX_VAR_POISSON").write(variance, 1);
    const std::vector<unsigned long> quality(spectrum.quality.begin(), spectrum.quality.end());
    table.column("DQ").write(quality, 1);
    table.column("NPIXELS").write(std::vector<double>(spectrum.size(), 1), 1);
    for (const auto* name : { "FLUX_VAR_RNOISE", "FLUX_VAR_FLAT", "SURF_BRIGHT", "SB_ERROR", "SB_VAR_POISSON",
                              "SB_VAR_RNOISE", "SB_VAR_FLAT", "BACKGROUND", "BKGD_ERROR", "BKGD_VAR_POISSON",
                              "BKGD_VAR_RNOISE", "BKGD_VAR_FLAT" })
        table.column(name).write(std::vector<double>(spectrum.size(), 0), 1);
}

void writePrimary(CCfits::HDU& primary, const Provenance& provenance, Instrument instrument)
{
    const auto slash = provenance.mode.find('/');
    addText(primary, "TELESCOP", instrument == Instrument::Nirspec ? "JWST" : "",
            "Telescope used to acquire the data");
    addText(primary, "INSTRUME", instrument == Instrument::Other ? "" : upperCased(nameOf(instrument)),
            "Instrument used to acquire the data");
    addText(primary, "DETECTOR", provenance.detector, "Name of detector used to acquire the data");
    addText(primary, "GRATING", provenance.mode.substr(0, slash), "Name of the grating element used");
    addText(primary, "FILTER", slash == std::string::npos ? "" : provenance.mode.substr(slash + 1),
            "Name of the filter element used");
    addText(primary, "EXP_TYPE", provenance.exposureType, "Type of data in the exposure");
    addText(primary, "CAL_VER", provenance.pipelineVersion, "Calibration software version number");
    addText(primary, "DATAMODL", "MultiSpecModel", "Type of data model");
    addText(primary, "TARGNAME", provenance.source, "Standard astronomical catalog name for target");
    addNumber(primary, "TARG_RA", provenance.rightAscension, "Target RA [deg]");
    addNumber(primary, "TARG_DEC", provenance.declination, "Target Dec [deg]");
}

void writeSource(CCfits::HDU& table, const Provenance& provenance)
{
    addText(table, "SRCNAME", provenance.source, "Source name");
    addText(table, "SRCTYPE", provenance.sourceType, "Source type used for calibration");
    addText(table, "DETECTOR", provenance.detector, "Name of detector used to acquire the data");
    if (!provenance.placeIsOfObject) // it would come back as the place of the source
        return;
    addNumber(table, "SRCRA", provenance.rightAscension, "Right Ascension of the source [deg]");
    addNumber(table, "SRCDEC", provenance.declination, "Declination of the source [deg]");
}

/// Fit for a file's name on every system.
std::string fileNamePart(const std::string& text)
{
    static constexpr std::string_view letters
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    auto part = text;
    std::ranges::replace_if(
        part, [](char c) { return letters.find(c) == std::string_view::npos; }, '-');
    return part;
}

} // namespace

std::string combinationFileName(const Spectrum& combined)
{
    const auto& origin = combined.provenance;
    const auto source = origin.source.empty() ? origin.file.stem().string() : origin.source;
    return fileNamePart(source) + "_" + fileNamePart(origin.mode) + "_combined_x1d.fits";
}

void writeX1d(const std::filesystem::path& file, const std::vector<Spectrum>& spectra)
{
    if (spectra.empty())
        throw Error(file.string() + ": there is no spectrum to write into it.");
    writeFits(file, [&](CCfits::FITS& fits) {
        writePrimary(fits.pHDU(), spectra.front().provenance, spectra.front().instrument);
        for (std::size_t i = 0; i < spectra.size(); ++i) {
            auto& table = addTable(fits, spectra[i], static_cast<int>(i + 1));
            writeColumns(table, spectra[i]);
            writeSource(table, spectra[i].provenance);
            if (isCombination(spectra[i]))
                writeCombination(table, spectra[i]);
        }
    });
}

} // namespace syzygy
