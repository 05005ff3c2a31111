#include "core/io/assemble.h"
#include "core/io/columnroles.h"
#include "core/io/multispec.h"
#include "core/io/product.h"
#include "core/io/text.h"
#include "core/io/userfile.h"
#include "core/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace syzygy {

namespace {

constexpr const char* productName = "FITS image of a spectrum";

/// One row of flux, or two to four rows of wavelength, flux[, error[, quality]].
std::size_t rowsOf(const FitsHdu& hdu)
{
    if (hdu.kind != HduKind::Image || hdu.compressed || hdu.axes.empty() || hdu.axes[0] < minimumSamples)
        return 0;
    for (std::size_t axis = 2; axis < hdu.axes.size(); ++axis)
        if (hdu.axes[axis] != 1)
            return 0;
    return hdu.axes.size() == 1 ? 1 : hdu.axes[1];
}

/// Wavelengths by formula; their unit is stated or asked for.
struct Axis {
    /// Exponential: CRVAL1 exp(w / CRVAL1), "-LOG" of Greisen et al. (2006, A&A 446, 747), eq. 5; Table:
    /// their "-TAB".
    enum class Kind { Linear, Log10, Ln, Exponential, Table };

    double reference = 0, pixel = 1, step = 0;
    Kind kind = Kind::Linear;
    std::string unit;

