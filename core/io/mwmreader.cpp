#include "core/io/apogee.h"
#include "core/io/assemble.h"
#include "core/io/text.h"

#include <cmath>

namespace syzygy {

namespace {

/// SDSS-V's tables of one row per star (mwmStar) or visit (mwmVisit), named BOSS/APO, BOSS/LCO, APOGEE/APO,
/// APOGEE/LCO.
bool isSpectrumTable(const FitsHdu& hdu)
{
    const auto* flux = hdu.isTable() ? hdu.column("flux") : nullptr;
    return flux && flux->repeat > 1 && hdu.column("ivar")
        && (hdu.column("wavelength") || hdu.header.has("CRVAL"));
}

bool sniff(FitsFile& file)
{
    if (!file.hdu(1).header.has("V_ASTRA") && !file.hdu(1).header.has("SDSS_ID"))
        return false;
    for (int number = 2; number <= file.hduCount(); ++number)
        if (isSpectrumTable(file.hdu(number)))
            return true;
    return false;
}

std::string productOf(FitsFile& file)
{
    for (int number = 2; number <= file.hduCount(); ++number)
        if (file.hdu(number).column("mjd") && !file.hdu(number).column("min_mjd"))
            return "SDSS-V mwmVisit";
    return "SDSS-V mwmStar";
}

std::vector<std::pair<std::string, std::string>> keywordsOf(const FitsHeader& header)
{
    return header.pick({ "SDSS_ID", "APOGEEID", "GAIA3_ID", "V_ASTRA", "RA", "DEC", "G_MAG", "J_MAG", "H_MAG",
                         "K_MAG", "N_BOSS", "N_APOGEE" });
}

std::string sourceOf(const FitsHeader& header)
{
    const auto name = header.firstText({ "APOGEEID", "OBJ" });
    const auto number = header.text("SDSS_ID");
    return !name.empty() ? name : number.empty() ? name : "SDSS " + number;
}

FileContents list(FitsFile& file)
{
    const auto& primary = file.hdu(1).header;
    FileContents contents { file.path(), productOf(file), {}, keywordsOf(primary) };
    for (int number = 2; number <= file.hduCount(); ++number) {
        const auto& hdu = file.hdu(number);
        if (!isSpectrumTable(hdu))
            continue;
        file.requireData(hdu); // before so many rows are believed
        for (std::size_t row = 1; row <= hdu.rows; ++row)
            contents.entries.push_back({ static_cast<int>(contents.entries.size()),
                                         hdu.label() + (hdu.rows > 1 ? ", row " + std::to_string(row) : ""),
                                         sourceOf(primary), hdu.column("flux")->repeat, number, row });
    }
    return contents;
}

bool isApogee(const FitsHdu& hdu)
{
    return containsIgnoringCase(hdu.name, "APOGEE")
        || equalIgnoringCase(hdu.header.text("INSTRMNT"), "APOGEE");
}

void readWavelengths(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry,
                     std::size_t samples)
{
    if (const auto* column = hdu.column("wavelength")) {
        spectrum.wavelength = file.readColumn(hdu, *column, entry.row);
    } else {
        const double start = hdu.header.number("CRVAL").value_or(0),
                     step = hdu.header.number("CDELT").value_or(0);
        const double reference = hdu.header.number("CRPIX").value_or(1) - 1;
        for (std::size_t i = 0; i < samples; ++i)
            spectrum.wavelength.push_back(
                std::pow(10.0, start + step * (static_cast<double>(i) - reference)));
    }
    convertWavelengths(spectrum, "Angstrom", { file.path(), entry.hdu, "wavelength" });
}

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry)
{
    const auto& primary = file.hdu(1).header;
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = productOf(file);
    provenance.mediumStated = true; // vacuum, by the product
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    provenance.mode = isApogee(hdu) ? "R=22500" : hdu.header.text("INSTRMNT");
    provenance.pipelineVersion = primary.text("V_ASTRA");
    provenance.rightAscension = primary.number("RA");
    provenance.declination = primary.number("DEC");
    provenance.placeIsOfObject = true;
    provenance.keywords = keywordsOf(primary);
    const auto scalar = [&](std::string_view name) {
        const auto* column = hdu.column(name);
        const double value = column && column->repeat == 1 && !column->isText()
            ? file.readColumn(hdu, *column, entry.row).front()
            : NAN;
        return std::isfinite(value) ? std::optional(value) : std::nullopt;
    };
    provenance.statedSnr = scalar("snr");
    provenance.statedVelocity = scalar("v_rad");
    spectrum.instrument = isApogee(hdu) ? Instrument::Apogee : Instrument::Other;
    spectrum.frame = Frame::Rest;
    spectrum.badBits = isApogee(hdu) ? apogeeBadBits : ~0u;
    spectrum.fluxUnit = "1e-17 erg/s/cm2/Angstrom";
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions&)
{
    const auto& hdu = file.hdu(entry.hduNumber);
    if (!isSpectrumTable(hdu))
        file.fail(hdu, "no longer holds flux and ivar: the file changed on disk; open it again.");
    Spectrum spectrum;
    describe(spectrum, file, hdu, entry);
    spectrum.flux = file.readColumn(hdu, *hdu.column("flux"), entry.row);
    readWavelengths(spectrum, file, hdu, entry, spectrum.flux.size());
    spectrum.error = errorsFromInverseVariance(file.readColumn(hdu, *hdu.column("ivar"), entry.row));
    ensureErrors(spectrum, ErrorSource::InverseVariance, "Column ivar holds no positive number");
    if (const auto* flags = hdu.column("pixel_flags"))
        spectrum.quality = file.readBits(hdu, *flags, entry.row);
    finish(spectrum, { file.path(), entry.hdu, "flux", "wavelength" });
    return spectrum;
}

} // namespace

const Product mwmProduct { sniff, list, read };

} // namespace syzygy
