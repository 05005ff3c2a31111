#include "core/io/assemble.h"
#include "core/io/product.h"
#include "core/io/text.h"
#include "core/io/userfile.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

/// Which row of a primary image holds what, for layouts that say so by convention only; rows count from 0.
struct Rows {
    std::string product;
    std::size_t flux = 0;
    std::size_t error = 0;
    ErrorSource errorSource = ErrorSource::FluxError; ///< InverseVariance: the row of errors holds that
    std::vector<std::size_t> masks;
    double goodValue = 0;                  ///< of the masks
    std::optional<std::size_t> wavelength; ///< Å; else log10 by COEFF0 and COEFF1 or the axis
};

/// SDSS DR1-DR8: spectrum, continuum-subtracted, error, mask, ... (spSpec's data model).
/// LAMOST before DR6: flux, inverse variance, wavelength, ANDMASK, ORMASK.
/// UVES_popler (M. Murphy): normalised flux, its error, expected scatter, continuum, status (1: valid); it
/// names them in ARRAYn.
std::optional<Rows> rowsOf(const FitsHdu& hdu)
{
    if (hdu.kind != HduKind::Image || hdu.compressed || hdu.axes.size() != 2 || hdu.axes[0] < minimumSamples
        || hdu.axes[1] < 4 || hdu.axes[1] > 20)
        return {};
    const auto& header = hdu.header;
    const bool hasCoefficients = header.number("COEFF0") && header.number("COEFF1");
    if (equalIgnoringCase(header.text("TELESCOP"), "LAMOST") && hdu.axes[1] >= 5)
        return Rows { "LAMOST spectrum", 0, 1, ErrorSource::InverseVariance, { 3, 4 }, 0, 2 };
    if (containsIgnoringCase(header.text("ARRAY1"), "flux")
        && containsIgnoringCase(header.text("ARRAY2"), "error") && hdu.axes[1] >= 5)
        return Rows { "UVES_popler spectrum", 0, 1, ErrorSource::FluxError, { 4 }, 1, {} };
    if (hasCoefficients && containsIgnoringCase(header.text("TELESCOP"), "SDSS"))
        return Rows { "SDSS spSpec", 0, 2, ErrorSource::FluxError, { 3 }, 0, {} };
    return {};
}

bool sniff(FitsFile& file)
{
    return rowsOf(file.hdu(1)).has_value();
}

std::string sourceOf(const FitsHeader& header)
{
    return header.firstText({ "DESIG", "OBJNAME", "OBJECT", "NAME" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    return { file.path(),
             rowsOf(hdu)->product,
             { { 0, hdu.label(), sourceOf(hdu.header), hdu.axes[0], 1, 0 } },
             hdu.header.pick({ "TELESCOP", "INSTRUME", "OBJECT", "DESIG", "DATE-OBS", "EXPTIME", "SPECSYS",
                               "Z", "CLASS", "SUBCLASS" }) };
}

void describe(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& header = file.hdu(1).header;
    const auto contents = list(file);
    describeUserFile(spectrum, file.path(), entry, contents.product, options);
    auto& provenance = spectrum.provenance;
    const bool ofObject = header.has("RAOBJ"); // SDSS: RA and DEC are the telescope's
    const bool isLamost = contents.product.starts_with("LAMOST");
    provenance.rightAscension = header.number(ofObject ? "RAOBJ" : "RA");
    provenance.declination = header.number(ofObject ? "DECOBJ" : "DEC");
    provenance.placeIsOfObject
        = (ofObject || isLamost) && provenance.rightAscension && provenance.declination;
    provenance.keywords = contents.keywords;
    spectrum.fluxUnit = header.text("BUNIT");
    spectrum.frame = statedFrame(header, header, provenance.notes);
}

void readWavelengths(Spectrum& spectrum, FitsFile& file, const Rows& rows, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto& header = hdu.header;
    const auto samples = hdu.axes[0];
    const Place place { file.path(), hdu.label(), "axis 1 (wavelength)" };
    if (rows.wavelength) {
        spectrum.wavelength = file.readPixels(hdu, *rows.wavelength * samples, samples);
    } else {
        const auto first = header.number("COEFF0"), start = first ? first : header.number("CRVAL1");
        auto step = header.number("COEFF1");
        if (!step)
            step = header.number("CDELT1") ? header.number("CDELT1") : header.number("CD1_1");
        if (!start || !step)
            failAt(place,
                   "has neither COEFF0 and COEFF1 nor CRVAL1 and CDELT1; take another copy of the file, or "
                   "write it anew.");
        const double pixel = first ? 1 : header.number("CRPIX1").value_or(1);
        for (std::size_t i = 0; i < samples; ++i)
            spectrum.wavelength.push_back(
                std::pow(10.0, *start + (static_cast<double>(i + 1) - pixel) * *step));
    }
    convertWavelengths(spectrum, "Angstrom", place);
    heedMedium(spectrum, statedMedium(header, header), options);
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto rows = rowsOf(hdu);
    if (!rows)
        file.fail(hdu, "no longer holds a spectrum: the file changed on disk; open it again.");
    file.requireData(hdu); // before so many wavelengths are computed
    const auto samples = hdu.axes[0];
    const auto pixels = [&](std::size_t row) { return file.readPixels(hdu, row * samples, samples); };
    Spectrum spectrum;
    describe(spectrum, file, entry, options);
    readWavelengths(spectrum, file, *rows, options);
    spectrum.flux = pixels(rows->flux);
    spectrum.error = rows->errorSource == ErrorSource::InverseVariance
        ? errorsFromInverseVariance(pixels(rows->error))
        : pixels(rows->error);
    ensureErrors(spectrum, rows->errorSource, "The row of errors holds no positive number");
    spectrum.quality.assign(samples, 0);
    spectrum.badBits = ~0u;
    for (const auto mask : rows->masks) {
        const auto values = pixels(mask);
        for (std::size_t i = 0; i < samples; ++i)
            if (values[i] != rows->goodValue)
                spectrum.quality[i] = 1;
    }
    finish(spectrum, { file.path(), entry.hdu, "the flux", "the wavelengths" });
    return spectrum;
}

} // namespace

const Product surveyProduct { sniff, list, read };

} // namespace syzygy