    /// At pixel `number`, counted from 1. Of a table, the place in it.
    double at(double number) const
    {
        const double value = reference + (number - pixel) * step;
        switch (kind) {
        case Kind::Log10:
            return std::pow(10.0, value);
        case Kind::Ln:
            return std::exp(value);
        case Kind::Exponential:
            return reference * std::exp((number - pixel) * step / reference);
        default:
            return value;
        }
    }
};

Axis::Kind kindOf(const FitsHeader& header, double reference)
{
    const auto type = upperCased(header.text("CTYPE1"));
    if (type.ends_with("-TAB"))
        return Axis::Kind::Table;
    constexpr double shortest = 0.05; // µm; log10 of Angstrom, taken for Angstrom, is far below
    if (type.ends_with("-LOG")
        && reference * micronsPer(header.text("CUNIT1")).value_or(micronsPerAngstrom) > shortest)
        return Axis::Kind::Exponential;
    if (type.find("LN") != std::string::npos || type.find("LOGE") != std::string::npos)
        return type.find("LOGLIN") != std::string::npos ? Axis::Kind::Log10 : Axis::Kind::Ln;
    return header.number("DC-FLAG").value_or(0) == 1 || type.find("LOG") != std::string::npos
        ? Axis::Kind::Log10
        : Axis::Kind::Linear;
}

/// "-F2W", "-GRI" and the other algorithms of the same paper, which spectra of stars do not use.
bool hasOtherAlgorithm(const FitsHeader& header)
{
    const auto type = upperCased(header.text("CTYPE1"));
    return type.size() == 8 && type[4] == '-' && !type.ends_with("-LOG") && !type.ends_with("-TAB")
        && !type.ends_with("-LIN");
}

std::optional<Axis> axisOf(const FitsHeader& header)
{
    const auto reference = header.number("CRVAL1"), delta = header.number("CDELT1"),
               matrix = header.number("CD1_1");
    const double step = delta.value_or(matrix.value_or(0));
    if (!reference || step == 0 || hasOtherAlgorithm(header))
        return {};
    Axis axis { *reference, header.number("CRPIX1").value_or(1), step, kindOf(header, *reference),
                header.firstText({ "CUNIT1", "WAVEUNIT", "XUNITS" }) };
    if (axis.unit.empty())
        axis.unit = irafUnitOf(header);
    return axis;
}

/// The primary image, or where that is empty one by the names that programs give: mpdaf's DATA.
const FitsHdu& fluxImage(FitsFile& file)
{
    if (file.hdu(1).axes.empty())
        for (const auto* name : { "DATA", "FLUX", "SPECTRUM", "SPEC" })
            if (const auto* hdu = file.findHdu(name); hdu && rowsOf(*hdu) == 1)
                return *hdu;
    return file.hdu(1);
}

/// The columns of a "-TAB" axis: PS1_0 names the table, PS1_1 the wavelengths, PS1_2 the index, where there
/// is one.
struct AxisTable {
    const FitsHdu* hdu = nullptr;
    const FitsColumn *wavelengths = nullptr, *index = nullptr;
};

AxisTable axisTableOf(FitsFile& file, const FitsHeader& header)
{
    const auto* hdu = file.findHdu(header.text("PS1_0"));
    if (!hdu || !hdu->isTable())
        return {};
    AxisTable table { hdu, hdu->column(header.text("PS1_1")), hdu->column(header.text("PS1_2")) };
    const auto usable = [](const FitsColumn* column) {
        return column && !column->isText() && !column->isVariable() && column->repeat >= 2;
    };
    if (!usable(table.wavelengths)
        || (table.index && (!usable(table.index) || table.index->repeat != table.wavelengths->repeat)))
        return {};
    return table;
}

/// The first image beside the flux that has as many pixels and one of these names.
const FitsHdu* companion(FitsFile& file, std::initializer_list<std::string_view> names)
{
    const auto samples = fluxImage(file).axes[0];
    for (const auto name : names)
        if (const auto* hdu = file.findHdu(name);
            hdu && hdu->number != fluxImage(file).number && rowsOf(*hdu) == 1 && hdu->axes[0] == samples)
            return hdu;
    return nullptr;
}

bool sniff(FitsFile& file)
{
    const auto& hdu = fluxImage(file);
    const auto rows = rowsOf(hdu);
    const auto axis = rows > 0 ? axisOf(hdu.header) : std::nullopt;
    if (rows == 1 && axis && axis->kind == Axis::Kind::Table)
        return axisTableOf(file, hdu.header).hdu != nullptr;
    if (rows == 1)
        return axis || companion(file, { "WAVELENGTH", "WAVE" });
    return rows >= 2 && rows <= 4 && hdu.number == 1 && !axis && !hasOtherAlgorithm(hdu.header);
}

std::string sourceOf(const FitsHeader& header)
{
    return header.firstText({ "OBJECT", "TARGNAME", "TITLE" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = fluxImage(file);
    return { file.path(),
             productName,
             { { 0, hdu.label(), sourceOf(hdu.header), hdu.axes[0], hdu.number, 0 } },
             hdu.header.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DATE-OBS", "EXPTIME", "SPECSYS", "CTYPE1",
                               "CUNIT1" }) };
}

/// Places in the index, or in the list itself, become wavelengths, between entries linearly; the unit of the
/// column.
std::string lookUp(std::vector<double>& places, FitsFile& file, const FitsHeader& header)
{
    const auto table = axisTableOf(file, header);
    const auto wavelengths = file.readColumn(*table.hdu, *table.wavelengths, 1);
    std::vector<double> index(wavelengths.size());
    std::iota(index.begin(), index.end(), 1.0);
    if (table.index)
        index = file.readColumn(*table.hdu, *table.index, 1);
    if (!std::ranges::is_sorted(index))
        file.fail(*table.hdu, table.index->name,
                  "is no ascending index of wavelengths; write the wavelengths as an image or a column.");
    for (auto& place : places) {
        const auto above = std::ranges::upper_bound(index, place);
        const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(
            above - index.begin(), 1, static_cast<std::ptrdiff_t>(index.size()) - 1));
        const double width = index[i] - index[i - 1];
        place = width > 0
            ? wavelengths[i - 1] + (wavelengths[i] - wavelengths[i - 1]) * (place - index[i - 1]) / width
            : wavelengths[i];
    }
    return table.wavelengths->unit.empty() ? header.text("CUNIT1") : table.wavelengths->unit;
}

