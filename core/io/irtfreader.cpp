#include "core/io/assemble.h"
#include "core/io/mode.h"
#include "core/io/product.h"
#include "core/io/statements.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

constexpr const char* productName = "IRTF spectral library";
constexpr std::size_t wavelengthRow = 0, fluxRow = 1, errorRow = 2;

constexpr const char* imageName = "image of wavelength, flux and error";

/// The library's own files state the resolving power of the short mode; a star of the user's own has nothing
/// of the library.
bool isOfLibrary(const FitsHeader& header)
{
    return header.has("SXD_R");
}

/// A primary image of three or four rows (wavelength, flux, error[, quality]) that names the unit of the
/// first.
bool sniff(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    return hdu.kind == HduKind::Image && hdu.axes.size() == 2 && (hdu.axes[1] == 3 || hdu.axes[1] == 4)
        && hdu.header.has("XUNITS");
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "OBJECT", "SPTYPE", "OBSMODE", "SXDUT", "LXDUT", "SXD_R", "LXD_R", "WAVETYPE",
                         "YUNITS", "V", "J", "H", "KS", "RV" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = file.hdu(1);
    return { file.path(),
             isOfLibrary(hdu.header) ? productName : imageName,
             { { 0, hdu.label(), hdu.header.text("OBJECT"), hdu.axes[0], 1, 0 } },
             keywordsOf(hdu.header) };
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const ReadOptions& options)
{
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = isOfLibrary(hdu.header) ? productName : imageName;
    provenance.hdu = hdu.label();
    provenance.source = hdu.header.text("OBJECT");
    provenance.keywords = keywordsOf(hdu.header);
    spectrum.fluxUnit = hdu.header.text("YUNITS");
    if (!isOfLibrary(hdu.header)) {
        requireKnownMode(options.mode, file.path());
        provenance.mode = options.mode;
        spectrum.instrument = instrumentOfMode(options.mode);
        spectrum.frame = statedFrame(hdu.header, hdu.header, provenance.notes);
        return;
    }
    const auto resolution = hdu.header.text("SXD_R");
    provenance.mode = "R=" + (resolution.empty() ? "2000" : resolution);
    spectrum.instrument = Instrument::Irtf;
    spectrum.frame = Frame::Rest; // "shifted to zero radial velocity", Rayner et al. (2009, ApJS 185, 289)
}

Spectrum read(FitsFile& file, const SpectrumEntry&, const ReadOptions& options)
{
    const auto& hdu = file.hdu(1);
    const auto samples = hdu.axes[0];
    const auto row = [&](std::size_t number) { return file.readPixels(hdu, number * samples, samples); };
    Spectrum spectrum;
    describe(spectrum, file, hdu, options);
    spectrum.wavelength = row(wavelengthRow);
    convertWavelengths(spectrum, hdu.header.text("XUNITS"), options.wavelengthUnit,
                       { file.path(), hdu.label(), "1 (wavelength)" });
    const auto medium = statedMedium(hdu.header, hdu.header);
    spectrum.provenance.mediumStated = medium || isOfLibrary(hdu.header);
    if (medium == Medium::Air || (options.wavelengthsInAir && !isOfLibrary(hdu.header)))
        convertFromAir(spectrum);
    spectrum.flux = row(fluxRow);
    spectrum.error = row(errorRow);
    ensureErrors(spectrum, ErrorSource::FluxError, "Row 3 holds no positive error");
    finish(spectrum, { file.path(), hdu.label(), "2 (flux)", "1 (wavelength)" });
    return spectrum;
}

} // namespace

const Product irtfProduct { sniff, list, read };

} // namespace syzygy
