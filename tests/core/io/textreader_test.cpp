#include "core/io/reader.h"
#include "tests/support/fitsmaker.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

class TextReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    /// `head`, then twelve lines of `separator`-separated wavelength, flux and error.
    std::filesystem::path write(const std::string& head, const std::string& separator,
                                double start = 1.0) const
    {
        auto text = head;
        for (int i = 0; i < 12; ++i)
            text += std::to_string(start * (1 + 0.01 * i)) + separator + std::to_string(2 + i % 3) + separator
                + "0.5\n";
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "text.txt";
        writeBytes(file, text);
        return file;
    }

private Q_SLOTS:
    void understandsManyDialects_data()
    {
        QTest::addColumn<QString>("head");
        QTest::addColumn<QString>("separator");
        QTest::addColumn<double>("start");
        QTest::newRow("csv, unit in the name") << "wavelength_um,flux,flux_error\n"
                                               << "," << 1.0;
        QTest::newRow("csv, unit in brackets") << "lambda [nm],flam [cgs],err\n"
                                               << "," << 1000.0;
        QTest::newRow("csv, unit in parentheses") << "wave (Angstrom), flux (Jy), sigma\n"
                                                  << "," << 10000.0;
        QTest::newRow("semicolons") << "wavelength_um;flux;error\n"
                                    << ";" << 1.0;
        QTest::newRow("tabs") << "wavelength_um\tflux\terror\n"
                              << "\t" << 1.0;
        QTest::newRow("blanks, names in a comment") << "# a star\n# wave_um flux err\n"
                                                    << "  " << 1.0;
        QTest::newRow("unit line") << "wavelength,flux,error\nnm,Jy,Jy\n"
                                   << "," << 1000.0;
        QTest::newRow("unit line, quoted") << "\"wavelength\",\"flux\",\"error\"\n\"nm\",\"Jy\",\"Jy\"\n"
                                           << "," << 1000.0;
        QTest::newRow("byte order mark, CRLF") << "\xef\xbb\xbfwavelength_um,flux,error\r\n"
                                               << "," << 1.0;
        QTest::newRow("ECSV") << "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: wl, unit: um, datatype: "
                                 "float64}\n# - {name: flux, unit: Jy}\n# - "
                                 "{name: err, datatype: float64}\nwl flux err\n"
                              << " " << 1.0;
    }
    void understandsManyDialects()
    {
        QFETCH(QString, head);
        QFETCH(QString, separator);
        QFETCH(double, start);
        const auto spectrum
            = readSpectra(write(head.toUtf8().toStdString(), separator.toStdString(), start)).front();
        QCOMPARE(spectrum.size(), std::size_t(12));
        QVERIFY(std::abs(spectrum.wavelength[1] - 1.01) < 1e-9);
        QCOMPARE(spectrum.flux[2], 4.0);
        QCOMPARE(spectrum.error[2], 0.5);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::FluxError);
    }

    void asksForTheUnitAndTakesTheAnswer()
    {
        const auto file = write("", " ", 10000); // bare numbers
        QVERIFY_EXCEPTION_THROWN(readSpectra(file), UnitNeeded);
        ReadOptions options;
        options.wavelengthUnit = "Angstrom";
        options.fluxUnit = "counts";
        options.mode = "G140H/F100LP";
        const auto spectrum = readSpectra(file, options).front();
        QVERIFY(std::abs(spectrum.wavelength[1] - 1.01) < 1e-9);
        QCOMPARE(spectrum.fluxUnit, std::string("counts"));
        QVERIFY(spectrum.instrument == Instrument::Nirspec);
    }

    void whatTheFileSaysGoesFirst()
    {
        ReadOptions options;
        options.wavelengthUnit = "Angstrom";
        QVERIFY(std::abs(readSpectra(write("wavelength_um,flux,error\n", ","), options).front().wavelength[1]
                         - 1.01)
                < 1e-9);
    }

    void airBecomesVacuum()
    {
        const auto spectrum = readSpectra(write("wave_air [um],flux,error\n", ",")).front();
        QVERIFY(spectrum.provenance.wavelengthsWereAir);
        // n − 1 at 1 µm in standard air, Morton (2000) eq. 8: 2.741e-4.
        QVERIFY(std::abs(spectrum.wavelength[0] - 1.0002741) < 1e-6);
    }

    void commentsSayMediumAndFrame()
    {
        const auto air
            = readSpectra(
                  write("# wavelengths in air, corrected to the barycentric frame\nwave_um,flux,err\n", ","))
                  .front();
        QVERIFY(air.provenance.wavelengthsWereAir);
        QVERIFY(air.frame == Frame::Barycentric);
        const auto vacuum
            = readSpectra(
                  write("# Wavelengths: vacuum (airmass 1.2), not barycentric corrected\nwave_um,flux,err\n",
                        ","))
                  .front();
        QVERIFY(!vacuum.provenance.wavelengthsWereAir && vacuum.provenance.mediumStated);
        QVERIFY(vacuum.frame == Frame::Topocentric);
    }

    void timesAreNoFrames()
    {
        QVERIFY(
            readSpectra(write("# barycentric Julian date 2460000.5\nwave_um,flux,err\n", ",")).front().frame
            == Frame::Unknown);
        QVERIFY(readSpectra(write("# SPECSYS = BARYCENT\nwave_um,flux,err\n", ",")).front().frame
                == Frame::Barycentric);
    }

    void variancesBecomeErrors()
    {
        const auto spectrum = readSpectra(write("wave_um,flux,variance\n", ",")).front();
        QVERIFY(std::abs(spectrum.error[2] - std::sqrt(0.5)) < 1e-12);
        QVERIFY(spectrum.provenance.errorSource == ErrorSource::Variances);
    }

    void cellsThatAreNoNumberAreNoData()
    {
        auto file = write("wavelength_um,flux,error\n0.9,nan,1\n0.95,,1\n0.96,masked,1\n", ",");
        const auto spectrum = readSpectra(file).front();
        QCOMPARE(spectrum.size(), std::size_t(15));
        QVERIFY(std::isnan(spectrum.flux[0]) && std::isnan(spectrum.flux[1]) && std::isnan(spectrum.flux[2]));
    }

    void namesTheColumnsItFound()
    {
        const auto file = write("x,y,z\n", ",");
        const auto message = messageOf([&] { readSpectra(file); });
        QVERIFY2(message.find("no wavelength column (the table has x, y and z)") != std::string::npos,
                 message.c_str());
    }

    void asksAgainWhereTheAnswerCannotBe()
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "answered.csv";
        std::string text = "wavelength,flux\n";
        for (int i = 0; i < 20; ++i)
            text += std::to_string(15000 + i) + "," + std::to_string(1 + i % 3) + "\n";
        writeBytes(file, text);
        ReadOptions options;
        options.wavelengthUnit = "um";
        QVERIFY_EXCEPTION_THROWN(readSpectra(file, options), UnitNeeded);
        QVERIFY(messageOf([&] {
                    readSpectra(file, options);
                }).find("column wavelength: holds wavelengths as 15000 um if they are in um")
                != std::string::npos);
        options.wavelengthUnit = "Angstrom";
        QVERIFY(std::abs(readSpectra(file, options).front().wavelength.front() - 1.5) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(TextReaderTest)
#include "textreader_test.moc"