void readAxis(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& hdu = fluxImage(file);
    const auto samples = hdu.axes[0];
    const Place place { file.path(), hdu.label(), "axis 1 (wavelength)" };
    if (const auto* stored = companion(file, { "WAVELENGTH", "WAVE" })) {
        spectrum.wavelength = file.readPixels(*stored, 0, samples);
        const auto unit = stored->header.text("BUNIT");
        convertWavelengths(spectrum, unit, options.wavelengthUnit, place);
        return;
    }
    const auto axis = *axisOf(hdu.header);
    for (std::size_t i = 0; i < samples; ++i)
        spectrum.wavelength.push_back(axis.at(static_cast<double>(i + 1)));
    auto unit = axis.unit;
    if (axis.kind == Axis::Kind::Table)
        unit = lookUp(spectrum.wavelength, file, hdu.header);
    convertWavelengths(spectrum, unit, options.wavelengthUnit, place);
}

void convertMedium(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& header = fluxImage(file).header;
    heedMedium(spectrum, statedMedium(header, file.hdu(1).header), options);
}

void readErrors(Spectrum& spectrum, FitsFile& file)
{
    const auto samples = fluxImage(file).axes[0];
    auto source = ErrorSource::FluxError;
    if (const auto* error = companion(file, { "ERROR", "ERR", "STD", "SIGMA", "UNCERT", "UNCERTAINTY" })) {
        spectrum.error = file.readPixels(*error, 0, samples);
    } else if (const auto* ivar = companion(file, { "IVAR" })) {
        spectrum.error = errorsFromInverseVariance(file.readPixels(*ivar, 0, samples));
        source = ErrorSource::InverseVariance;
    } else if (const auto* variance = companion(file, { "VAR", "VARIANCE", "STAT" })) {
        spectrum.error = errorsFromVariance(file.readPixels(*variance, 0, samples));
        source = ErrorSource::Variances;
    }
    ensureErrors(spectrum, source, "No image beside the flux holds its errors");
    if (const auto* mask = companion(file, { "MASK", "DQ", "FLAGS" })) {
        spectrum.quality = file.readPixelBits(*mask, 0, samples);
        spectrum.badBits = ~0u;
        spectrum.provenance.notes.push_back("Of image " + mask->label()
                                            + " every value but 0 counts as bad.");
    }
}

void readRows(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& hdu = fluxImage(file);
    const auto samples = hdu.axes[0];
    const auto row = [&](std::size_t number) { return file.readPixels(hdu, number * samples, samples); };
    spectrum.wavelength = row(0);
    convertWavelengths(spectrum, hdu.header.firstText({ "XUNITS", "CUNIT1", "WAVEUNIT" }),
                       options.wavelengthUnit, { file.path(), hdu.label(), "1 (wavelength)" });
    spectrum.flux = row(1);
    if (hdu.axes[1] > 2)
        spectrum.error = row(2);
    ensureErrors(spectrum, ErrorSource::FluxError, "The image has no row of positive errors");
}

void describe(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& header = fluxImage(file).header;
    describeUserFile(spectrum, file.path(), entry, productName, options);
    auto& provenance = spectrum.provenance;
    provenance.keywords = list(file).keywords;
    spectrum.fluxUnit = header.text("BUNIT");
    spectrum.frame = statedFrame(header, file.hdu(1).header, provenance.notes);
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& hdu = fluxImage(file);
    if (!sniff(file))
        file.fail(hdu, "no longer holds a spectrum: the file changed on disk; open it again.");
    file.requireData(hdu); // before so many wavelengths are computed
    Spectrum spectrum;
    describe(spectrum, file, entry, options);
    if (rowsOf(hdu) == 1) {
        readAxis(spectrum, file, options);
        spectrum.flux = file.readPixels(hdu, 0, hdu.axes[0]);
        readErrors(spectrum, file);
    } else {
        readRows(spectrum, file, options);
    }
    convertMedium(spectrum, file, options);
    finish(spectrum, { file.path(), entry.hdu, "the flux", "the wavelengths" });
    return spectrum;
}

} // namespace

const Product imageProduct { sniff, list, read };

} // namespace syzygy
