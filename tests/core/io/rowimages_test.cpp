#include "core/error.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

constexpr std::size_t samples = 40;

std::vector<double> after(std::vector<double> first, const std::vector<double>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// WAT2_001 ... as IRAF cuts them: after 68 characters, wherever that is.
Cards attributes(const std::string& text)
{
    Cards cards { { "CTYPE1", "'MULTISPE'" },
                  { "WAT1_001", "'wtype=multispec label=Wavelength units=angstroms'" } };
    for (std::size_t i = 0; i < text.size(); i += 68) {
        auto number = std::to_string(i / 68 + 1);
        cards.emplace_back("WAT2_" + std::string(3 - number.size(), '0') + number,
                           "'" + text.substr(i, 68) + "'");
    }
    return cards;
}

} // namespace

/// Images whose rows are spectra: IRAF's apertures, orders of an echelle, surveys of the years before tables.
class RowImagesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::vector<Spectrum> readBytes(const std::string& bytes, const ReadOptions& options = {}) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "rows.fits";
        writeBytes(file, bytes);
        return readSpectra(file, options);
    }

    std::vector<Spectrum> readPrimary(const std::vector<std::size_t>& axes, const std::vector<double>& pixels,
                                      const Cards& cards) const
    {
        FitsMaker maker;
        maker.image("", -64, axes, pixels, cards);
        return readBytes(asPrimary(maker.bytes()));
    }

    /// Two apertures, flux from 8 and from 80 on.
    std::vector<Spectrum> readMultispec(const std::string& text, const Cards& more = {}) const
    {
        auto cards = attributes(text);
        cards.insert(cards.end(), more.begin(), more.end());
        return readPrimary({ samples, 2 }, after(wiggle(samples, 8), wiggle(samples, 80)), cards);
    }

