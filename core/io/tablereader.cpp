#include "core/io/assemble.h"
#include "core/io/columnroles.h"
#include "core/io/product.h"
#include "core/io/text.h"
#include "core/io/userfile.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

std::vector<NamedColumn> columnsOf(const FitsHdu& hdu)
{
    std::vector<NamedColumn> columns;
    for (const auto& column : hdu.columns)
        if (!column.isText())
            columns.push_back({ column.name, column.unit, column.ucd });
        else
            columns.push_back({ "", "", "" });
    return columns;
}

const FitsColumn* roleIn(const FitsHdu& hdu, Role role)
{
    const auto found = findRole(columnsOf(hdu), role);
    return found ? &hdu.columns[*found] : nullptr;
}

const FitsColumn* wavelengthIn(const FitsHdu& hdu)
{
    const auto* column = roleIn(hdu, Role::Wavelength);
    return column ? column : roleIn(hdu, Role::LogWavelength);
}

bool isSpectrumTable(const FitsHdu& hdu)
{
    const auto* wavelength = hdu.isTable() ? wavelengthIn(hdu) : nullptr;
    const auto* flux = wavelength ? roleIn(hdu, Role::Flux) : nullptr;
    return flux && flux->isVariable() == wavelength->isVariable()
        && (flux->isVariable() || flux->repeat == wavelength->repeat) && hdu.rows > 0;
}

bool sniff(FitsFile& file)
{
    for (int number = 2; number <= file.hduCount(); ++number)
        if (isSpectrumTable(file.hdu(number)))
            return true;
    return false;
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "TELESCOP", "INSTRUME", "OBJECT", "TARGNAME", "RA", "DEC", "DATE-OBS", "EXPTIME",
                         "SPECSYS", "SPEC_RES", "SNR", "PRODCATG", "ORIGIN" });
}

std::string nameOfTarget(const FitsHeader& header)
{
    return header.firstText({ "OBJECT", "TARGNAME", "TARGET", "TARGETID", "DESIG", "TITLE" });
}

using Names = std::vector<std::string_view>;

/// What a column of one value per row, the first of these names, says of a row; empty where there is none.
std::string cellOf(FitsFile& file, const FitsHdu& hdu, const Names& names, std::size_t row)
{
    const auto* column = hdu.firstColumn(names);
    if (!column || column->isVariable())
        return {};
    return column->isText() ? file.readText(hdu, *column, row) : file.readInteger(hdu, *column, row);
}

