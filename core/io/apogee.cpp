#include "core/io/apogee.h"

#include "core/units.h"

#include <cmath>
#include <limits>

namespace syzygy {

std::vector<double> apogeeWavelengths(const FitsHeader& header, std::size_t count)
{
    const double start = header.number("CRVAL1").value_or(apogeeLogStart);
    const double step = header.number("CDELT1").value_or(apogeeLogStep);
    const double reference = header.number("CRPIX1").value_or(1) - 1;
    std::vector<double> wavelengths(count);
    for (std::size_t i = 0; i < count; ++i)
        wavelengths[i]
            = std::pow(10.0, start + step * (static_cast<double>(i) - reference)) * micronsPerAngstrom;
    return wavelengths;
}

void blankMissing(Spectrum& spectrum)
{
    constexpr double hugeError = 1e9;
    for (std::size_t i = 0; i < spectrum.flux.size(); ++i) {
        const double error = i < spectrum.error.size() ? spectrum.error[i] : 1;
        if (spectrum.flux[i] != 0 && std::isfinite(spectrum.flux[i]) && error > 0 && error < hugeError)
            continue;
        spectrum.flux[i] = std::numeric_limits<double>::quiet_NaN();
        if (i < spectrum.error.size())
            spectrum.error[i] = std::numeric_limits<double>::quiet_NaN();
    }
}

std::string apogeeSource(const FitsHeader& primary)
{
    return primary.firstText({ "OBJID", "APOGEE_ID", "OBJ" });
}

std::vector<std::pair<std::string, std::string>> apogeeKeywords(const FitsHeader& primary)
{
    return primary.pick({ "OBJID",   "OBJ",      "TELESCOP", "FIELD",   "RA",      "DEC",
                          "J",       "H",        "K",        "SNR",     "NVISITS", "VHELIO",
                          "VERR",    "VSCATTER", "STARFLAG", "ANDFLAG", "PLATE",   "MJD5",
                          "FIBERID", "DATE-OBS", "V_APRED",  "DATE" });
}

void describeApogee(Spectrum& spectrum, FitsFile& file, const SpectrumEntry& entry,
                    const std::string& product)
{
    const auto& primary = file.hdu(1).header;
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = product;
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    provenance.mode = "R=22500";
    provenance.mediumStated = true; // vacuum, by the product
    provenance.placeIsOfObject = true;
    provenance.pipelineVersion = primary.text("V_APRED");
    provenance.rightAscension = primary.number("RA");
    provenance.declination = primary.number("DEC");
    provenance.statedSnr = primary.number("SNR");
    provenance.statedVelocity = primary.number("VHELIO");
    provenance.keywords = apogeeKeywords(primary);
    spectrum.instrument = Instrument::Apogee;
    spectrum.frame = Frame::Rest;
    spectrum.badBits = apogeeBadBits;
}

} // namespace syzygy
