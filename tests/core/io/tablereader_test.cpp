#include "core/error.h"
#include "core/io/reader.h"
#include "tests/support/jwsttables.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {
constexpr std::size_t samples = 30;
}

/// Tables from anywhere: ESO, the Virtual Observatory, SDSS, a user's own script.
class TableReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path write(const FitsMaker& maker) const
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "table.fits";
        maker.write(file);
        return file;
    }
    Spectrum read(const std::vector<TestColumn>& columns, const Cards& cards = {},
                  const Cards& primary = {}) const
    {
        return readSpectra(write(FitsMaker(primary).table("", columns, samples, cards))).front();
    }

private Q_SLOTS:
    void sdssLogWavelengthsAndInverseVariances()
    {
        const auto spectrum = read({ { "flux", "E", "", wiggle(samples, 8), {} },
                                     { "loglam", "E", "", ramp(samples, 4.0, 1e-4), {} },
                                     { "ivar", "E", "", std::vector<double>(samples, 4), {} },
                                     { "and_mask", "J", "", std::vector<double>(samples, 0), {} } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0) < 1e-6);
        QCOMPARE(spectrum.error.front(), 0.5);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::InverseVariance);
    }

    void meaningByUcd()
    {
        const auto spectrum = read({ { "x", "D", "nm", ramp(samples, 1000, 1), {} },
                                     { "dy", "D", "adu", std::vector<double>(samples, 5), {} },
                                     { "y", "D", "adu", wiggle(samples, 8), {} } },
                                   { { "TUCD1", "'em.wl;obs.image'" },
                                     { "TUCD2", "'stat.error;phot.flux.density;em.wl'" },
                                     { "TUCD3", "'phot.flux.density;em.wl'" } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0) < 1e-12);
        QCOMPARE(spectrum.flux, wiggle(samples, 8));
        QCOMPARE(spectrum.error.front(), 5.0);
        QCOMPARE(spectrum.fluxUnit, std::string("adu"));
    }

    void airIsConvertedAndTold()
    {
        const auto spectrum = read({ { "WAVE_AIR", "D", "Angstrom", ramp(samples, 10000, 1), {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} } });
        QVERIFY(spectrum.provenance.wavelengthsWereAir);
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0002741) < 1e-6); // Morton (2000)
    }

    /// VACUUM = F and TUCD "obs.atmos" are air too: 81 km/s off where they are not heeded.
    void airInOtherWords_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("air");
        QTest::newRow("F") << QStringLiteral("VACUUM") << QStringLiteral("F") << true;
        QTest::newRow("0") << QStringLiteral("VACUUM") << QStringLiteral("0") << true;
        QTest::newRow("'F'") << QStringLiteral("VACUUM") << QStringLiteral("'F'") << true;
        QTest::newRow("'false'") << QStringLiteral("VACUUM") << QStringLiteral("'false'") << true;
        QTest::newRow("T") << QStringLiteral("VACUUM") << QStringLiteral("T") << false;
        QTest::newRow("1") << QStringLiteral("VACUUM") << QStringLiteral("1") << false;
        QTest::newRow("TUCD of air") << QStringLiteral("TUCD1") << QStringLiteral("'em.wl;obs.atmos'")
                                     << true;
        QTest::newRow("TUCD") << QStringLiteral("TUCD1") << QStringLiteral("'em.wl'") << false;
    }

    void airInOtherWords()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(bool, air);
        const auto spectrum = read({ { "WAVE", "D", "Angstrom", ramp(samples, 10000, 1), {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} } },
                                   { { key.toStdString(), value.toStdString() } });
        QCOMPARE(spectrum.provenance.wavelengthsWereAir, air);
    }

    /// PypeIt's coadd1d: 1 marks the good samples, wavelengths are in vacuum and Å without saying so.
    void masksOfCoadd1dMarkTheGood()
    {
        std::vector<double> mask(samples, 1);
        mask[3] = 0;
        const auto spectrum = read({ { "wave", "D", "", ramp(samples, 10000, 1), {} },
                                     { "flux", "D", "", wiggle(samples, 8), {} },
                                     { "ivar", "D", "", std::vector<double>(samples, 4), {} },
                                     { "mask", "J", "", mask, {} } },
                                   { { "DMODCLS", "'OneSpec'" } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 1.0) < 1e-12);
        for (std::size_t i = 0; i < samples; ++i)
            QCOMPARE((spectrum.quality[i] & spectrum.badBits) != 0, i == 3);
    }

    void saysWhenAMaskTakesMoreThanHalf()
    {
        std::vector<double> mask(samples, 1);
        std::fill_n(mask.begin(), 10, 0);
        const auto spectrum = read({ { "wave", "D", "um", ramp(samples, 1, 1e-3), {} },
                                     { "flux", "D", "", wiggle(samples, 8), {} },
                                     { "mask", "J", "", mask, {} } });
        const auto& notes = spectrum.provenance.notes;
        QVERIFY(std::ranges::any_of(
            notes, [](const auto& note) { return note.find("leaves 10 of 30 samples") != note.npos; }));
    }

    void knowsErrorsAndMasksByOtherNames_data()
    {
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("mask");
        QTest::newRow("CALSPEC, LAMOST") << QStringLiteral("STATERROR") << QStringLiteral("ANDMASK");
        QTest::newRow("scripts") << QStringLiteral("RMS") << QStringLiteral("BITMASK");
        QTest::newRow("others") << QStringLiteral("stddev") << QStringLiteral("crmask");
    }

    void knowsErrorsAndMasksByOtherNames()
    {
        QFETCH(QString, error);
        QFETCH(QString, mask);
        std::vector<double> bits(samples, 0);
        bits[5] = 16;
        const auto spectrum = read({ { "wave", "D", "um", ramp(samples, 1, 1e-3), {} },
                                     { "flux", "D", "", wiggle(samples, 8), {} },
                                     { error.toStdString(), "D", "", std::vector<double>(samples, 0.25), {} },
                                     { mask.toStdString(), "J", "", bits, {} } });
        QCOMPARE(spectrum.error.front(), 0.25);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::FluxError);
        QVERIFY((spectrum.quality[5] & spectrum.badBits) != 0);
        QVERIFY((spectrum.quality[4] & spectrum.badBits) == 0);
    }

    /// A SpeX user's own star is not the IRTF library's, which stands at rest.
    void imagesOfThreeRowsAreNotAllOfTheIrtfLibrary()
    {
        auto pixels = ramp(samples, 1, 1e-3);
        for (const auto& row : { wiggle(samples, 8), std::vector<double>(samples, 0.25) })
            pixels.insert(pixels.end(), row.begin(), row.end());
        const auto imageOf = [&](const Cards& cards) {
            const auto file = std::filesystem::path(m_folder.path().toStdString()) / "image.fits";
            writeBytes(file, asPrimary(FitsMaker().image("", -64, { samples, 3 }, pixels, cards).bytes()));
            return readSpectra(file).front();
        };
        const auto own = imageOf({ { "XUNITS", "'um'" } });
        QVERIFY(own.frame == Frame::Unknown);
        QVERIFY(own.instrument == Instrument::Other);
        QCOMPARE(own.provenance.mode, std::string());
        const auto library = imageOf({ { "XUNITS", "'um'" }, { "SXD_R", "'2000'" } });
        QVERIFY(library.frame == Frame::Rest);
        QVERIFY(library.instrument == Instrument::Irtf);
    }

    void framesInAllWords_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("frame");
        const auto row = [](const char* key, const char* value, Frame frame) {
            QTest::addRow("%s = %s", key, value)
                << QString::fromLatin1(key) << QString::fromLatin1(value) << static_cast<int>(frame);
        };
        row("SPECSYS", "'TOPOCENT'", Frame::Topocentric);
        row("SPECSYS", "'HELIOCEN'", Frame::Barycentric);
        row("SPECSYS", "'SOURCE'", Frame::Rest);
        row("SPECSYS", "'LSRK'", Frame::Unknown);
        row("VELFRAME", "'Heliocentric'", Frame::Barycentric);
        row("VELFRAME", "'observed'", Frame::Topocentric);
        row("HELIO", "T", Frame::Barycentric);
        row("BARYCORR", "F", Frame::Topocentric);
        row("BARYCORR", "'applied'", Frame::Barycentric);
        row("BARYCORR", "-12.34", Frame::Unknown); // of which sign, and applied or not, it does not say
    }

    void framesInAllWords()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(int, frame);
        const auto spectrum = read({ { "WAVE", "D", "um", ramp(samples, 1, 1e-3), {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} } },
                                   {}, { { key.toStdString(), value.toStdString() } });
        QCOMPARE(static_cast<int>(spectrum.frame), frame);
        const auto& notes = spectrum.provenance.notes;
        const bool told = std::ranges::any_of(
            notes, [&](const auto& note) { return note.starts_with(key.toStdString() + " is "); });
        QCOMPARE(told, spectrum.frame == Frame::Unknown);
    }

    /// h c = 1.239842 eV µm; 1 µm is 299,792.458 GHz and 10,000 / cm.
    void axesOfFrequencyEnergyAndWavenumber_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<double>("perMicron");
        QTest::newRow("GHz") << QStringLiteral("FREQUENCY") << QStringLiteral("GHz") << 299792.458;
        QTest::newRow("Hz") << QStringLiteral("freq") << QStringLiteral("Hz") << 2.99792458e14;
        QTest::newRow("eV") << QStringLiteral("ENERGY") << QStringLiteral("eV") << 1.239841984;
        QTest::newRow("cm-1") << QStringLiteral("WAVENUMBER") << QStringLiteral("cm-1") << 1e4;
        QTest::newRow("cm**-1") << QStringLiteral("WAVELENGTH") << QStringLiteral("cm**-1") << 1e4;
    }

    void axesOfFrequencyEnergyAndWavenumber()
    {
        QFETCH(QString, name);
        QFETCH(QString, unit);
        QFETCH(double, perMicron);
        auto axis = ramp(samples, 1, 1e-3); // µm
        for (auto& value : axis)
            value = perMicron / value;
        const auto spectrum = read({ { name.toStdString(), "D", unit.toStdString(), axis, {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} } });
        QVERIFY(std::abs(spectrum.wavelength[0] - 1) < 1e-9);
        QVERIFY(std::abs(spectrum.wavelength[2] - 1.002) < 1e-9);
        QCOMPARE(spectrum.flux, wiggle(samples, 1));
    }

    /// CALSPEC: 1 marks the good; SYSERROR is no error of single samples.
    void layoutOfCalspec()
    {
        std::vector<double> quality(samples, 1);
        quality[7] = 0;
        const auto spectrum = read({ { "WAVELENGTH", "D", "ANGSTROMS", ramp(samples, 10000, 1), {} },
                                     { "FLUX", "E", "FLAM", wiggle(samples, 8), {} },
                                     { "STATERROR", "E", "FLAM", std::vector<double>(samples, 0.25), {} },
                                     { "SYSERROR", "E", "FLAM", std::vector<double>(samples, 4), {} },
                                     { "DATAQUAL", "I", "NONE", quality, {} } });
        QCOMPARE(spectrum.error.front(), 0.25);
        for (std::size_t i = 0; i < samples; ++i)
            QCOMPARE((spectrum.quality[i] & spectrum.badBits) != 0, i == 7);
        QVERIFY(std::ranges::any_of(spectrum.provenance.notes,
                                    [](const auto& note) { return note.starts_with("SYSERROR"); }));
    }

    void tellsOfOtherFluxes()
    {
        const auto spectrum = read({ { "WAVE", "D", "nm", ramp(samples, 1000, 1), {} },
                                     { "FLUX", "D", "", wiggle(samples, 1), {} },
                                     { "ERR_FLUX", "D", "", std::vector<double>(samples, 0.25), {} },
                                     { "FLUX_TELL_CORR", "D", "", wiggle(samples, 8), {} } });
        QCOMPARE(spectrum.flux, wiggle(samples, 1));
        QVERIFY(std::ranges::any_of(spectrum.provenance.notes, [](const auto& note) {
            return note.starts_with("The table also has FLUX_TELL_CORR; FLUX was read");
        }));
    }

    void airInAComment()
    {
        const auto card = [](std::string text) { return text + std::string(80 - text.size(), ' '); };
        const auto with = [&](const std::string& line) {
            auto bytes = FitsMaker()
                             .table("",
                                    { { "WAVE", "D", "Angstrom", ramp(samples, 10000, 1), {} },
                                      { "FLUX", "D", "", wiggle(samples, 1), {} } },
                                    samples)
                             .bytes();
            const auto end = bytes.find("END     ", 2880);
            bytes.replace(end, 160, card(line) + card("END"));
            const auto file = std::filesystem::path(m_folder.path().toStdString()) / "comment.fits";
            writeBytes(file, bytes);
            return readSpectra(file).front();
        };
        QVERIFY(with("COMMENT Wavelengths are in air.").provenance.wavelengthsWereAir);
        QVERIFY(with("HISTORY wavelengths not corrected to vacuum").provenance.wavelengthsWereAir);
        const auto vacuum = with("COMMENT Vacuum wavelengths, airmass 1.2");
        QVERIFY(!vacuum.provenance.wavelengthsWereAir && vacuum.provenance.mediumStated);
        QVERIFY(!with("COMMENT airmass 1.2").provenance.mediumStated);
    }

    /// LAMOST's coadds do not state what their data model fixes.
    void unitOfLamost()
    {
        const auto spectrum = read({ { "FLUX", "E", "", wiggle(samples, 8), {} },
                                     { "IVAR", "E", "", std::vector<double>(samples, 4), {} },
                                     { "WAVELENGTH", "E", "", ramp(samples, 9000, 1), {} } },
                                   {}, { { "TELESCOP", "'LAMOST'" }, { "VACUUM", "T" }, { "HELIO", "T" } });
        QVERIFY(std::abs(spectrum.wavelength.front() - 0.9) < 1e-9);
        QVERIFY(spectrum.frame == Frame::Barycentric && spectrum.provenance.mediumStated);
    }

    /// astropy reads over it with a warning.
    void misplacedNaxis1IsPutRightAndTold()
    {
        auto bytes = FitsMaker()
                         .table("",
                                { { "WAVE", "D", "um", ramp(samples, 1, 1e-3), {} },
                                  { "FLUX", "D", "", wiggle(samples, 1), {} } },
                                samples)
                         .bytes();
        const auto naxis1 = bytes.find("NAXIS1  ", 2880), behind = bytes.find("TTYPE1  ", 2880);
        QVERIFY(naxis1 != std::string::npos && behind > naxis1);
        const auto card = bytes.substr(naxis1, 80);
        bytes.insert(behind + 80, card);
        bytes.erase(naxis1, 80);
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "misplaced.fits";
        writeBytes(file, bytes);
        const auto spectrum = readSpectra(file).front();
        QCOMPARE(spectrum.flux, wiggle(samples, 1));
        QVERIFY(spectrum.provenance.notes.back().find("not in the order") != std::string::npos);
    }

    void barycentricIfItSaysSo()
    {
        const std::vector<TestColumn> columns { { "WAVE", "D", "um", ramp(samples, 1, 1e-3), {} },
                                                { "FLUX", "D", "", wiggle(samples, 1), {} } };
        QVERIFY(read(columns).frame == Frame::Unknown);
        QVERIFY(read(columns, {}, { { "SPECSYS", "'BARYCENT'" } }).frame == Frame::Barycentric);
    }

    void rowsOfVectorsAreSpectra()
    {
        auto wavelength = ramp(samples, 1, 1e-3), flux = wiggle(samples, 1);
        for (auto* values : { &wavelength, &flux })
            values->insert(values->end(), values->begin(), values->end());
        const auto vector = std::to_string(samples) + "D";
        FitsMaker maker;
        maker.table("SPECTRA",
                    { { "WAVE", vector, "um", wavelength, {} }, { "FLUX", vector, "Jy", flux, {} } }, 2);
        const auto spectra = readSpectra(write(maker));
        QCOMPARE(spectra.size(), std::size_t(2));
        QCOMPARE(spectra[1].provenance.hdu, std::string("SPECTRA, row 2"));
        QCOMPARE(spectra[1].flux, wiggle(samples, 1));
    }

    /// HST's x1d has a row per order; stars of one table have names and places of their own.
    void rowsSayWhichTheyAre()
    {
        auto wavelength = ramp(samples, 1, 1e-3), flux = wiggle(samples, 1);
        for (auto* values : { &wavelength, &flux })
            values->insert(values->end(), values->begin(), values->end());
        const auto vector = std::to_string(samples) + "D";
        FitsMaker maker(Cards { { "TARGNAME", "'CLUSTER'" }, { "RA", "10.0" }, { "DEC", "1.0" } });
        maker.table("SCI",
                    { { "SPORDER", "I", "", { 65, 66 }, {} },
                      { "NAME", "6A", "", {}, { "star 1", "star 2" } },
                      { "RA", "D", "", { 10.25, 10.5 }, {} },
                      { "DEC", "D", "", { 1.25, 1.5 }, {} },
                      { "WAVE", vector, "um", wavelength, {} },
                      { "FLUX", vector, "Jy", flux, {} } },
                    2);
        const auto spectra = readSpectra(write(maker));
        const auto& second = spectra[1].provenance;
        QCOMPARE(second.order, std::string("66"));
        QCOMPARE(second.source, std::string("star 2"));
        QCOMPARE(second.rightAscension, std::optional(10.5));
        QVERIFY(second.placeIsOfObject);
    }

    /// Descriptors (length, offset) in the row, values in the heap behind it; one that points beyond the file
    /// is refused.
    void variableLengthColumns()
    {
        const auto descriptor = [](std::uint64_t length, std::uint64_t offset) {
            std::string bytes;
            for (const auto number : { length, offset })
                for (int shift = 24; shift >= 0; shift -= 8)
                    bytes += static_cast<char>(number >> shift & 0xff);
            return bytes;
        };
        const auto heap = FitsMaker()
                              .table("", { { "X", "D", "", ramp(samples, 1, 1e-3), {} } }, samples)
                              .bytes()
                              .substr(2 * 2880, 8 * samples)
            + FitsMaker()
                  .table("", { { "X", "D", "", wiggle(samples, 8), {} } }, samples)
                  .bytes()
                  .substr(2 * 2880, 8 * samples);
        const auto fileOf = [&](std::uint64_t offset) {
            auto bytes
                = FitsMaker()
                      .table("",
                             { { "WAVE", "2J", "um", { 0, 0 }, {} }, { "FLUX", "2J", "Jy", { 0, 0 }, {} } },
                             1,
                             { { "TFORM1", "'1PD(30)'" },
                               { "TFORM2", "'1PD(30)'" },
                               { "PCOUNT", std::to_string(heap.size()) } })
                      .bytes();
            bytes.replace(2 * 2880, 16, descriptor(samples, 0) + descriptor(samples, offset));
            bytes.replace(2 * 2880 + 16, heap.size(), heap);
            const auto file = std::filesystem::path(m_folder.path().toStdString()) / "variable.fits";
            writeBytes(file, bytes);
            return file;
        };
        const auto spectrum = readSpectra(fileOf(8 * samples)).front();
        QCOMPARE(spectrum.size(), samples);
        QVERIFY(std::abs(spectrum.wavelength[2] - 1.002) < 1e-12);
        QCOMPARE(spectrum.flux, wiggle(samples, 8));
        QVERIFY_EXCEPTION_THROWN(readSpectra(fileOf(3'000'000)), Error);
    }

    void asksForTheUnit()
    {
        const auto file = write(FitsMaker().table(
            "",
            { { "WAVE", "D", "", ramp(samples, 10000, 1), {} }, { "FLUX", "D", "", wiggle(samples, 1), {} } },
            samples));
        QVERIFY_EXCEPTION_THROWN(readSpectra(file), UnitNeeded);
        ReadOptions options;
        options.wavelengthUnit = "Angstrom";
        options.mode = "G140H/F100LP";
        const auto spectrum = readSpectra(file, options).front();
        QVERIFY(std::abs(spectrum.wavelength.front() - 1) < 1e-12);
        QVERIFY(spectrum.instrument == Instrument::Nirspec);
    }
};

QTEST_APPLESS_MAIN(TableReaderTest)
#include "tablereader_test.moc"
