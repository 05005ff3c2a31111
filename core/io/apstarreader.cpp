#include "core/io/apogee.h"
#include "core/io/assemble.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

constexpr int fluxHdu = 2, errorHdu = 3, maskHdu = 4; // apStar's HDU 1-3; in aspcapStar HDU 3 is the best fit

/// A row or rows on APOGEE's log-linear grid.
bool isGridImage(const FitsHdu& hdu)
{
    return hdu.kind == HduKind::Image && (hdu.axes.size() == 1 || hdu.axes.size() == 2)
        && hdu.axes[0] == apogeePixels;
}

bool isStarFile(FitsFile& file)
{
    if (file.hduCount() < maskHdu)
        return false;
    for (const int number : { fluxHdu, errorHdu, maskHdu })
        if (!isGridImage(file.hdu(number)))
            return false;
    return true;
}

/// The third image is a mask of integers in apStar and asStar, a model of real numbers in aspcapStar.
bool sniffApStar(FitsFile& file)
{
    return isStarFile(file) && file.hdu(maskHdu).bitsPerPixel > 0;
}
bool sniffAspcapStar(FitsFile& file)
{
    return isStarFile(file) && file.hdu(maskHdu).bitsPerPixel < 0;
}

FileContents listStar(FitsFile& file, const std::string& product)
{
    const auto& primary = file.hdu(1).header;
    return { file.path(),
             product,
             { { 0, file.hdu(fluxHdu).label(), apogeeSource(primary), apogeePixels, fluxHdu, 0 } },
             apogeeKeywords(primary) };
}

FileContents listApStar(FitsFile& file)
{
    return listStar(file, "APOGEE apStar");
}
FileContents listAspcapStar(FitsFile& file)
{
    return listStar(file, "APOGEE aspcapStar");
}

/// The first row: the combination with individual pixel weighting, or the only visit.
void readFluxAndError(FitsFile& file, Spectrum& spectrum)
{
    const auto& flux = file.hdu(fluxHdu);
    spectrum.wavelength = apogeeWavelengths(flux.header, apogeePixels);
    spectrum.provenance.wavelengthUnit = "log10(Angstrom)";
    spectrum.flux = file.readPixels(flux, 0, apogeePixels);
    spectrum.error = file.readPixels(file.hdu(errorHdu), 0, apogeePixels);
    blankMissing(spectrum);
    ensureErrors(spectrum, ErrorSource::FluxError, "The error image holds no positive number");
}

Spectrum readApStar(FitsFile& file, const SpectrumEntry& entry, const ReadOptions&)
{
    Spectrum spectrum;
    describeApogee(spectrum, file, entry, "APOGEE apStar");
    readFluxAndError(file, spectrum);
    spectrum.quality = file.readPixelBits(file.hdu(maskHdu), 0, apogeePixels);
    spectrum.fluxUnit = "1e-17 erg/s/cm2/Angstrom";
    const auto& axes = file.hdu(fluxHdu).axes;
    if (axes.size() == 2 && axes[1] > 2)
        spectrum.provenance.notes.push_back("The combination of " + counted(axes[1] - 2, "visit")
                                            + " with individual pixel weighting was read.");
    finish(spectrum, { file.path(), entry.hdu, {} });
    return spectrum;
}

Spectrum readAspcapStar(FitsFile& file, const SpectrumEntry& entry, const ReadOptions&)
{
    Spectrum spectrum;
    describeApogee(spectrum, file, entry, "APOGEE aspcapStar");
    readFluxAndError(file, spectrum);
    spectrum.fluxUnit = "normalised";
    spectrum.provenance.notes.emplace_back(
        "aspcapStar is normalised and has no mask: the apStar file of the star says more.");
    finish(spectrum, { file.path(), entry.hdu, {} });
    return spectrum;
}

} // namespace

const Product apStarProduct { sniffApStar, listApStar, readApStar };
const Product aspcapStarProduct { sniffAspcapStar, listAspcapStar, readAspcapStar };

} // namespace syzygy
