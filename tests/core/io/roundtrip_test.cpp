#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/writer.h"
#include "tests/support/testspectrum.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <span>

using namespace syzygy;
using namespace syzygy::test;

namespace {

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

void compareSamples(const Spectrum& read, const Spectrum& written, double wavelengthTolerance)
{
    QCOMPARE(read.size(), written.size());
    QCOMPARE(read.quality, written.quality);
    for (std::size_t i = 0; i < read.size(); ++i) {
        QVERIFY(std::abs(read.wavelength[i] - written.wavelength[i]) <= wavelengthTolerance);
        QVERIFY2(same(read.flux[i], written.flux[i]), qPrintable(QString::number(i)));
        QVERIFY2(same(read.error[i], written.error[i]), qPrintable(QString::number(i)));
    }
}

} // namespace

class RoundTripTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path file(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void x1dKeepsEveryNumber()
    {
        auto second = nirspecLike(120);
        second.provenance.source = "O'Neill 5";
        second.provenance.placeIsOfObject = true; // of the first it is the telescope's, and stays that
        const std::vector<Spectrum> written { nirspecLike(), second };
        writeX1d(file("x1d.fits"), written);
        const auto read = readSpectra(file("x1d.fits"));
        QCOMPARE(read.size(), std::size_t(2));
        for (std::size_t i = 0; i < 2; ++i) {
            compareSamples(read[i], written[i], 0);
            const auto &a = read[i].provenance, &b = written[i].provenance;
            QCOMPARE(a.source, b.source);
            QCOMPARE(a.mode, b.mode);
            QCOMPARE(a.detector, b.detector);
            QCOMPARE(a.exposureType, b.exposureType);
            QCOMPARE(a.pipelineVersion, b.pipelineVersion);
            QCOMPARE(a.sourceType, b.sourceType);
            QVERIFY(std::abs(*a.rightAscension - *b.rightAscension) < 1e-11);
            QVERIFY(std::abs(*a.declination - *b.declination) < 1e-11);
            QCOMPARE(a.placeIsOfObject, b.placeIsOfObject);
            QCOMPARE(a.product, std::string("JWST x1d"));
            QVERIFY(a.errorSource == ErrorSource::FluxError);
            QCOMPARE(a.notes.size(), std::size_t { 1 }); // why FLUX
            QCOMPARE(read[i].fluxUnit, std::string("Jy"));
            QVERIFY(read[i].instrument == Instrument::Nirspec);
            QVERIFY(read[i].frame == Frame::Barycentric);
        }
        QCOMPARE(read[1].provenance.hdu, std::string("EXTRACT1D,2"));
    }

    void combinationKeepsWhatItWasMadeOf()
    {
        auto written = apogeeLike(); // nothing of an x1d file's own
        written.badBits = 0x40ff;
        written.quality[3] = 0x4001;
        auto& origin = written.provenance;
        origin.keywords
            = { { "NCOMBINE", "2" }, { "INPUT1", "a.fits [HDU 1]" }, { "INPUT2", "b.fits [HDU 1]" } };
        origin.notes = { "Combined from 2 spectra, as asked: a.fits [HDU 1], b.fits [HDU 1].",
                         "Errors raised 1.61 times: the members scatter so much more than their errors say; "
                         "S/N per pixel 149 instead of 240.",
                         "1 samples of single members rejected: more than 5 σ from the median." };
        writeX1d(file("combined.fits"), { written });
        const auto read = readSpectra(file("combined.fits")).at(0);
        compareSamples(read, written, 0);
        QCOMPARE(read.provenance.product, std::string("Syzygy combination"));
        QCOMPARE(read.provenance.mode, origin.mode);
        QCOMPARE(read.fluxUnit, written.fluxUnit);
        QCOMPARE(read.badBits, written.badBits);
        QVERIFY(read.instrument == Instrument::Apogee);
        QVERIFY(read.frame == Frame::Rest);
        QVERIFY(std::ranges::equal(origin.keywords, std::span(read.provenance.keywords).first(3)));
        QCOMPARE(read.provenance.notes.size(), std::size_t(3));
        QCOMPARE(read.provenance.notes[0], origin.notes[0]);
        QCOMPARE(read.provenance.notes[1], origin.notes[1]);
        QVERIFY(read.provenance.notes[2].find("5 sigma from") != std::string::npos);
    }

    void namesOfCombinationsSuitEverySystem()
    {
        Spectrum combined;
        combined.provenance.source = "M 71/19: a";
        combined.provenance.mode = "G140H/F100LP + G235M/F170LP";
        QCOMPARE(combinationFileName(combined),
                 std::string("M-71-19--a_G140H-F100LP---G235M-F170LP_combined_x1d.fits"));
    }

    void apStarKeepsEveryNumber()
    {
        const auto written = apogeeLike();
        writeApStar(file("apStar.fits"), written);
        const auto read = readSpectra(file("apStar.fits"));
        QCOMPARE(read.size(), std::size_t(1));
        compareSamples(read[0], written, 1e-15);
        QCOMPARE(read[0].provenance.product, std::string("APOGEE apStar"));
        QCOMPARE(read[0].provenance.source, written.provenance.source);
        QCOMPARE(read[0].provenance.statedSnr, written.provenance.statedSnr);
        QCOMPARE(read[0].provenance.statedVelocity, written.provenance.statedVelocity);
        QVERIFY(read[0].instrument == Instrument::Apogee);
        QVERIFY(read[0].frame == Frame::Rest);
    }

    void apStarRefusesAnotherGrid()
    {
        const auto message = messageOf([&] { writeApStar(file("no.fits"), nirspecLike()); });
        QVERIFY(message.find("not on APOGEE's grid") != std::string::npos);
        QVERIFY(!std::filesystem::exists(file("no.fits")));
    }

    void writersNameTheFolderThatIsMissing()
    {
        const auto message = messageOf([&] { writeX1d(file("nowhere") / "x1d.fits", { nirspecLike() }); });
        QVERIFY2(message.find("no such folder") != std::string::npos, message.c_str());
    }

    void csvKeepsEveryCell()
    {
        const CsvTable table { { "file", "note, quoted", "σ" },
                               { { "a.fits", "he said \"no\"", "" }, { "", "two\nlines", "1.5" } } };
        writeCsv(file("table.csv"), table);
        const auto read = readCsv(file("table.csv"));
        QCOMPARE(read.header, table.header);
        QCOMPARE(read.rows, table.rows);
    }

    void csvErrorsNameTheLine()
    {
        writeCsv(file("good.csv"), { { "a", "b" }, {} });
        QCOMPARE(readCsv(file("good.csv")).rows.size(), std::size_t(0));
        QFile bad(m_folder.filePath(QStringLiteral("bad.csv")));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("a,b\n1,2\n3\n");
        bad.close();
        const auto message = messageOf([&] { readCsv(file("bad.csv")); });
        QVERIFY2(message.find("line 3") != std::string::npos, message.c_str());
    }
};

QTEST_APPLESS_MAIN(RoundTripTest)
#include "roundtrip_test.moc"
