#include "core/io/assemble.h"
#include "core/io/product.h"
#include "core/io/text.h"
#include "core/io/userfile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace syzygy {

namespace {

constexpr const char* productName = "FITS images of spectra";
constexpr std::size_t mostRows = 10'000;
using Names = std::initializer_list<std::string_view>;

/// An arm of a spectrograph: images of the same rows, one per quantity.
struct Arm {
    std::string name; ///< "B", "R", "Z" of DESI; empty where there is one
    const FitsHdu* flux = nullptr;
    const FitsHdu* wavelength = nullptr; ///< as many rows as the flux, or one for all
    const FitsHdu *error = nullptr, *variance = nullptr, *inverseVariance = nullptr, *mask = nullptr;
};

bool isRows(const FitsHdu& hdu)
{
    return hdu.kind == HduKind::Image && !hdu.compressed && hdu.axes.size() == 2
        && hdu.axes[0] >= minimumSamples && hdu.axes[1] >= 1 && hdu.axes[1] <= mostRows;
}

/// The first image by one of these names, behind `prefix`, with the shape of the flux.
const FitsHdu* imageLike(FitsFile& file, const FitsHdu& flux, const std::string& prefix, Names names)
{
    for (const auto name : names)
        if (const auto* hdu = file.findHdu(prefix + std::string(name));
            hdu && hdu->kind == HduKind::Image && hdu->axes == flux.axes)
            return hdu;
    return nullptr;
}

const FitsHdu* wavelengthsOf(FitsFile& file, const FitsHdu& flux, const std::string& prefix)
{
    const Names names { "WAVELENGTH",        "WAVE",   "SCI WAVL", "SCIWAVE", "WAVEDATA_VAC_BARY",
                        "WAVEDATA_AIR_BARY", "WAVEAB", "WAVEA",    "LAMBDA" };
    if (const auto* each = imageLike(file, flux, prefix, names))
        return each;
    for (const auto name : names)
        if (const auto* hdu = file.findHdu(prefix + std::string(name)); hdu && hdu->kind == HduKind::Image
            && !hdu->compressed && hdu->axes.size() == 1 && hdu->axes[0] == flux.axes[0])
            return hdu;
    return nullptr;
}

std::vector<Arm> armsOf(FitsFile& file)
{
    std::vector<Arm> arms;
    for (const std::string prefix : { "", "B_", "R_", "Z_" }) {
        const FitsHdu* flux = nullptr;
        for (const auto* name :
             { "FLUX", "SCI FLUX", "SCIFLUX", "SCIDATA", "SPEC", "SPECTRUM", "FLUXAB", "FLUXA" })
            if (const auto* hdu = file.findHdu(prefix + name); hdu && !flux && isRows(*hdu))
                flux = hdu;
        const auto* wavelength = flux ? wavelengthsOf(file, *flux, prefix) : nullptr;
        if (wavelength)
            arms.push_back({ prefix.substr(0, prefix.empty() ? 0 : 1), flux, wavelength,
                             imageLike(file, *flux, prefix,
                                       { "ERROR", "ERR", "ERRDATA", "SIG", "SIGMA", "STD", "UNCERTAINTY" }),
                             imageLike(file, *flux, prefix, { "VARIANCE", "VAR", "SCI VARIANCE", "SCIVAR" }),
                             imageLike(file, *flux, prefix, { "IVAR" }),
                             imageLike(file, *flux, prefix, { "MASK", "DQ", "QUALDATA", "FLAGS" }) });
    }
    return arms;
}

bool sniff(FitsFile& file)
{
    return !armsOf(file).empty();
}

/// Whom the rows are of, where a table beside them has as many rows (DESI's FIBERMAP); else they are orders
/// of one star.
const FitsHdu* targetsOf(FitsFile& file, std::size_t rows)
{
    const auto* table = file.findHdu("FIBERMAP");
    return table && table->isTable() && table->rows == rows ? table : nullptr;
}

std::string nameOfTarget(FitsFile& file, const FitsHdu& targets, std::size_t row)
{
    const auto* column = targets.column("TARGETID");
    if (!column || column->repeat != 1)
        return {};
    if (column->isText())
        return file.readText(targets, *column, row);
    // 19 digits do not fit a double: the bits do
    return file.readInteger(targets, *column, row);
}

std::optional<double> cell(FitsFile& file, const FitsHdu& table, std::string_view name, std::size_t row)
{
    const auto* column = table.column(name);
    if (!column || column->repeat != 1 || column->isText())
        return {};
    const double value = file.readColumn(table, *column, row).front();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

FileContents list(FitsFile& file)
{
    const auto& primary = file.hdu(1).header;
    FileContents contents { file.path(),
                            productName,
                            {},
                            primary.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DATE-OBS", "EXPTIME", "SPECSYS",
                                           "SURVEY" }) };
    for (const auto& arm : armsOf(file)) {
        file.requireData(*arm.flux); // before so many rows are believed
        const auto rows = arm.flux->axes[1];
        const auto* targets = targetsOf(file, rows);
        for (std::size_t row = 1; row <= rows; ++row)
            contents.entries.push_back(
                { static_cast<int>(contents.entries.size()),
                  arm.flux->label() + ", row " + std::to_string(row),
                  targets ? nameOfTarget(file, *targets, row) : primary.firstText({ "OBJECT", "TARGNAME" }),
                  arm.flux->axes[0], arm.flux->number, row });
    }
    return contents;
}