private Q_SLOTS:
    void linearAndLogarithmicApertures()
    {
        const auto spectra = readMultispec("wtype=multispec spec1 = \"1 113 0 10000. 2.5 40 0. 23.4 28.6\" "
                                           "spec2 = \"2 112 1 4.01 1.0E-4 38 0. 33.4 38.6\"",
                                           { { "OBJECT", "'HD 1'" } });
        QCOMPARE(spectra.size(), std::size_t(2));
        QVERIFY(std::abs(spectra[0].wavelength[2] - 1.0005) < 1e-12);
        QCOMPARE(spectra[0].flux, wiggle(samples, 8));
        QCOMPARE(spectra[1].size(), std::size_t(38)); // what lies behind is no part of it
        QVERIFY(std::abs(spectra[1].wavelength[1] - 1e-4 * std::pow(10.0, 4.0101)) < 1e-12);
        QCOMPARE(spectra[1].flux[3], wiggle(samples, 80)[3]);
        QCOMPARE(spectra[0].provenance.order, std::string("113")); // side by side in wavelength: an echelle's
        QCOMPARE(spectra[1].provenance.hdu, std::string("PRIMARY, row 2"));
        QCOMPARE(spectra[1].provenance.source, std::string("HD 1"));
    }

    /// Fibres share their wavelengths: other stars, not orders of one.
    void fibresAreNotOrders()
    {
        const auto spectra = readMultispec(
            "wtype=multispec spec1 = \"1 1 0 10000. 2.5 40 0. 1 2\" spec2 = \"2 1 0 10000.1 2.5 40 0. 3 4\"",
            { { "APID1", "'NGC 188 12'" }, { "APID2", "'NGC 188 77'" } });
        QCOMPARE(spectra[1].provenance.order, std::string());
        QCOMPARE(spectra[1].provenance.slit, std::string("2"));
        QCOMPARE(spectra[1].provenance.source, std::string("NGC 188 77"));
    }

    /// IRAF help specwcs: pixel -> x in [-1, 1]; T2 = 2x² - 1, P2 = (3x² - 1)/2; a weight of two halves, a
    /// zero of 100, a redshift.
    void polynomials()
    {
        const auto spectra = readMultispec(
            "wtype=multispec spec1 = \"1 1 2 0. 0. 40 0. 1 2 1. 0. 1 3 1. 41. 10000. 20. 3.\" "
            "spec2 = \"2 2 2 0. 0. 40 0.1 3 4 0.5 100. 2 3 1. 41. 24000. 20. 3.\"");
        const double x = -1 + 2 * 5.0 / 40; // the sixth pixel
        QVERIFY(std::abs(1e4 * spectra[0].wavelength[5] - (10000 + 20 * x + 3 * (2 * x * x - 1))) < 1e-8);
        QVERIFY(std::abs(1e4 * spectra[1].wavelength[5]
                         - 0.5 * (100 + 24000 + 20 * x + 1.5 * (3 * x * x - 1)) / 1.1)
                < 1e-8);
    }

    void namesWhatIsNotRead_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("words");
        QTest::newRow("spline") << QStringLiteral("1 1 2 0. 0. 40 0. 1 2 1. 0. 3 3 1. 41. 1. 2. 3. 4. 5. 6.")
                                << QStringLiteral("a cubic spline");
        QTest::newRow("cut off") << QStringLiteral("1 1 2 0. 0. 40 0. 1 2 1. 0. 1 9 1. 41. 1. 2.")
                                 << QStringLiteral("cut off");
        QTest::newRow("no solution") << QStringLiteral("1 1 -1 1. 1. 40 0. 1 2")
                                     << QStringLiteral("no dispersion solution");
    }

    void namesWhatIsNotRead()
    {
        QFETCH(QString, spec);
        QFETCH(QString, words);
        try {
            readMultispec("wtype=multispec spec1 = \"" + spec.toStdString() + "\"");
            QFAIL("read");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
        }
    }

    /// apall's extras: the spectrum, the raw one, background and sigma as planes.
    void planesOfErrors()
    {
        const auto pixels
            = after(after(wiggle(samples, 8), wiggle(samples, 5)), std::vector<double>(samples, 0.25));
        const auto spectra = readPrimary({ samples, 1, 3 }, pixels,
                                         { { "CTYPE1", "'LINEAR'" },
                                           { "CRVAL1", "10000.0" },
                                           { "CD1_1", "1.0" },
                                           { "WAT0_001", "'system=equispec'" },
                                           { "WAT1_001", "'wtype=linear label=Wavelength units=angstroms'" },
                                           { "APNUM1", "'1 1 2.0 3.0'" },
                                           { "BANDID1", "'spectrum - background fit'" },
                                           { "BANDID2", "'raw - background fit'" },
                                           { "BANDID3", "'sigma - background fit'" } });
        QCOMPARE(spectra.size(), std::size_t(1));
        QVERIFY(std::abs(spectra[0].wavelength[1] - 1.0001) < 1e-12);
        QCOMPARE(spectra[0].flux, wiggle(samples, 8));
        QCOMPARE(spectra[0].error.front(), 0.25);
    }

    void ordersWithTheirWavelengthsBeside()
    {
        FitsMaker maker(Cards { { "OBJECT", "'GJ 699'" } });
        maker.image("Sci Flux", -64, { samples, 2 }, after(wiggle(samples, 8), wiggle(samples, 80)));
        maker.image("Sci Variance", -32, { samples, 2 }, std::vector<double>(2 * samples, 4));
        maker.image("Sci Wavl", -64, { samples, 2 }, after(ramp(samples, 10000, 1), ramp(samples, 11000, 1)),
                    { { "BUNIT", "'Angstrom'" } });
        const auto spectra = readBytes(maker.bytes());
        QCOMPARE(spectra.size(), std::size_t(2));
        QVERIFY(std::abs(spectra[1].wavelength[1] - 1.1001) < 1e-9);
        QCOMPARE(spectra[1].flux, wiggle(samples, 80));
        QCOMPARE(spectra[1].error.front(), 2.0);
        QCOMPARE(spectra[1].provenance.order, std::string("2"));
    }

    /// A fibre a row, an arm a set of images; who it is stands in FIBERMAP, with more digits than a double
    /// holds.
    void armsOfDesi()
    {
        FitsMaker maker;
        maker.table("FIBERMAP",
                    { { "TARGETID", "K", "", { 39627, 39628 }, {} },
                      { "TARGET_RA", "D", "deg", { 150.5, 151.5 }, {} },
                      { "TARGET_DEC", "D", "deg", { 2.25, 2.5 }, {} } },
                    2);
        for (const std::string arm : { "B", "Z" }) {
            maker.image(arm + "_WAVELENGTH", -64, { samples }, ramp(samples, arm == "B" ? 3600 : 9000, 0.8),
                        { { "BUNIT", "'Angstrom'" } });
            maker.image(arm + "_FLUX", -64, { samples, 2 }, after(wiggle(samples, 8), wiggle(samples, 80)));
            maker.image(arm + "_IVAR", -32, { samples, 2 }, std::vector<double>(2 * samples, 4));
        }
        const auto spectra = readBytes(maker.bytes());
        QCOMPARE(spectra.size(), std::size_t(4));
        const auto& last = spectra[3];
        QCOMPARE(last.provenance.source, std::string("39628"));
        QCOMPARE(last.provenance.order, std::string("Z"));
        QCOMPARE(last.provenance.rightAscension, std::optional(151.5));
        QVERIFY(last.provenance.placeIsOfObject);
        QCOMPARE(last.flux, wiggle(samples, 80));
        QCOMPARE(last.error.front(), 0.5);
        QVERIFY(std::abs(last.wavelength.front() - 0.9) < 1e-12);
    }

    void spSpecOfSdss()
    {
        auto mask = std::vector<double>(samples, 0);
        mask[3] = 4;
        const auto rows
            = after(after(wiggle(samples, 8), wiggle(samples, 1)),
                    after(std::vector<double>(samples, 0.25), after(mask, std::vector<double>(samples, 0))));
        const auto spectrum = readPrimary({ samples, 5 }, rows,
                                          { { "TELESCOP", "'SDSS 2.5-M'" },
                                            { "COEFF0", "3.9" },
                                            { "COEFF1", "1e-4" },
                                            { "RA", "10.0" },
                                            { "DEC", "1.0" },
                                            { "RAOBJ", "10.5" },
                                            { "DECOBJ", "1.5" },
                                            { "VACUUM", "1" } })
                                  .front();
        QCOMPARE(spectrum.provenance.product, std::string("SDSS spSpec"));
        QVERIFY(std::abs(spectrum.wavelength[1] - 1e-4 * std::pow(10.0, 3.9001)) < 1e-12);
        QCOMPARE(spectrum.error.front(), 0.25);
        QVERIFY((spectrum.quality[3] & spectrum.badBits) != 0
                && (spectrum.quality[4] & spectrum.badBits) == 0);
        QCOMPARE(spectrum.provenance.rightAscension, std::optional(10.5)); // of the fibre, not of the plate
        QVERIFY(spectrum.provenance.placeIsOfObject && spectrum.provenance.mediumStated);
    }

    void rowsOfLamost()
    {
        auto mask = std::vector<double>(samples, 0);
        mask[3] = 64;
        const auto rows = after(after(wiggle(samples, 8), std::vector<double>(samples, 4)),
                                after(ramp(samples, 9000, 1), after(std::vector<double>(samples, 0), mask)));
        const auto spectrum = readPrimary({ samples, 5 }, rows,
                                          { { "TELESCOP", "'LAMOST'" },
                                            { "COEFF0", "3.95" },
                                            { "COEFF1", "1e-4" },
                                            { "DESIG", "'LAMOST J1'" },
                                            { "HELIO", "T" } })
                                  .front();
        QVERIFY(std::abs(spectrum.wavelength[1] - 0.9001) < 1e-12);
        QCOMPARE(spectrum.error.front(), 0.5);
        QVERIFY((spectrum.quality[3] & spectrum.badBits) != 0);
        QCOMPARE(spectrum.provenance.source, std::string("LAMOST J1"));
        QVERIFY(spectrum.frame == Frame::Barycentric);
    }

    /// UVES_popler marks its valid samples with 1.
    void rowsOfUvesPopler()
    {
        auto status = std::vector<double>(samples, 1);
        status[3] = -1;
        const auto rows
            = after(after(wiggle(samples, 8), std::vector<double>(samples, 0.25)),
                    after(std::vector<double>(samples, 1), after(std::vector<double>(samples, 2), status)));
        const auto spectrum = readPrimary({ samples, 5 }, rows,
                                          { { "CRVAL1", "3.9" },
                                            { "CDELT1", "1e-5" },
                                            { "CRPIX1", "1.0" },
                                            { "DC-FLAG", "1" },
                                            { "ARRAY1", "'Normalized flux spectrum'" },
                                            { "ARRAY2", "'Normalized error spectrum'" },
                                            { "ARRAY5", "'Status'" } })
                                  .front();
        QVERIFY(std::abs(spectrum.wavelength[1] - 1e-4 * std::pow(10.0, 3.90001)) < 1e-12);
        QCOMPARE(spectrum.error.front(), 0.25);
        QVERIFY((spectrum.quality[3] & spectrum.badBits) != 0
                && (spectrum.quality[4] & spectrum.badBits) == 0);
    }
};

QTEST_APPLESS_MAIN(RowImagesTest)
#include "rowimages_test.moc"
