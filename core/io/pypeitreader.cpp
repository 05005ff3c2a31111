#include "core/io/assemble.h"
#include "core/io/product.h"
#include "core/io/text.h"

namespace syzygy {

namespace {

bool isTrace(const FitsHdu& hdu)
{
    return hdu.isTable() && hdu.column("OPT_WAVE");
}
/// PypeIt writes a trace without OPT_ columns where the optimal extraction failed.
bool isBoxcarTrace(const FitsHdu& hdu)
{
    return hdu.isTable() && hdu.column("BOX_WAVE");
}

bool sniff(FitsFile& file)
{
    for (int number = 2; number <= file.hduCount(); ++number)
        if (isTrace(file.hdu(number)) || isBoxcarTrace(file.hdu(number)))
            return true;
    return false;
}

std::vector<std::pair<std::string, std::string>> primaryKeywords(const FitsHeader& header)
{
    return header.pick({ "TARGET", "PYP_SPEC", "TELESCOP", "INSTRUME", "DETECTOR", "DISPNAME", "FILTER1",
                         "DECKER", "DATE-OBS", "MJD", "EXPTIME", "RA", "DEC", "PYPELINE", "VERSPYP",
                         "FILENAME" });
}

/// The object that a mask's design names, not the mask, which all its traces share.
std::string sourceOf(const FitsHdu& hdu, const FitsHeader& primary)
{
    const auto object = hdu.header.text("MASKDEF_OBJNAME");
    return object.empty() || equalIgnoringCase(object, "SERENDIP") ? primary.text("TARGET") : object;
}

FileContents list(FitsFile& file)
{
    const auto& primary = file.hdu(1).header;
    FileContents contents { file.path(), "PypeIt spec1d", {}, primaryKeywords(primary) };
    for (int number = 2; number <= file.hduCount(); ++number) {
        const auto& hdu = file.hdu(number);
        if (isTrace(hdu) || isBoxcarTrace(hdu))
            contents.entries.push_back({ static_cast<int>(contents.entries.size()), hdu.label(),
                                         sourceOf(hdu, primary), hdu.rows, number, 0 });
    }
    return contents;
}

/// The columns of one extraction, the optimal one where it exists ("boxcar ones are often spiky").
class TraceReader {
public:
    TraceReader(FitsFile& file, const FitsHdu& hdu)
        : m_file(file)
        , m_hdu(hdu)
        , m_prefix(isTrace(hdu) ? "OPT_" : "BOX_")
    {
    }

    Spectrum read()
    {
        m_spectrum.wavelength = m_file.readColumn(m_hdu, require("WAVE"));
        convertWavelengths(m_spectrum, "Angstrom", { m_file.path(), m_hdu.label(), m_prefix + "WAVE" });
        readFlux();
        if (const auto* mask = find("MASK")) {
            m_spectrum.quality = m_file.readBits(m_hdu, *mask);
            for (auto& bits : m_spectrum.quality) // the file says true for good
                bits = bits == 0 ? 1 : 0;
        }
        if (m_prefix == "BOX_")
            note("The file has no optimal extraction: the boxcar one was read.");
        return std::move(m_spectrum);
    }

    std::string fluxName() const { return m_prefix + (find("FLAM") ? "FLAM" : "COUNTS"); }

private:
    void note(std::string sentence) { m_spectrum.provenance.notes.push_back(std::move(sentence)); }
    const FitsColumn* find(std::string_view name) const { return m_hdu.column(m_prefix + std::string(name)); }
    const FitsColumn& require(std::string_view name) const
    {
        const auto* column = find(name);
        if (!column)
            m_file.fail(m_hdu, m_prefix + std::string(name), "is missing; run PypeIt's extraction again.");
        return *column;
    }

    void readFlux()
    {
        const bool calibrated = find("FLAM") != nullptr;
        const std::string flux = calibrated ? "FLAM" : "COUNTS";
        m_spectrum.flux = m_file.readColumn(m_hdu, require(flux));
        m_spectrum.fluxUnit = calibrated ? "1e-17 erg/s/cm2/Angstrom" : "counts"; // PypeIt writes no TUNIT
        if (const auto* ivar = find(flux + "_IVAR"))
            m_spectrum.error = errorsFromInverseVariance(m_file.readColumn(m_hdu, *ivar));
        if (hasErrors(m_spectrum.error))
            return ensureErrors(m_spectrum, ErrorSource::InverseVariance, {});
        if (const auto* sigma = find(flux + "_SIG"))
            m_spectrum.error = m_file.readColumn(m_hdu, *sigma);
        if (!hasErrors(m_spectrum.error) && readVariances(flux))
            return ensureErrors(m_spectrum, ErrorSource::Variances, {});
        ensureErrors(m_spectrum, ErrorSource::FluxError,
                     m_prefix + flux + "_IVAR, _SIG and _VAR hold no positive number");
    }