void describe(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const Arm& arm,
              const ReadOptions& options)
{
    const auto& primary = file.hdu(1).header;
    describeUserFile(spectrum, file.path(), entry, productName, options);
    auto& provenance = spectrum.provenance;
    if (const auto* targets = targetsOf(file, arm.flux->axes[1])) {
        provenance.slit = std::to_string(entry.row);
        provenance.order = arm.name;
        provenance.rightAscension = cell(file, *targets, "TARGET_RA", entry.row);
        provenance.declination = cell(file, *targets, "TARGET_DEC", entry.row);
        provenance.placeIsOfObject = provenance.rightAscension && provenance.declination;
    } else {
        provenance.order = std::to_string(entry.row);
    }
    provenance.keywords
        = primary.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DATE-OBS", "EXPTIME", "SPECSYS", "SURVEY" });
    spectrum.fluxUnit = arm.flux->header.text("BUNIT");
    spectrum.frame = statedFrame(arm.flux->header, primary, provenance.notes);
    if (spectrum.frame == Frame::Unknown && containsIgnoringCase(arm.wavelength->name, "BARY"))
        spectrum.frame = Frame::Barycentric;
}

void readWavelengths(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const Arm& arm,
                     const ReadOptions& options)
{
    const auto& hdu = *arm.wavelength;
    const auto samples = arm.flux->axes[0];
    spectrum.wavelength = file.readPixels(hdu, hdu.axes.size() == 1 ? 0 : (entry.row - 1) * samples, samples);
    convertWavelengths(spectrum, hdu.header.firstText({ "BUNIT", "CUNIT1" }), options.wavelengthUnit,
                       { file.path(), hdu.label(), "row " + std::to_string(entry.row) });
    const auto named = mediumInName(hdu.name);
    heedMedium(spectrum, named ? named : statedMedium(hdu.header, file.hdu(1).header), options);
}

void readErrors(Spectrum& spectrum, FitsFile& file, const Arm& arm, std::size_t row)
{
    const auto samples = arm.flux->axes[0];
    const auto pixels
        = [&](const FitsHdu& hdu) { return file.readPixels(hdu, (row - 1) * samples, samples); };
    auto source = ErrorSource::FluxError;
    if (arm.error) {
        spectrum.error = pixels(*arm.error);
    } else if (arm.inverseVariance) {
        spectrum.error = errorsFromInverseVariance(pixels(*arm.inverseVariance));
        source = ErrorSource::InverseVariance;
    } else if (arm.variance) {
        spectrum.error = errorsFromVariance(pixels(*arm.variance));
        source = ErrorSource::Variances;
    }
    ensureErrors(spectrum, source, "No image beside the flux holds its errors");
    if (arm.mask) {
        spectrum.quality = file.readPixelBits(*arm.mask, (row - 1) * samples, samples);
        spectrum.badBits = ~0u;
        spectrum.provenance.notes.push_back("Of image " + arm.mask->label()
                                            + " every value but 0 counts as bad.");
    }
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto arms = armsOf(file);
    const auto arm = std::ranges::find(arms, entry.hduNumber, [](const Arm& a) { return a.flux->number; });
    if (arm == arms.end() || entry.row < 1 || entry.row > arm->flux->axes[1])
        file.fail("no longer holds " + entry.hdu + ": the file changed on disk; open it again.");
    Spectrum spectrum;
    describe(spectrum, file, entry, *arm, options);
    readWavelengths(spectrum, file, entry, *arm, options);
    spectrum.flux = file.readPixels(*arm->flux, (entry.row - 1) * arm->flux->axes[0], arm->flux->axes[0]);
    readErrors(spectrum, file, *arm, entry.row);
    finish(spectrum, { file.path(), entry.hdu, "the flux", "the wavelengths" });
    return spectrum;
}

} // namespace

const Product orderProduct { sniff, list, read };

} // namespace syzygy
