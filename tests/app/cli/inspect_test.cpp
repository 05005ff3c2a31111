#include "core/io/writer.h"
#include "tests/app/cli/program.h"
#include "tests/support/testspectrum.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

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

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_good, m_bad;
};

QTEST_GUILESS_MAIN(InspectTest)
#include "inspect_test.moc"
