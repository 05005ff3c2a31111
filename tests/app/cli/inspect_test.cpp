#include "core/io/writer.h"
#include "tests/app/cli/program.h"
#include "tests/support/testspectrum.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <memory>

using namespace syzygy;
using namespace syzygy::test;

namespace {

const QString inspectWord = QStringLiteral("inspect");

}

class InspectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_good = m_folder->filePath(QStringLiteral("good_x1d.fits"));
        writeX1d(m_good.toStdString(), { nirspecLike(), nirspecLike() });
        m_bad = m_folder->filePath(QStringLiteral("bad.fits"));
        QFile bad(m_bad);
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no FITS file");
    }

    void tellsProductModeAndEverySpectrum()
    {
        const auto run = runProgram({ inspectWord, m_good });
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.errors.isEmpty(), qPrintable(run.errors));
        QVERIFY(run.output.startsWith(m_good + QStringLiteral(": JWST x1d, 2 spectra")));
        QVERIFY(run.output.contains(QStringLiteral("G140H/F100LP")));
        QCOMPARE(run.output.count(QStringLiteral("\n  wavelengths ")), 2);
        QVERIFY(run.output.contains(QStringLiteral("DO_NOT_USE")));
    }

    void listsWithoutReading()
    {
        const auto run = runProgram({ inspectWord, QStringLiteral("--list"), m_good });
        QCOMPARE(run.exitCode, 0);
        const auto lines = run.output.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].endsWith(QStringLiteral(": JWST x1d, 2 spectra")));
        QVERIFY2(lines[2].contains(QStringLiteral("[1]  EXTRACT1D,2"))
                     && lines[2].endsWith(QStringLiteral("200 samples")),
                 qPrintable(lines[2]));
        const auto json
            = runProgram({ inspectWord, QStringLiteral("--list"), QStringLiteral("--json"), m_good });
        const auto files = QJsonDocument::fromJson(json.output.toUtf8()).array();
        const auto spectra = files[0].toObject()[u"spectra"].toArray();
        QCOMPARE(spectra.size(), 2);
        QCOMPARE(spectra[1].toObject()[u"samples"].toInt(), 200);
        QVERIFY(!spectra[1].toObject().contains(u"snr"));
    }

    void namesTheOptionThatHelps()
    {
        const auto file = m_folder->filePath(QStringLiteral("nounit.csv"));
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write("wavelength,flux\n");
        for (int i = 0; i < 20; ++i)
            csv.write(QByteArray::number(15000 + i) + ',' + QByteArray::number(1 + i % 3) + '\n');
        csv.close();
        const auto run = runProgram({ inspectWord, file });
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.errors.contains(QStringLiteral("--wavelength-unit")), qPrintable(run.errors));
        QCOMPARE(
            runProgram({ inspectWord, file, QStringLiteral("--wavelength-unit"), QStringLiteral("Angstrom") })
                .exitCode,
            0);
    }

    void namesTheBadFileAndGoesOn()
    {
        const auto run = runProgram({ inspectWord, m_bad, m_good });
        QCOMPARE(run.exitCode, 1);
        QVERIFY(run.errors.contains(m_bad));
        QCOMPARE(run.errors.count(m_bad), 1);
        QVERIFY(!run.errors.contains(m_good));
        QVERIFY(run.output.contains(m_good));
    }

    void jsonHoldsGoodAndBadFiles()
    {
        const auto run = runProgram({ inspectWord, QStringLiteral("--json"), m_good, m_bad });
        QCOMPARE(run.exitCode, 1);
        const auto files = QJsonDocument::fromJson(run.output.toUtf8()).array();
        QCOMPARE(files.size(), 2);
        QCOMPARE(files[0].toObject()[u"spectra"].toArray().size(), 2);
        QCOMPARE(files[0].toObject()[u"product"].toString(), QStringLiteral("JWST x1d"));
        QVERIFY(!files[1].toObject()[u"error"].toString().isEmpty());
    }

    void offersWhatCanBeCombined()
    {
        const auto [first, second, stranger] = exposures();
        const auto run = runProgram({ inspectWord, first, stranger, second });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        const auto offer = run.output.section(QStringLiteral("offered: "), 1);
        QVERIFY2(offer.startsWith(QStringLiteral("2609_19: 2 spectra, G140H/F100LP, NRS1 + NRS2; ")),
                 qPrintable(run.output));
        QVERIFY(offer.contains(QStringLiteral("syzygy-cli analyze --combine")));
        QVERIFY(offer.contains(first + QStringLiteral(" [EXTRACT1D]")));
        QVERIFY(offer.contains(second + QStringLiteral(" [EXTRACT1D]")));
        QVERIFY(!offer.contains(stranger));
        QCOMPARE(run.output.count(QStringLiteral("offered: ")), 1);
    }

    void jsonOffersWhatCanBeCombined()
    {
        const auto [first, second, stranger] = exposures();
        const auto run = runProgram({ inspectWord, QStringLiteral("--json"), first, stranger, second });
        const auto files = QJsonDocument::fromJson(run.output.toUtf8()).array();
        QCOMPARE(files.size(), 3);
        QVERIFY(!files[1].toObject().contains(u"combinable"));
        for (const auto member : { 0, 2 }) {
            const auto offers = files[member].toObject()[u"combinable"].toArray();
            QCOMPARE(offers.size(), 1);
            const auto offer = offers[0].toObject();
            QCOMPARE(offer[u"source"].toString(), QStringLiteral("2609_19"));
            const auto members = offer[u"members"].toArray();
            QCOMPARE(members.size(), 2);
            QCOMPARE(members[0].toObject()[u"file"].toString(), first);
            QCOMPARE(members[1].toObject()[u"file"].toString(), second);
            QCOMPARE(members[1].toObject()[u"hdu"].toString(), QStringLiteral("EXTRACT1D"));
        }
    }

    void oneSpectrumOffersNothing()
    {
        const auto run = runProgram({ inspectWord, exposures()[0] });
        QVERIFY(!run.output.contains(QStringLiteral("offered")));
    }

private:
    /// Both detectors of one exposure, and another star.
    std::array<QString, 3> exposures() const
    {
        const std::array files { m_folder->filePath(QStringLiteral("nrs1_x1d.fits")),
                                 m_folder->filePath(QStringLiteral("nrs2_x1d.fits")),
                                 m_folder->filePath(QStringLiteral("other_x1d.fits")) };
        auto spectrum = nirspecLike();
        writeX1d(files[0].toStdString(), { spectrum });
        for (auto& wavelength : spectrum.wavelength)
            wavelength += 0.4;
        spectrum.provenance.detector = "NRS2";
        writeX1d(files[1].toStdString(), { spectrum });
        spectrum.provenance.source = "2609_20";
        writeX1d(files[2].toStdString(), { spectrum });
        return files;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_good, m_bad;
};

QTEST_GUILESS_MAIN(InspectTest)
#include "inspect_test.moc"
