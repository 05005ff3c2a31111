#include "core/io/apogee.h"
#include "core/io/assemble.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

constexpr int fluxHdu = 2, errorHdu = 3, maskHdu = 4, wavelengthHdu = 5; // apVisit's HDU 1-4
constexpr std::size_t chips = 3;

bool isChipImage(const FitsHdu& hdu)
{
    return hdu.kind == HduKind::Image && hdu.axes.size() == 2 && hdu.axes[1] == chips && hdu.axes[0] > 1
        && hdu.axes[0] < maximumSamples / chips;
}

bool sniff(FitsFile& file)
{
    if (file.hduCount() < wavelengthHdu)
        return false;
    for (const int number : { fluxHdu, errorHdu, maskHdu, wavelengthHdu })
        if (!isChipImage(file.hdu(number)) || file.hdu(number).axes != file.hdu(fluxHdu).axes)
            return false;
    return containsIgnoringCase(file.hdu(wavelengthHdu).header.text("BUNIT"), "wave")
        || file.hdu(maskHdu).bitsPerPixel > 0;
}

std::size_t samplesOf(const FitsHdu& hdu)
{
    return hdu.axes[0] * hdu.axes[1];
}

FileContents list(FitsFile& file)
{
    const auto& primary = file.hdu(1).header;
    const auto& flux = file.hdu(fluxHdu);
    return { file.path(),
             "APOGEE apVisit",
             { { 0, flux.label(), apogeeSource(primary), samplesOf(flux), fluxHdu, 0 } },
             apogeeKeywords(primary) };
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions&)
{
    const auto samples = samplesOf(file.hdu(fluxHdu));
    Spectrum spectrum;
    describeApogee(spectrum, file, entry, "APOGEE apVisit");
    spectrum.frame
        = Frame::Topocentric; // as observed: neither the star's nor the Earth's motion is taken out
    const auto& wavelengths = file.hdu(wavelengthHdu);
    spectrum.wavelength = file.readPixels(wavelengths, 0, samples);
    convertWavelengths(spectrum, "Angstrom", { file.path(), wavelengths.label(), {} });
    spectrum.flux = file.readPixels(file.hdu(fluxHdu), 0, samples);
    spectrum.error = file.readPixels(file.hdu(errorHdu), 0, samples);
    blankMissing(spectrum);
    ensureErrors(spectrum, ErrorSource::FluxError, "The error image holds no positive number");
    spectrum.quality = file.readPixelBits(file.hdu(maskHdu), 0, samples);
    spectrum.fluxUnit = "1e-17 erg/s/cm2/Angstrom";
    const auto correction = file.hdu(1).header.text("BC");
    spectrum.provenance.notes.push_back(
        "apVisit is as observed: "
        + (correction.empty() ? std::string("no barycentric correction is stated.")
                              : "its barycentric correction (BC = " + correction + " km/s) is not applied."));
    finish(spectrum, { file.path(), entry.hdu, {} });
    return spectrum;
}

} // namespace

const Product apVisitProduct { sniff, list, read };

} // namespace syzygy
