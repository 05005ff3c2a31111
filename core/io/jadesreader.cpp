#include "core/io/assemble.h"
#include "core/io/product.h"

namespace syzygy {

namespace {

constexpr const char* productName = "JADES 1-D";

bool isRow(const FitsHdu* hdu)
{
    return hdu && hdu->kind == HduKind::Image && hdu->axes.size() == 1;
}

bool sniff(FitsFile& file)
{
    return isRow(file.findHdu("DATA")) && isRow(file.findHdu("WAVELENGTH"));
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "TELESCOP", "INSTRUME", "SYSTEM", "COMPNAME", "FILETYPE", "MODE", "SLIT", "APERTURE",
                         "FWA_POS", "GWA_POS", "DET", "UNIT", "READPATT", "DATE" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = *file.findHdu("DATA");
    return { file.path(),
             productName,
             { { 0, hdu.label(), file.path().stem().string(), hdu.axes[0], hdu.number, 0 } },
             keywordsOf(file.hdu(1).header) };
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu)
{
    const auto& primary = file.hdu(1).header;
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = productName;
    provenance.mediumStated = true; // vacuum, by the product
    provenance.hdu = hdu.label();
    provenance.source = file.path().stem().string(); // the headers name no target
    const auto grating = primary.text("GWA_POS"), filter = primary.text("FWA_POS");
    provenance.mode = grating.empty() || filter.empty() ? grating + filter : grating + "/" + filter;
    provenance.detector = primary.text("DET");
    provenance.pipelineVersion = primary.text("COMPNAME");
    provenance.keywords = keywordsOf(primary);
    spectrum.instrument = Instrument::Nirspec;
    spectrum.fluxUnit = primary.text("UNIT");
}

Spectrum read(FitsFile& file, const SpectrumEntry&, const ReadOptions&)
{
    const auto& hdu = *file.findHdu("DATA");
    const auto& wavelength = *file.findHdu("WAVELENGTH");
    const auto samples = hdu.axes[0];
    if (wavelength.axes[0] != samples)
        file.fail(wavelength,
                  "has another length than DATA; take another copy of the file, or write it anew.");
    Spectrum spectrum;
    describe(spectrum, file, hdu);
    spectrum.wavelength = file.readPixels(wavelength, 0, samples);
    const auto unit = wavelength.header.text("BUNIT");
    convertWavelengths(spectrum, unit.empty() ? "m" : unit, { file.path(), wavelength.label(), {} });
    spectrum.flux = file.readPixels(hdu, 0, samples);
    if (const auto* error = file.findHdu("ERR"); isRow(error) && error->axes[0] == samples)
        spectrum.error = file.readPixels(*error, 0, samples);
    ensureErrors(spectrum, ErrorSource::FluxError, "HDU ERR holds no positive number");
    // In some releases DQFLAGS is a table that explains the bits, without a value per sample.
    if (const auto* quality = file.findHdu("DQFLAGS"); isRow(quality) && quality->axes[0] == samples)
        spectrum.quality = file.readPixelBits(*quality, 0, samples);
    finish(spectrum, { file.path(), hdu.label(), {} });
    return spectrum;
}

} // namespace

const Product jadesProduct { sniff, list, read };

} // namespace syzygy
