#include "tests/app/cli/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy::test;

namespace {

/// The three mock stars that are bundled as samples.
QString samples()
{
    return QFileInfo(shippedBundle() + QStringLiteral("/../../resources/samples")).canonicalFilePath();
}

QStringList arguments(const QStringList& files, const QString& labels, const QStringList& more = {})
{
    return QStringList { QStringLiteral("finetune"), QStringLiteral("--labels"), labels,
                         QStringLiteral("--bundle"), shippedBundle() }
    + more + QStringList { QStringLiteral("--spectra") } + files;
}

QString exposure(int star)
{
    return samples() + QStringLiteral("/mock_00%1_x1d.fits").arg(star);
}

QString truth()
{
    return samples() + QStringLiteral("/truth.csv");
}

} // namespace

class FineTuneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongUsageIsTwo_data();
    void wrongUsageIsTwo();
    void refusesTwoStars();
    void refusesStarsWithoutLabels();
    void writesABundleThatAnalyzes();
};

void FineTuneTest::wrongUsageIsTwo_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("nothing") << QStringList {};
    QTest::newRow("no labels") << QStringList { QStringLiteral("--spectra"), QStringLiteral("f") };
    QTest::newRow("no spectra") << QStringList { QStringLiteral("--labels"), QStringLiteral("f") };
    QTest::newRow("experiments are not written") << QStringList {
        QStringLiteral("--spectra"),    QStringLiteral("f"),  QStringLiteral("--labels"), QStringLiteral("f"),
        QStringLiteral("--experiment"), QStringLiteral("-o"), QStringLiteral("d")
    };
    QTest::newRow("curve of one star") << QStringList { QStringLiteral("--truth"), QStringLiteral("f"),
                                                        QStringLiteral("--curve"), QStringLiteral("1") };
}

void FineTuneTest::wrongUsageIsTwo()
{
    QFETCH(QStringList, words);
    const auto run = runProgram(QStringList { QStringLiteral("finetune") } + words);
    QCOMPARE(run.exitCode, 2);
    QVERIFY(!run.errors.isEmpty() && run.output.isEmpty());
}

void FineTuneTest::refusesTwoStars()
{
    const auto run = runProgram(arguments({ exposure(0), exposure(1) }, truth()));
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains(QStringLiteral("2 usable labelled stars of one instrument are too few")),
             qPrintable(run.errors));
    QVERIFY(run.output.isEmpty());
}

void FineTuneTest::refusesStarsWithoutLabels()
{
    const QTemporaryDir folder;
    const auto table = folder.filePath(QStringLiteral("labels.csv"));
    QFile file(table);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("star,teff,logg,fe_h\nmock_000,4648,1.22,-1.12\n");
    file.close();
    const auto run = runProgram(arguments({ exposure(0), exposure(1), exposure(2) }, table));
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.errors.contains(QStringLiteral("mock_001_x1d.fits has no row in the table of labels")),
             qPrintable(run.errors));
}

void FineTuneTest::writesABundleThatAnalyzes()
{
    const QTemporaryDir folder;
    const auto tuned = folder.filePath(QStringLiteral("tuned"));
    const auto run = runProgram(
        arguments({ exposure(0), exposure(1), exposure(2) }, truth(), { QStringLiteral("-o"), tuned }));
    QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
    QVERIFY(run.output.contains(QStringLiteral("bias before")));
    QVERIFY(QFile::exists(tuned + QStringLiteral("/correction.json"))
            && QFile::exists(tuned + QStringLiteral("/MODEL_CARD.md")));
    const auto analysis = runProgram({ QStringLiteral("analyze"), QStringLiteral("--bundle"), tuned,
                                       QStringLiteral("-o"), QStringLiteral("-"), exposure(0) });
    QVERIFY2(analysis.exitCode == 0 && analysis.output.contains(QStringLiteral("-tuned-")),
             qPrintable(analysis.errors));
    const auto again = runProgram(arguments({ exposure(0) }, truth(), { QStringLiteral("-o"), tuned }));
    QCOMPARE(again.exitCode, 1); // the folder is there already
}

QTEST_GUILESS_MAIN(FineTuneTest)
#include "finetune_test.moc"
