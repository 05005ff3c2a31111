#include "core/analysis/table.h"
#include "core/io/writer.h"
#include "tests/app/cli/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

const QString analyzeWord = QStringLiteral("analyze");

}

class AnalyzeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(QFile::exists(shippedBundle() + QStringLiteral("/manifest.json")),
                 "models/ must hold the bundle that ships");
        const auto run = runProgram({ QStringLiteral("simulate"), QStringLiteral("-n"), QStringLiteral("1"),
                                      QStringLiteral("--snr"), QStringLiteral("100"),
                                      QStringLiteral("--giants"), QStringLiteral("-o"), m_folder.path() });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        m_nirspec = m_folder.filePath(QStringLiteral("mock_000_x1d.fits"));
        m_apogee = m_folder.filePath(QStringLiteral("mock_000_apStar.fits"));
        m_bad = m_folder.filePath(QStringLiteral("bad.fits"));
        QFile bad(m_bad);
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no FITS file");
    }

    void writesCsvWithARowPerSpectrum()
    {
        const auto csv = m_folder.filePath(QStringLiteral("out.csv"));
        const auto run = runProgram({ analyzeWord, m_nirspec, m_apogee, QStringLiteral("-o"), csv });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QVERIFY(run.output.isEmpty());
        const auto table = readCsv(csv.toStdString());
        QCOMPARE(table.header, parameterColumns());
        QCOMPARE(table.rows.size(), std::size_t { 2 });
        QCOMPARE(table.rows[0][0], m_nirspec.toStdString());
        QCOMPARE(table.rows[1][0], m_apogee.toStdString());
        QVERIFY(!table.rows[0][7].empty()); // teff
    }

    void dashIsCsvOnStandardOutput()
    {
        const auto run = runProgram({ analyzeWord, QStringLiteral("-o"), QStringLiteral("-"), m_nirspec });
        QCOMPARE(run.exitCode, 0);
        QVERIFY(run.output.startsWith(QStringLiteral(
            "file,source,instrument,mode,snr,velocity_km_s,velocity_km_s_err,teff,teff_err,")));
        QCOMPARE(run.output.count(u'\n'), 2);
    }

    void jobsDoNotChangeTheTable()
    {
        const QStringList arguments { analyzeWord, QStringLiteral("-o"), QStringLiteral("-"), m_nirspec,
                                      m_apogee };
        QCOMPARE(runProgram(arguments + QStringList { QStringLiteral("--jobs"), QStringLiteral("2") }).output,
                 runProgram(arguments).output);
    }

    void printsAReadableTable()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec });
        QCOMPARE(run.exitCode, 0);
        for (const auto* word : { "Teff [K]", "log g", "[Fe/H]", "[Mg/Fe]", "±", "mock_000" })
            QVERIFY2(run.output.contains(QString::fromUtf8(word)), word);
    }

    void givenVelocityIsTaken()
    {
        const auto run
            = runProgram({ analyzeWord, m_nirspec, QStringLiteral("--velocity"), QStringLiteral("-22.9") });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QVERIFY2(run.output.contains(QStringLiteral("-22.9 (given)")), qPrintable(run.output));
    }

    void badFileIsNamedAndTheRestIsDone()
    {
        const auto missing = m_folder.filePath(QStringLiteral("missing.fits"));
        const auto run = runProgram(
            { analyzeWord, m_bad, m_nirspec, missing, QStringLiteral("-o"), QStringLiteral("-") });
        QCOMPARE(run.exitCode, 1);
        QVERIFY(run.errors.contains(m_bad));
        QVERIFY(run.errors.contains(missing));
        QVERIFY(!run.errors.contains(m_nirspec));
        QCOMPARE(run.output.count(u'\n'), 2);
    }

    void missingBundleIsOneSentence()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec, QStringLiteral("--bundle"),
                                      m_folder.filePath(QStringLiteral("nowhere")) });
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.errors.count(u'\n'), 1);
        QVERIFY(run.errors.contains(QStringLiteral("nowhere")));
    }

    void unwritableOutputIsSaid()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec, QStringLiteral("-o"),
                                      m_folder.filePath(QStringLiteral("no/such/folder/out.csv")) });
        QCOMPARE(run.exitCode, 1);
        QVERIFY(run.errors.contains(QStringLiteral("no/such/folder")));
    }

    void neighboursListsAsManyAsAskedFor()
    {
        const auto run = runProgram(
            { QStringLiteral("neighbours"), m_nirspec, QStringLiteral("-k"), QStringLiteral("7") });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QCOMPARE(run.output.count(u'\n'), 2 + 7);
    }

private:
    QTemporaryDir m_folder;
    QString m_nirspec, m_apogee, m_bad;
};

QTEST_GUILESS_MAIN(AnalyzeTest)
#include "analyze_test.moc"
