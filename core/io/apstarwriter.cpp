#include "core/error.h"
#include "core/io/apogee.h"
#include "core/io/fitsoutput.h"
#include "core/io/text.h"
#include "core/io/writer.h"

#include <cmath>

namespace syzygy {

namespace {

constexpr double noDataError = 1e10; // with flux 0, the survey's words for "no data"

void requireGrid(const std::filesystem::path& file, const Spectrum& spectrum)
{
    const auto grid = apogeeWavelengths({}, apogeePixels);
    bool matches = spectrum.size() == apogeePixels;
    for (std::size_t i = 0; matches && i < apogeePixels; ++i)
        matches = std::abs(spectrum.wavelength[i] / grid[i] - 1) < 1e-9;
    if (!matches)
        throw Error(file.string() + ": the spectrum is not on APOGEE's grid of " + grouped(apogeePixels)
                    + " pixels; resample it first, or write it as x1d.");
}

template <typename T>
void addImage(CCfits::FITS& fits, const std::string& name, int bitsPerPixel, const std::valarray<T>& pixels,
              const std::string& unit)
{
    std::vector<long> axes { static_cast<long>(pixels.size()) };
    auto& hdu = *fits.addImage(name, bitsPerPixel, axes);
    hdu.write(1, static_cast<long>(pixels.size()), pixels);
    hdu.addKey("CRVAL1", apogeeLogStart, "log10 of the first wavelength [Angstrom, vacuum]");
    hdu.addKey("CDELT1", apogeeLogStep, "step in log10 wavelength");
    hdu.addKey("CRPIX1", 1, "pixel of the first wavelength");
    hdu.addKey("CTYPE1", std::string("LOG-LINEAR"), "");
    addText(hdu, "BUNIT", unit, "");
}

void writePrimary(CCfits::HDU& primary, const Provenance& provenance)
{
    addText(primary, "OBJID", provenance.source, "Object name");
    primary.addKey("NVISITS", 1, "Number of visit spectra combined");
    addNumber(primary, "RA", provenance.rightAscension, "right ascension, deg, J2000");
    addNumber(primary, "DEC", provenance.declination, "declination, deg, J2000");
    addNumber(primary, "SNR", provenance.statedSnr, "Median S/N per apStar pixel");
    addNumber(primary, "VHELIO", provenance.statedVelocity, "Barycentric radial velocity [km/s]");
    addText(primary, "V_APRED", provenance.pipelineVersion, "reduction version");
}

} // namespace

void writeApStar(const std::filesystem::path& file, const Spectrum& spectrum)
{
    requireGrid(file, spectrum);
    std::valarray<double> flux(apogeePixels), error(apogeePixels);
    std::valarray<long> mask(apogeePixels);
    for (std::size_t i = 0; i < apogeePixels; ++i) {
        const bool known = std::isfinite(spectrum.flux[i]);
        flux[i] = known ? spectrum.flux[i] : 0;
        error[i] = known ? spectrum.error[i] : noDataError;
        mask[i] = static_cast<long>(spectrum.quality[i]);
    }
    writeFits(file, [&](CCfits::FITS& fits) {
        writePrimary(fits.pHDU(), spectrum.provenance);
        addImage(fits, "FLUX", DOUBLE_IMG, flux, "Flux (10^-17 erg/s/cm^2/Ang)");
        addImage(fits, "ERROR", DOUBLE_IMG, error, "Flux (10^-17 erg/s/cm^2/Ang)");
        addImage(fits, "MASK", LONG_IMG, mask, "");
    });
}

} // namespace syzygy
