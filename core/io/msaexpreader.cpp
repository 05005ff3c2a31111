#include "core/io/assemble.h"
#include "core/io/product.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

constexpr const char* productName = "msaexp spec";

const FitsHdu* spectrumIn(FitsFile& file)
{
    const auto* hdu = file.findHdu("SPEC1D");
    return hdu && hdu->isTable() && hdu->column("wave") && hdu->column("flux") ? hdu : nullptr;
}

bool sniff(FitsFile& file)
{
    return spectrumIn(file) != nullptr;
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "SRCNAME", "SRCID", "SRCRA", "SRCDEC", "GRATING", "FILTER", "EFFEXPTM", "NFILES",
                         "VERSION", "SLIT_PA", "PROFCEN", "PROFSIG" });
}

FileContents list(FitsFile& file)
{
    const auto& hdu = *spectrumIn(file);
    return { file.path(),
             productName,
             { { 0, hdu.label(), hdu.header.text("SRCNAME"), hdu.rows, hdu.number, 0 } },
             keywordsOf(hdu.header) };
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu)
{
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = productName;
    provenance.mediumStated = true; // vacuum, by the product
    provenance.hdu = hdu.label();
    provenance.source = hdu.header.text("SRCNAME");
    const auto grating = hdu.header.text("GRATING"), filter = hdu.header.text("FILTER");
    provenance.mode = grating.empty() || filter.empty() ? grating + filter : grating + "/" + filter;
    provenance.detector = hdu.header.text("DETECTOR");
    provenance.pipelineVersion = hdu.header.text("VERSION");
    provenance.rightAscension = hdu.header.number("SRCRA");
    provenance.declination = hdu.header.number("SRCDEC");
    provenance.placeIsOfObject = true;
    provenance.keywords = keywordsOf(hdu.header);
    spectrum.instrument = Instrument::Nirspec;
    spectrum.frame = Frame::Barycentric; // from the pipeline's assign_wcs
}

Spectrum read(FitsFile& file, const SpectrumEntry&, const ReadOptions&)
{
    const auto* table = spectrumIn(file);
    if (!table)
        file.fail("no longer holds SPEC1D: the file changed on disk; open it again.");
    const auto& hdu = *table;
    Spectrum spectrum;
    describe(spectrum, file, hdu);
    const auto& wave = *hdu.column("wave");
    spectrum.wavelength = file.readColumn(hdu, wave);
    convertWavelengths(spectrum, wave.unit.empty() ? "um" : wave.unit,
                       { file.path(), hdu.label(), wave.name });
    const auto& flux = *hdu.column("flux");
    spectrum.flux = file.readColumn(hdu, flux);
    spectrum.fluxUnit = flux.unit;
    if (const auto* error = hdu.firstColumn({ "err", "full_err" }))
        spectrum.error = file.readColumn(hdu, *error);
    ensureErrors(spectrum, ErrorSource::FluxError, "Column err holds no positive number");
    if (const auto* valid = hdu.column("valid")) {
        spectrum.quality = file.readBits(hdu, *valid);
        for (auto& bits : spectrum.quality) // the file says true for good
            bits = bits == 0 ? 1 : 0;
    }
    finish(spectrum, { file.path(), hdu.label(), flux.name, wave.name });
    return spectrum;
}

} // namespace

const Product msaexpProduct { sniff, list, read };

} // namespace syzygy