    /// PYPIT of 2015-19 wrote BOX_VAR, in counts, or OPT_FLAM_VAR.
    bool readVariances(const std::string& flux)
    {
        const auto* variance = find(flux + "_VAR");
        if (!variance && flux == "COUNTS")
            variance = find("VAR");
        if (!variance)
            return false;
        m_spectrum.error = errorsFromVariance(m_file.readColumn(m_hdu, *variance));
        return hasErrors(m_spectrum.error);
    }

    FitsFile& m_file;
    const FitsHdu& m_hdu;
    std::string m_prefix;
    Spectrum m_spectrum;
};

void describe(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu, const SpectrumEntry& entry)
{
    const auto& primary = file.hdu(1).header;
    const bool jwst = containsIgnoringCase(primary.text("PYP_SPEC"), "jwst")
        || equalIgnoringCase(primary.text("TELESCOP"), "JWST");
    auto& provenance = spectrum.provenance;
    provenance.file = file.path();
    provenance.product = "PypeIt spec1d";
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    const auto disperser = primary.text("DISPNAME"), filter = primary.text("FILTER1");
    provenance.mode = disperser.empty() || filter.empty() ? disperser + filter : disperser + "/" + filter;
    provenance.detector = hdu.header.text("DET");
    provenance.pipelineVersion = primary.text("VERSPYP");
    const auto ownRight = hdu.header.number("RA"), ownDeclination = hdu.header.number("DEC");
    provenance.placeIsOfObject = ownRight && ownDeclination;
    provenance.rightAscension = provenance.placeIsOfObject ? ownRight : primary.number("RA");
    provenance.declination = provenance.placeIsOfObject ? ownDeclination : primary.number("DEC");
    provenance.order = hdu.header.text("ECH_ORDER");
    provenance.slit = hdu.header.text("SLITID");
    provenance.mediumStated = true; // PypeIt's are for vacuum
    provenance.statedSnr = hdu.header.number("S2N");
    provenance.keywords = primaryKeywords(primary);
    for (auto& card : hdu.header.pick(
             { "NAME", "DET", "S2N", "SPAT_PIXPOS", "SPAT_FRACPOS", "SLITID", "OBJID", "OBJTYPE", "FWHM" }))
        provenance.keywords.push_back(std::move(card));
    const bool nirspec = jwst
        && (containsIgnoringCase(primary.text("PYP_SPEC"), "nirspec")
            || equalIgnoringCase(primary.text("INSTRUME"), "NIRSPEC"));
    spectrum.instrument = nirspec ? Instrument::Nirspec : Instrument::Other;
    // JWST's wavelengths come from assign_wcs; from the ground, PypeIt's heliocentric correction can be
    // switched off.
    spectrum.frame
        = jwst || primary.has("VEL_CORR") || hdu.header.has("VEL_CORR") ? Frame::Barycentric : Frame::Unknown;
}

/// Spurious traces of a slit share its light: the one with the higher stated S/N is the star.
void noteStrongerTrace(Spectrum& spectrum, FitsFile& file, const FitsHdu& hdu)
{
    const auto own = hdu.header.number("S2N");
    for (int number = 2; own && number <= file.hduCount(); ++number) {
        const auto& other = file.hdu(number);
        const bool sameSlit = isTrace(other) && hdu.header.has("SLITID")
            && other.header.text("SLITID") == hdu.header.text("SLITID");
        if (sameSlit && other.header.number("S2N").value_or(0) > *own) {
            spectrum.provenance.notes.push_back("Another trace of this slit, " + other.name
                                                + ", has a higher S/N: this one may be spurious.");
            return;
        }
    }
}

Spectrum read(FitsFile& file, const SpectrumEntry& entry, const ReadOptions&)
{
    const auto& hdu = file.hdu(entry.hduNumber);
    TraceReader reader(file, hdu);
    const auto fluxName = reader.fluxName();
    auto spectrum = reader.read();
    describe(spectrum, file, hdu, entry);
    noteStrongerTrace(spectrum, file, hdu);
    finish(spectrum, { file.path(), entry.hdu, fluxName, fluxName.substr(0, 4) + "WAVE" });
    return spectrum;
}

} // namespace

const Product pypeitProduct { sniff, list, read };

} // namespace syzygy