std::optional<double> numberOf(FitsFile& file, const FitsHdu& hdu, const Names& names, std::size_t row)
{
    const auto* column = hdu.firstColumn(names);
    if (!column || column->isVariable() || column->isText() || column->repeat != 1)
        return {};
    const double value = file.readColumn(hdu, *column, row).front();
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

const Names orderNames { "SPORDER", "ECH_ORDER", "ORDER" },
    detectorNames { "DETECTOR", "SEGMENT", "CHIP", "ARM" },
    slitNames { "SLIT", "FIBER", "FIBERID", "FIBER_ID", "APERTURE" },
    targetNames { "OBJECT", "TARGET", "TARGNAME", "TARGETID", "SOURCE_ID", "NAME", "STAR" };

/// Which spectrum of the table a row is: of HST's x1d an order or a segment, of a user's table a star.
void describeRow(Provenance& provenance, FitsFile& file, const FitsHdu& hdu, std::size_t row)
{
    provenance.order = cellOf(file, hdu, orderNames, row);
    provenance.detector = cellOf(file, hdu, detectorNames, row);
    provenance.slit = cellOf(file, hdu, slitNames, row);
    const auto right = numberOf(file, hdu, { "RA", "TARGET_RA", "SOURCE_RA" }, row),
               declination = numberOf(file, hdu, { "DEC", "TARGET_DEC", "SOURCE_DEC" }, row);
    if (!right || !declination)
        return;
    provenance.rightAscension = right;
    provenance.declination = declination;
    provenance.placeIsOfObject = true;
}

/// ESO and the Virtual Observatory write one row with a vector per column, others one sample per row.
void listTable(FitsFile& file, const FitsHdu& hdu, const std::string& source,
               std::vector<SpectrumEntry>& entries)
{
    const auto& wavelength = *wavelengthIn(hdu);
    if (wavelength.repeat == 1 && !wavelength.isVariable()) {
        entries.push_back({ static_cast<int>(entries.size()), hdu.label(), source, hdu.rows, hdu.number, 0 });
        return;
    }
    file.requireData(hdu); // before so many rows are believed
    for (std::size_t row = 1; row <= hdu.rows; ++row) {
        const auto target = cellOf(file, hdu, targetNames, row);
        entries.push_back({ static_cast<int>(entries.size()),
                            hdu.label() + (hdu.rows > 1 ? ", row " + std::to_string(row) : ""),
                            target.empty() ? source : target, file.lengthOf(hdu, wavelength, row), hdu.number,
                            row });
    }
}

FileContents list(FitsFile& file)
{
    const auto& primary = file.hdu(1).header;
    FileContents contents { file.path(), "FITS table", {}, keywordsOf(primary) };
    for (int number = 2; number <= file.hduCount(); ++number) {
        const auto& hdu = file.hdu(number);
        if (!isSpectrumTable(hdu))
            continue;
        auto source = nameOfTarget(hdu.header);
        listTable(file, hdu, source.empty() ? nameOfTarget(primary) : source, contents.entries);
    }
    return contents;
}

/// PypeIt's coadd1d: wavelengths in vacuum and Å, and a mask of which 1 means good (its data model
/// "OneSpec").
bool isOneSpec(const FitsHdu& hdu)
{
    return equalIgnoringCase(hdu.header.text("DMODCLS"), "OneSpec");
}

/// LAMOST's tables of the coadds (DR6 on) hold Angstrom without saying so.
bool isLamost(FitsFile& file)
{
    return equalIgnoringCase(file.hdu(1).header.text("TELESCOP"), "LAMOST");
}

/// What the column's name and UCD say goes before keywords and comments. ESO's "obs.atmos" means through the
/// atmosphere: air.
std::optional<Medium> mediumOf(FitsFile& file, const FitsHdu& hdu, const FitsColumn& wavelength)
{
    if (const auto named = mediumInName(wavelength.name))
        return named;
    if (containsIgnoringCase(wavelength.ucd, "obs.atmos") || containsIgnoringCase(wavelength.ucd, "air"))
        return Medium::Air;
    const auto stated = statedMedium(hdu.header, file.hdu(1).header);
    return !stated && isOneSpec(hdu) ? Medium::Vacuum : stated;
}

void readWavelengths(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry,
                     const ReadOptions& options)
{
    const auto& column = *wavelengthIn(hdu);
    const Place place { file.path(), entry.hdu, column.name };
    spectrum.wavelength = file.readColumn(hdu, column, entry.row);
    if (&column == roleIn(hdu, Role::LogWavelength)) {
        for (auto& wavelength : spectrum.wavelength)
            wavelength = std::pow(10.0, wavelength);
        convertWavelengths(spectrum, "Angstrom", place);
        spectrum.provenance.wavelengthUnit = "log10(Angstrom)";
    } else {
        const auto named = unitOf({ column.name, column.unit, {} });
        const bool isKnown = isOneSpec(hdu) || isLamost(file);
        convertWavelengths(spectrum, named.empty() && isKnown ? "Angstrom" : named, options.wavelengthUnit,
                           place);
    }
    heedMedium(spectrum, mediumOf(file, hdu, column), options);
}

void readErrors(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, std::size_t row)
{
    auto source = ErrorSource::FluxError;
    if (const auto* error = roleIn(hdu, Role::Error)) {
        spectrum.error = file.readColumn(hdu, *error, row);
    } else if (const auto* ivar = roleIn(hdu, Role::InverseVariance)) {
        spectrum.error = errorsFromInverseVariance(file.readColumn(hdu, *ivar, row));
        source = ErrorSource::InverseVariance;
    } else if (const auto* variance = roleIn(hdu, Role::Variance)) {
        spectrum.error = errorsFromVariance(file.readColumn(hdu, *variance, row));
        source = ErrorSource::Variances;
    }
    if (spectrum.error.size() != spectrum.flux.size())
        spectrum.error.clear();
    ensureErrors(spectrum, source, "The table has no column of errors that can be used");
}

/// CALSPEC's DATAQUAL is 1 for good and 0 for bad, as PypeIt's mask is.
bool marksTheGood(const FitsHdu& hdu, const FitsColumn& column)
{
    return isOneSpec(hdu) || (equalIgnoringCase(column.name, "DATAQUAL") && hdu.column("STATERROR"));
}

void readQuality(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const FitsColumn& column,
                 std::size_t row)
{
    auto& notes = spectrum.provenance.notes;
    spectrum.quality = file.readBits(hdu, column, row);
    spectrum.badBits = ~0u;
    if (marksTheGood(hdu, column)) {
        std::ranges::transform(spectrum.quality, spectrum.quality.begin(),
                               [](auto good) { return good == 0 ? 1u : 0u; });
        return;
    }
    notes.push_back("The meaning of " + column.name + " is not known: every value but 0 counts as bad.");
    const auto kept = static_cast<std::size_t>(std::ranges::count(spectrum.quality, 0u));
    if (2 * kept < spectrum.quality.size())
        notes.push_back("So " + column.name + " leaves " + std::to_string(kept) + " of "
                        + std::to_string(spectrum.quality.size())
                        + " samples; if it marks the good ones, remove the column or turn it round.");
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry,
              const ReadOptions& options)
{
    const auto& primary = file.hdu(1).header;
    describeUserFile(spectrum, file.path(), entry, "FITS table", options);
    auto& provenance = spectrum.provenance;
    const auto plugRight = primary.number("PLUG_RA"),
               plugDeclination = primary.number("PLUG_DEC"); // SDSS: RA and DEC are the plate's
    provenance.placeIsOfObject = plugRight && plugDeclination;
    provenance.rightAscension = provenance.placeIsOfObject ? plugRight : primary.number("RA");
    provenance.declination = provenance.placeIsOfObject ? plugDeclination : primary.number("DEC");
    provenance.order = hdu.header.firstText({ "SPORDER", "ECH_ORDER", "ORDER" });
    provenance.detector = hdu.header.firstText({ "DETECTOR", "CHIP" });
    if (entry.row > 0)
        describeRow(provenance, file, hdu, entry.row);
    provenance.statedSnr = primary.number("SNR");
    provenance.keywords = keywordsOf(primary);
    spectrum.frame = statedFrame(hdu.header, primary, provenance.notes);
}

/// XQ-100's FLUX_TELL_CORR beside FLUX, CALSPEC's SYSERROR: what was left out must not be guessed.
void noteOtherColumns(Spectrum& spectrum, const FitsHdu& hdu, const FitsColumn& used)
{
    std::vector<std::string> others;
    for (const auto& column : hdu.columns)
        if (&column != &used && soundsLikeFlux(column.name) && column.repeat == used.repeat
            && !column.isText())
            others.push_back(column.name);
    if (!others.empty())
        spectrum.provenance.notes.push_back(
            "The table also has " + joined(others) + "; " + used.name
            + " was read. To use another, copy the table with that column named FLUX.");
    if (hdu.column("SYSERROR"))
        spectrum.provenance.notes.emplace_back(
            "SYSERROR, of the calibration and common to neighbouring samples, is not part of the errors.");
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& hdu = file.hdu(entry.hduNumber);
    if (!isSpectrumTable(hdu))
        file.fail(hdu, "no longer holds wavelength and flux: the file changed on disk; open it again.");
    Spectrum spectrum;
    describe(spectrum, file, hdu, entry, options);
    readWavelengths(spectrum, file, hdu, entry, options);
    const auto& flux = *roleIn(hdu, Role::Flux);
    spectrum.flux = file.readColumn(hdu, flux, entry.row);
    spectrum.fluxUnit = flux.unit.empty() ? options.fluxUnit : flux.unit;
    noteOtherColumns(spectrum, hdu, flux);
    readErrors(spectrum, file, hdu, entry.row);
    if (const auto* quality = roleIn(hdu, Role::Quality);
        quality && quality->isVariable() == flux.isVariable() && quality->repeat == flux.repeat) {
        readQuality(spectrum, file, hdu, *quality, entry.row);
    }
    finish(spectrum, { file.path(), entry.hdu, flux.name, wavelengthIn(hdu)->name });
    return spectrum;
}

} // namespace

const Product tableProduct { sniff, list, read };

} // namespace syzygy
