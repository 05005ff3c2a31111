#include "core/io/assemble.h"
#include "core/io/columnroles.h"
#include "core/io/mode.h"
#include "core/io/product.h"
#include "core/io/statements.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cmath>

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

/// Wavelengths by formula: their unit is stated, or that of an optical spectrum by its numbers' axis.
struct Axis {
    double reference = 0, pixel = 1, step = 0;
    bool logarithmic = false; ///< log10
    std::string unit;
};

std::optional<Axis> axisOf(const FitsHeader& header)
{
    const auto reference = header.number("CRVAL1"), delta = header.number("CDELT1"), matrix = header.number("CD1_1");
    const double step = delta.value_or(matrix.value_or(0));
    if (!reference || step == 0)
        return {};
    Axis axis { *reference, header.number("CRPIX1").value_or(1), step, false, header.firstText({ "CUNIT1", "WAVEUNIT", "XUNITS" }) };
    const auto attributes = header.text("WAT1_001"); // IRAF: "wtype=linear label=Wavelength units=Angstroms"
    if (const auto place = attributes.find("units="); axis.unit.empty() && place != std::string::npos)
        axis.unit = attributes.substr(place + 6, attributes.find(' ', place) - place - 6);
    const auto type = header.text("CTYPE1");
    axis.logarithmic = header.number("DC-FLAG").value_or(0) == 1 || containsIgnoringCase(type, "LOG");
    return axis;
}

bool sniff(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    const auto rows = rowsOf(hdu);
    if (rows == 1)
        return axisOf(hdu.header) || file.findHdu("WAVELENGTH") || file.findHdu("WAVE");
    return rows >= 2 && rows <= 4 && !axisOf(hdu.header);
}

std::string sourceOf(const FitsHeader& header)
{
    return header.firstText({ "OBJECT", "TARGNAME", "TITLE" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    return { file.path(), productName, { { 0, hdu.label(), sourceOf(hdu.header), hdu.axes[0], 1, 0 } },
             hdu.header.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DATE-OBS", "EXPTIME", "SPECSYS", "CTYPE1", "CUNIT1" }) };
}

/// The first image beside the flux that has as many pixels and one of these names.
const FitsHdu* companion(FitsFile& file, std::initializer_list<std::string_view> names)
{
    const auto samples = file.hdu(1).axes[0];
    for (const auto name : names)
        if (const auto* hdu = file.findHdu(name); hdu && hdu->number > 1 && rowsOf(*hdu) == 1 && hdu->axes[0] == samples)
            return hdu;
    return nullptr;
}

void readAxis(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto samples = hdu.axes[0];
    const Place place { file.path(), hdu.label(), "axis 1 (wavelength)" };
    if (const auto* stored = companion(file, { "WAVELENGTH", "WAVE" })) {
        spectrum.wavelength = file.readPixels(*stored, 0, samples);
        const auto unit = stored->header.text("BUNIT");
        convertWavelengths(spectrum, unit, options.wavelengthUnit, place);
    } else {
        const auto axis = *axisOf(hdu.header);
        for (std::size_t i = 0; i < samples; ++i) {
            const double value = axis.reference + (static_cast<double>(i + 1) - axis.pixel) * axis.step;
            spectrum.wavelength.push_back(axis.logarithmic ? std::pow(10.0, value) : value);
        }
        convertWavelengths(spectrum, axis.unit, options.wavelengthUnit, place);
    }
}

void convertMedium(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& header = file.hdu(1).header;
    const auto medium = statedMedium(header, header);
    spectrum.provenance.mediumStated = medium.has_value();
    if (medium == Medium::Air || options.wavelengthsInAir)
        convertFromAir(spectrum);
}

void readErrors(Spectrum& spectrum, FitsFile& file)
{
    const auto samples = file.hdu(1).axes[0];
    auto source = ErrorSource::FluxError;
    if (const auto* error = companion(file, { "ERROR", "ERR", "STD", "SIGMA", "UNCERT", "UNCERTAINTY" })) {
        spectrum.error = file.readPixels(*error, 0, samples);
    } else if (const auto* ivar = companion(file, { "IVAR" })) {
        spectrum.error = errorsFromInverseVariance(file.readPixels(*ivar, 0, samples));
        source = ErrorSource::InverseVariance;
    } else if (const auto* variance = companion(file, { "VAR", "VARIANCE" })) {
        spectrum.error = file.readPixels(*variance, 0, samples);
        std::ranges::transform(spectrum.error, spectrum.error.begin(), [](double value) { return std::sqrt(value); });
        source = ErrorSource::Variances;
    }
    ensureErrors(spectrum, source, "No image beside the flux holds its errors");
    if (const auto* mask = companion(file, { "MASK", "DQ", "FLAGS" })) {
        spectrum.quality = file.readPixelBits(*mask, 0, samples);
        spectrum.badBits = ~0u;
        spectrum.provenance.notes.push_back("Of image " + mask->label() + " every value but 0 counts as bad.");
    }
}

void readRows(Spectrum& spectrum, FitsFile& file, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto samples = hdu.axes[0];
    const auto row = [&](std::size_t number) { return file.readPixels(hdu, number * samples, samples); };
    spectrum.wavelength = row(0);
    convertWavelengths(spectrum, hdu.header.firstText({ "XUNITS", "CUNIT1", "WAVEUNIT" }), options.wavelengthUnit,
                       { file.path(), hdu.label(), "1 (wavelength)" });
    spectrum.flux = row(1);
    if (hdu.axes[1] > 2)
        spectrum.error = row(2);
    ensureErrors(spectrum, ErrorSource::FluxError, "The image has no row of positive errors");
}

void describe(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    requireKnownMode(options.mode, file.path());
    const auto& header = file.hdu(1).header;
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = productName;
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    provenance.mode = options.mode;
    provenance.keywords = list(file).keywords;
    spectrum.instrument = instrumentOfMode(options.mode);
    spectrum.fluxUnit = header.text("BUNIT");
    spectrum.frame = statedFrame(header, header, provenance.notes);
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
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
