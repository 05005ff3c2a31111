#include "tests/support/productsamples.h"

#include "tests/support/gzipped.h"
#include "tests/support/jwsttables.h"

#include <algorithm>
#include <cmath>

namespace syzygy::test {

namespace {

constexpr std::size_t apogeePixels = 8575;

ProductSample opens(std::string name, std::string fileName, std::string bytes, std::string product,
                    Instrument instrument, std::string mode, std::size_t spectra = 1)
{
    return { std::move(name), std::move(fileName), std::move(bytes), std::move(product),
             spectra,         instrument,          std::move(mode),  {} };
}

ProductSample refused(std::string name, std::string fileName, std::string bytes, std::string refusal)
{
    return { std::move(name),   std::move(fileName), std::move(bytes), {}, 0, Instrument::Other, {},
             std::move(refusal) };
}

Cards with(Cards cards, const Cards& more)
{
    cards.insert(cards.end(), more.begin(), more.end());
    return cards;
}

Cards instrument(const std::string& name, const Cards& more)
{
    return with({ { "TELESCOP", "'JWST'" }, { "INSTRUME", "'" + name + "'" } }, more);
}

std::string oneTable(const Cards& primary, const std::string& name, const std::vector<TestColumn>& columns,
                     const Cards& cards = {})
{
    return FitsMaker(primary).table(name, columns, columns.front().values.size(), cards).bytes();
}

std::string x1d(int slits, std::size_t samples)
{
    FitsMaker maker(nirspecPrimary());
    for (int i = 1; i <= slits; ++i)
        maker.table("EXTRACT1D", extract1dColumns(samples), samples,
                    with(unsignedColumn(12),
                         { { "EXTVER", std::to_string(i) },
                           { "SRCNAME", "'2609_" + std::to_string(i) + "'" },
                           { "SRCTYPE", "'POINT'" } }));
    return maker.bytes();
}

std::string oldTimeSeries(std::size_t samples)
{
    FitsMaker maker(nirspecPrimary());
    for (int i = 1; i <= 3; ++i)
        maker.table("EXTRACT1D", oldExtract1dColumns(samples), samples, { { "EXTVER", std::to_string(i) } });
    return maker.table("INT_TIMES", { { "integration_number", "J", "", { 1, 2, 3 }, {} } }, 3).bytes();
}

std::string vectorRows(std::vector<TestColumn> columns, const Cards& primary)
{
    return FitsMaker(primary).table("EXTRACT1D", std::move(columns), 3, { { "EXTVER", "1" } }).bytes();
}

std::vector<TestColumn> combined(std::size_t samples)
{
    auto columns = oldExtract1dColumns(samples);
    columns.resize(6);
    columns.push_back({ "WEIGHT", "D", "", std::vector<double>(samples, 1), {} });
    columns.push_back({ "N_INPUT", "D", "", std::vector<double>(samples, 3), {} });
    return columns;
}

Cards savedCombination()
{
    return with(unsignedColumn(12),
                { { "SPECSYS", "'BARYCENT'" },
                  { "BADBITS", "1" },
                  { "NCOMBINE", "2" },
                  { "INPUT1", "'a_x1d.fits [EXTRACT1D,1]'" },
                  { "INPUT2", "'b_x1d.fits [EXTRACT1D,1]'" },
                  { "HISTORY", "Combined from 2 spectra, as asked:" },
                  { "HISTORY", "  a_x1d.fits, b_x1d.fits." },
                  { "HISTORY", "40 samples are averages." } });
}

std::vector<TestColumn> apogeeColumns(std::size_t samples)
{
    auto columns = extract1dColumns(samples);
    columnNamed(columns, "WAVELENGTH").values = ramp(samples, 1.53, 2.2e-5);
    return columns;
}

/// 47 Å per pixel, in each of three rows.
std::vector<TestColumn> grismRows(std::size_t samples)
{
    auto columns = vectorColumns(samples, 3, "SOURCE_ID");
    auto& wavelength = columnNamed(columns, "WAVELENGTH").values;
    for (std::size_t i = 0; i < wavelength.size(); ++i)
        if (std::isfinite(wavelength[i]))
            wavelength[i] = 1.75 + 4.7e-3 * static_cast<double>(i % samples);
    return columns;
}

/// One table of a mode that is shown, but not encoded.
std::string shownOnly(const Cards& primary, std::size_t samples, double first, double step)
{
    auto columns = oldExtract1dColumns(samples);
    columnNamed(columns, "WAVELENGTH").values = ramp(samples, first, step);
    return oneTable(primary, "EXTRACT1D", columns);
}

std::vector<TestColumn> mrsColumns(std::size_t samples)
{
    auto columns = extract1dColumns(samples);
    columnNamed(columns, "WAVELENGTH").values = ramp(samples, 4.9, 8e-4);
    for (const auto* name : { "RF_FLUX", "RF_SURF_BRIGHT", "RF_BACKGROUND" })
        columns.push_back({ name, "D", "Jy", wiggle(samples, 1e-6), {} });
    return columns;
}

std::string spec1d(std::size_t samples)
{
    const auto trace = [samples](double level) {
        return std::vector<TestColumn> {
            { "OPT_WAVE", "D", "", ramp(samples, 9700, 2.4), {} },
            { "OPT_COUNTS", "D", "", wiggle(samples, level), {} },
            { "OPT_COUNTS_IVAR", "D", "", std::vector<double>(samples, 0.25), {} },
            { "OPT_COUNTS_SIG", "D", "", std::vector<double>(samples, 2), {} },
            { "OPT_MASK", "L", "", std::vector<double>(samples, 1), {} }
        };
    };
    return FitsMaker({ { "TARGET", "'2609_7'" },
                       { "DISPNAME", "'G140H'" },
                       { "FILTER1", "'F100LP'" },
                       { "INSTRUME", "'NIRSPEC'" },
                       { "TELESCOP", "'JWST'" },
                       { "PYP_SPEC", "'jwst_nirspec'" } })
        .table("SPAT0006-SLIT0010-MSC01", trace(100), samples,
               { { "S2N", "86.5" }, { "SLITID", "10" }, { "DET", "'MSC01'" } })
        .table("SPAT0011-SLIT0010-MSC01", trace(800), samples,
               { { "S2N", "186.2" }, { "SLITID", "10" }, { "DET", "'MSC01'" } })
        .table("MSC01-DETECTOR", { { "gain", "D", "", { 1 }, {} } }, 1)
        .bytes();
}

std::string msaexp(std::size_t samples)
{
    return oneTable({}, "SPEC1D",
                    { { "wave", "D", "um", ramp(samples, 0.97, 2.4e-4), {} },
                      { "flux", "D", "uJy", wiggle(samples, 20), {} },
                      { "err", "D", "uJy", std::vector<double>(samples, 1), {} } },
                    { { "GRATING", "'G140H'" }, { "FILTER", "'F100LP'" }, { "SRCNAME", "'iras_1'" } });
}

std::string jades(std::size_t samples)
{
    return FitsMaker({ { "INSTRUME", "'NIRSPEC'" },
                       { "GWA_POS", "'PRISM'" },
                       { "FWA_POS", "'CLEAR'" },
                       { "UNIT", "'m-3 W'" } })
        .image("DATA", -64, { samples }, wiggle(samples, 1e-14))
        .image("ERR", -64, { samples }, std::vector<double>(samples, 1e-15))
        .image("WAVELENGTH", -64, { samples }, ramp(samples, 6e-7, 1e-8), { { "BUNIT", "'meter'" } })
        .bytes();
}

std::vector<double> repeated(const std::vector<double>& row, std::size_t rows)
{
    std::vector<double> image;
    for (std::size_t i = 0; i < rows; ++i)
        image.insert(image.end(), row.begin(), row.end());
    return image;
}

/// `rows` 0: one-dimensional images.
std::string star(std::size_t rows, int thirdBits, double third)
{
    const auto axes = rows == 0 ? std::vector<std::size_t> { apogeePixels }
                                : std::vector<std::size_t> { apogeePixels, rows };
    const auto count = rows == 0 ? 1 : rows;
    const Cards grid { { "CRVAL1", "4.179" }, { "CDELT1", "6E-06" }, { "CRPIX1", "1" } };
    return FitsMaker({ { "OBJID", "'2M17334253-1654573'" },
                       { "SNR", "186.493" },
                       { "VHELIO", "-72.9519" },
                       { "NVISITS", std::to_string(rows > 2 ? rows - 2 : 1) } })
        .image("", -32, axes, repeated(wiggle(apogeePixels, 1000), count), grid)
        .image("", -32, axes, repeated(std::vector<double>(apogeePixels, 8), count), grid)
        .image("", thirdBits, axes, repeated(std::vector<double>(apogeePixels, third), count), grid)
        .bytes();
}

std::string visit(std::size_t samples)
{
    const std::vector<std::size_t> axes { samples, 3 };
    return FitsMaker({ { "OBJID", "'2M11194647+0820356'" }, { "BC", "23.43" } })
        .image("", -32, axes, wiggle(3 * samples, 130))
        .image("", -32, axes, std::vector<double>(3 * samples, 4))
        .image("", 16, axes, std::vector<double>(3 * samples, 0))
        .image("", -64, axes, ramp(3 * samples, 16954, -0.2), { { "BUNIT", "'Wavelength (Ang)'" } })
        .bytes();
}

std::string mwmStar(std::size_t samples)
{
    const auto vector = std::to_string(samples) + "E";
    std::vector<double> wavelength(samples);
    for (std::size_t i = 0; i < samples; ++i)
        wavelength[i] = std::pow(10.0, 4.179 + 6e-6 * static_cast<double>(i));
    const std::vector<TestColumn> columns {
        { "snr", "E", "", { 50 }, {} },
        { "min_mjd", "J", "", { 59804 }, {} },
        { "wavelength", vector, "", wavelength, {} },
        { "flux", vector, "", wiggle(samples, 1000), {} },
        { "ivar", vector, "", std::vector<double>(samples, 0.01), {} },
        { "pixel_flags", std::to_string(samples) + "J", "", std::vector<double>(samples, 0), {} }
    };
    return FitsMaker({ { "V_ASTRA", "'0.6.0'" }, { "SDSS_ID", "42" } })
        .table("BOSS/APO", columns, 0)
        .table("APOGEE/APO", columns, 1, { { "INSTRMNT", "'APOGEE'" } })
        .bytes();
}

std::string irtf(std::size_t samples)
{
    auto pixels = ramp(samples, 0.81, 2.7e-4);
    for (const auto& row : { wiggle(samples, 1e-11), std::vector<double>(samples, 1e-13) })
        pixels.insert(pixels.end(), row.begin(), row.end());
    return asPrimary(FitsMaker()
                         .image("", -32, { samples, 3 }, pixels,
                                { { "XUNITS", "'um'" },
                                  { "YUNITS", "'Wm-2um-1'" },
                                  { "WAVETYPE", "'Vacuum'" },
                                  { "OBJECT", "'HD 101501'" },
                                  { "SXD_R", "'2000'" } })
                         .bytes());
}

std::string vo(std::size_t samples)
{
    const auto vector = std::to_string(samples) + "D";
    return FitsMaker({ { "OBJECT", "'HD 122563'" }, { "SPECSYS", "'BARYCENT'" } })
        .table("SPECTRUM",
               { { "WAVE", vector, "nm", ramp(samples, 970, 0.24), {} },
                 { "FLUX_REDUCED", vector, "adu", wiggle(samples, 500), {} },
                 { "ERR", vector, "adu", std::vector<double>(samples, 5), {} } },
               1)
        .bytes();
}

std::string csv(const std::string& header, std::size_t samples)
{
    std::string text = header + "\n";
    for (std::size_t i = 0; i < samples; ++i)
        text += std::to_string(0.97 + 2.4e-4 * static_cast<double>(i)) + ","
            + std::to_string(1 + 0.01 * static_cast<double>(i % 7)) + ",0.01\n";
    return text;
}

/// Of a CSV with semicolons in its header.
std::string withDecimalCommas(std::string text)
{
    std::ranges::replace(text, ',', ';');
    for (std::size_t i = text.find('\n'); i < text.size(); ++i)
        if (text[i] == '.')
            text[i] = ',';
    return text;
}

std::string ipac(std::size_t samples)
{
    auto rows = csv("", samples);
    std::ranges::replace(rows, ',', ' ');
    return "\\ a star\n| wavelength| flux| error|\n| double| double| double|\n| um| Jy| Jy|" + rows;
}

std::string voTable(std::size_t samples)
{
    std::string text = "<?xml version=\"1.0\"?><VOTABLE><RESOURCE><TABLE><FIELD name=\"wavelength\" "
                       "unit=\"um\" datatype=\"double\"/>"
                       "<FIELD name=\"flux\" unit=\"Jy\" datatype=\"double\"/><DATA><TABLEDATA>";
    for (std::size_t i = 0; i < samples; ++i)
        text += "<TR><TD>" + std::to_string(0.97 + 2.4e-4 * static_cast<double>(i)) + "</TD><TD>"
            + std::to_string(1 + 0.01 * static_cast<double>(i % 7)) + "</TD></TR>";
    return text + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
}

/// An image without an HDU before it.
std::string primaryImage(const std::vector<std::size_t>& axes, const std::vector<double>& pixels,
                         const Cards& cards)
{
    return asPrimary(FitsMaker().image("", -32, axes, pixels, cards).bytes());
}

std::string linearImage(std::size_t samples)
{
    return primaryImage(
        { samples }, wiggle(samples, 100),
        { { "CTYPE1", "'WAVE'" }, { "CUNIT1", "'Angstrom'" }, { "CRVAL1", "9700.0" }, { "CDELT1", "2.4" } });
}

std::string multispec(std::size_t samples)
{
    const auto aperture = [&](int number, double first) {
        return "\"" + std::to_string(number) + " " + std::to_string(number) + " 2 0. 0. "
            + std::to_string(samples) + " 0. 1. 9. 1. 0. 1 2 1. " + std::to_string(samples) + ". "
            + std::to_string(first) + " 40.\"";
    };
    const auto text = "wtype=multispec spec1 = " + aperture(1, 11000) + " spec2 = " + aperture(2, 12000);
    Cards cards { { "CTYPE1", "'MULTISPE'" }, { "WAT1_001", "'wtype=multispec units=angstroms'" } };
    for (std::size_t i = 0; i < text.size(); i += 68)
        cards.emplace_back("WAT2_00" + std::to_string(i / 68 + 1), "'" + text.substr(i, 68) + "'");
    return primaryImage({ samples, 2 }, wiggle(2 * samples, 100), cards);
}

/// Rows of flux, two more, mask and error, or as a survey has them.
std::string rowsOfSurvey(std::size_t samples, const Cards& cards, double third)
{
    std::vector<double> pixels(5 * samples, 0);
    for (std::size_t i = 0; i < samples; ++i) {
        pixels[i] = 1 + 0.01 * static_cast<double>(i % 7);
        pixels[samples + i] = 4;
        pixels[2 * samples + i] = third * (1 + 2e-4 * static_cast<double>(i));
    }
    return primaryImage({ samples, 5 }, pixels, cards);
}

std::string popler(std::size_t samples)
{
    std::vector<double> pixels(5 * samples, 1);
    return primaryImage({ samples, 5 }, pixels,
                        { { "CRVAL1", "4.0" },
                          { "CDELT1", "5e-5" },
                          { "DC-FLAG", "1" },
                          { "ARRAY1", "'Normalized flux spectrum'" },
                          { "ARRAY2", "'Normalized error spectrum'" } });
}

std::string orders(std::size_t samples)
{
    auto wavelengths = std::vector<double>(2 * samples);
    for (std::size_t i = 0; i < wavelengths.size(); ++i)
        wavelengths[i] = 10000 + 2 * static_cast<double>(i);
    return FitsMaker()
        .image("SCIFLUX", -32, { samples, 2 }, std::vector<double>(2 * samples, 7))
        .image("SCIWAVE", -64, { samples, 2 }, wavelengths, { { "BUNIT", "'Angstrom'" } })
        .image("SCIVAR", -32, { samples, 2 }, std::vector<double>(2 * samples, 4))
        .bytes();
}

std::string desi(std::size_t samples)
{
    auto wavelengths = std::vector<double>(samples);
    for (std::size_t i = 0; i < samples; ++i)
        wavelengths[i] = 9800 + 2 * static_cast<double>(i);
    return FitsMaker()
        .table("FIBERMAP",
               { { "TARGETID", "K", "", { 39627, 39628 }, {} },
                 { "TARGET_RA", "D", "deg", { 150, 151 }, {} },
                 { "TARGET_DEC", "D", "deg", { 2, 3 }, {} } },
               2)
        .image("Z_WAVELENGTH", -64, { samples }, wavelengths, { { "BUNIT", "'Angstrom'" } })
        .image("Z_FLUX", -32, { samples, 2 }, std::vector<double>(2 * samples, 7))
        .image("Z_IVAR", -32, { samples, 2 }, std::vector<double>(2 * samples, 4))
        .image("Z_MASK", 32, { samples, 2 }, std::vector<double>(2 * samples, 0))
        .bytes();
}

std::string columnsOfBlanks(std::size_t samples)
{
    std::string text = "# wavelength[nm] flux error\n";
    for (std::size_t i = 0; i < samples; ++i)
        text += std::to_string(970 + 0.24 * static_cast<double>(i)) + "  "
            + std::to_string(1 + 0.01 * static_cast<double>(i % 7)) + "  0.01\n";
    return text;
}

std::string imageFile(const std::vector<std::size_t>& axes)
{
    return FitsMaker(nirspecPrimary())
        .image("SCI", -32, axes, std::vector<double>(axes.size() == 3 ? 8 : 4, 1))
        .image("WAVELENGTH", -32, { 2, 2 }, { 1, 1, 1, 1 })
        .bytes();
}

std::vector<ProductSample> jwstSamples(std::size_t samples)
{
    const auto niriss = instrument("NIRISS", { { "FILTER", "'GR150R'" }, { "PUPIL", "'F200W'" } });
    return {
        opens("JWST x1d, one source (stage 3)", "jw02565_x1d.fits", x1d(1, samples), "JWST x1d",
              Instrument::Nirspec, "G140H/F100LP"),
        opens("JWST x1d, many slits (stage 2)", "jw_nrs1_x1d.fits", x1d(3, samples), "JWST x1d",
              Instrument::Nirspec, "G140H/F100LP", 3),
        opens("JWST x1d of 2020-2021 (ERROR, nine columns)", "old_x1d.fits",
              oneTable(nirspecPrimary(), "EXTRACT1D", oldExtract1dColumns(samples)), "JWST x1d",
              Instrument::Nirspec, "G140H/F100LP"),
        opens("JWST x1d reduced again (no TELESCOP, no ASDF)", "mine.fits",
              oneTable({ { "GRATING", "'G140H'" }, { "FILTER", "'F100LP'" } }, "EXTRACT1D",
                       extract1dColumns(samples), unsignedColumn(12)),
              "JWST x1d", Instrument::Nirspec, "G140H/F100LP"),
        opens("a combination that was saved", "combined_x1d.fits",
              oneTable(nirspecPrimary(), "EXTRACT1D", extract1dColumns(samples), savedCombination()),
              "Syzygy combination", Instrument::Nirspec, "G140H/F100LP"),
        opens("a combination of APOGEE that was saved", "combined_apogee_x1d.fits",
              oneTable({ { "INSTRUME", "'APOGEE'" }, { "GRATING", "'R=22500'" } }, "EXTRACT1D",
                       apogeeColumns(samples), savedCombination()),
              "Syzygy combination", Instrument::Apogee, "R=22500"),
        opens("JWST c1d", "jw_c1d.fits", oneTable(nirspecPrimary(), "COMBINE1D", combined(samples)),
              "JWST c1d", Instrument::Nirspec, "G140H/F100LP"),
        opens("JWST x1dints before 1.19 (a table per integration)", "old_x1dints.fits",
              oldTimeSeries(samples), "JWST x1dints", Instrument::Nirspec, "G140H/F100LP", 3),
        opens("JWST x1dints since 1.19 (a row per integration)", "new_x1dints.fits",
              vectorRows(vectorColumns(samples, 3, "INT_NUM"), nirspecPrimary()), "JWST x1dints",
              Instrument::Nirspec, "G140H/F100LP", 3),
        opens("JWST WFSS x1d (a row per source)", "wfss_x1d.fits", vectorRows(grismRows(samples), niriss),
              "JWST WFSS x1d", Instrument::Other, "GR150R/F200W", 3),
        opens("NIRISS x1d", "nis_x1d.fits", shownOnly(niriss, samples, 1.75, 4.7e-3), "JWST x1d",
              Instrument::Other, "GR150R/F200W"),
        opens("NIRCam x1d", "nrc_x1d.fits",
              shownOnly(instrument("NIRCAM", { { "FILTER", "'F356W'" }, { "PUPIL", "'GRISMR'" } }), samples,
                        3.1, 1e-3),
              "JWST x1d", Instrument::Other, "F356W/GRISMR"),
        opens("MIRI LRS x1d", "lrs_x1d.fits",
              shownOnly(instrument("MIRI", { { "FILTER", "'P750L'" } }), samples, 5, 2e-3), "JWST x1d",
              Instrument::Other, "P750L"),
        opens("NIRSpec x1d of another grating", "g395m_x1d.fits",
              shownOnly(instrument("NIRSPEC", { { "GRATING", "'G395M'" }, { "FILTER", "'F290LP'" } }),
                        samples, 2.87, 1.8e-3),
              "JWST x1d", Instrument::Nirspec, "G395M/F290LP"),
        opens("NIRSpec x1d of the prism", "prism_x1d.fits",
              shownOnly(instrument("NIRSPEC", { { "GRATING", "'PRISM'" }, { "FILTER", "'CLEAR'" } }), samples,
                        0.6, 6e-3),
              "JWST x1d", Instrument::Nirspec, "PRISM/CLEAR"),
        opens("MIRI MRS x1d", "mrs_x1d.fits",
              oneTable(instrument("MIRI", { { "CHANNEL", "'1'" }, { "BAND", "'SHORT'" } }), "EXTRACT1D",
                       mrsColumns(samples), unsignedColumn(12)),
              "JWST x1d", Instrument::Other, "1/SHORT"),
        refused("JWST s2d", "jw02565_s2d.fits", imageFile({ 2, 2 }), "open jw02565_x1d.fits instead"),
        refused("JWST s3d", "jw02565_s3d.fits", imageFile({ 2, 2, 2 }), "open jw02565_x1d.fits instead")
    };
}

std::vector<ProductSample> otherSamples(std::size_t samples)
{
    return {
        opens("PypeIt spec1d", "spec1d_m71.fits", spec1d(samples), "PypeIt spec1d", Instrument::Nirspec,
              "G140H/F100LP", 2),
        opens("msaexp, DJA", "iras.spec.fits", msaexp(samples), "msaexp spec", Instrument::Nirspec,
              "G140H/F100LP"),
        opens("msaexp, DJA, compressed", "iras.spec.fits.gz", gzipped(msaexp(samples)), "msaexp spec",
              Instrument::Nirspec, "G140H/F100LP"),
        opens("JADES 1-D", "183348_prism_clear_1D.fits", jades(samples), "JADES 1-D", Instrument::Nirspec,
              "PRISM/CLEAR"),
        opens("IRTF library, 3 x N", "G8V_HD101501.fits", irtf(samples), "IRTF spectral library",
              Instrument::Irtf, "R=2000"),
        opens("ESO, VO table", "adp.fits", vo(samples), "FITS table", Instrument::Other, ""),
        opens("CSV", "star.csv", csv("wavelength_um,flux,flux_error", samples), "text table",
              Instrument::Other, ""),
        opens("ECSV", "star.ecsv",
              csv("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n# - {name: wave, unit: um, datatype: "
                  "float64}\n# - {name: flux, unit: Jy, datatype: float64}\n# - {name: err, unit: Jy, "
                  "datatype: float64}\nwave,flux,err",
                  samples),
              "text table", Instrument::Other, ""),
        opens("CSV with decimal commas", "comma.csv",
              withDecimalCommas(csv("wavelength_um;flux;error", samples)), "text table", Instrument::Other,
              ""),
        opens("IPAC table", "star.tbl", ipac(samples), "text table", Instrument::Other, ""),
        opens("VOTable", "star.vot", voTable(samples), "text table", Instrument::Other, ""),
        opens("1-D image with a linear axis", "wcs1d.fits", linearImage(samples), "FITS image of a spectrum",
              Instrument::Other, ""),
        opens("IRAF multispec", "multispec.fits", multispec(samples), "IRAF spectra", Instrument::Other, "",
              2),
        opens("SDSS spSpec", "spSpec.fits",
              rowsOfSurvey(samples,
                           { { "TELESCOP", "'SDSS 2.5-M'" }, { "COEFF0", "3.99" }, { "COEFF1", "1e-4" } },
                           0.1),
              "SDSS spSpec", Instrument::Other, ""),
        opens("LAMOST before DR6", "lamost.fits",
              rowsOfSurvey(samples,
                           { { "TELESCOP", "'LAMOST'" }, { "COEFF0", "3.99" }, { "COEFF1", "1e-4" } }, 9800),
              "LAMOST spectrum", Instrument::Other, ""),
        opens("UVES_popler", "popler.fits", popler(samples), "UVES_popler spectrum", Instrument::Other, ""),
        opens("orders of an echelle", "orders.fits", orders(samples), "FITS images of spectra",
              Instrument::Other, "", 2),
        opens("DESI coadd", "coadd.fits", desi(samples), "FITS images of spectra", Instrument::Other, "", 2),
        opens("ASCII", "star.dat", columnsOfBlanks(samples), "text table", Instrument::Other, ""),
        refused("CSV without a unit", "nounit.csv", csv("wavelength,flux,error", samples),
                "say whether it is um, nm, Angstrom or m"),
        refused("PypeIt spec2d", "spec2d_m71.fits",
                FitsMaker(Cards { { "DMODCLS", "'AllSpec2DObj'" } })
                    .image("DET01-SCIIMG", -32, { 2, 2 }, { 1, 1, 1, 1 })
                    .bytes(),
                "open the spec1d file"),
        refused("a catalogue", "allStar.fits",
                FitsMaker().table("", { { "TEFF", "E", "K", { 4500 }, {} } }, 1).bytes(), "HDU 1 has TEFF")
    };
}

std::vector<ProductSample> apogeeSamples(std::size_t samples)
{
    return { opens("APOGEE apStar, asStar, several visits", "apStar-several.fits", star(5, 16, 0),
                   "APOGEE apStar", Instrument::Apogee, "R=22500"),
             opens("APOGEE apStar, one visit (DR13)", "apStar-dr13.fits", star(0, 16, 0), "APOGEE apStar",
                   Instrument::Apogee, "R=22500"),
             opens("APOGEE apStar, one visit (DR17)", "apStar-dr17.fits", star(2, 64, 0), "APOGEE apStar",
                   Instrument::Apogee, "R=22500"),
             opens("APOGEE aspcapStar", "aspcapStar.fits", star(0, -32, 0.98), "APOGEE aspcapStar",
                   Instrument::Apogee, "R=22500"),
             opens("APOGEE apVisit", "apVisit.fits", visit(samples), "APOGEE apVisit", Instrument::Apogee,
                   "R=22500"),
             opens("SDSS-V mwmStar", "mwmStar.fits", mwmStar(samples), "SDSS-V mwmStar", Instrument::Apogee,
                   "R=22500") };
}

} // namespace

std::vector<ProductSample> productSamples(std::size_t samples)
{
    auto all = jwstSamples(samples);
    for (auto& list : { otherSamples(samples), apogeeSamples(samples) })
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

} // namespace syzygy::test
