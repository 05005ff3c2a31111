#include "core/io/reader.h"
#include "core/io/writer.h"
#include "tests/app/cli/program.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;
using namespace syzygy::test;

namespace {

ProgramRun simulateInto(const QString& folder, const QString& seed)
{
    return runProgram({ QStringLiteral("simulate"), QStringLiteral("-n"), QStringLiteral("2"),
                        QStringLiteral("--snr"), QStringLiteral("80"), QStringLiteral("--seed"), seed,
                        QStringLiteral("-o"), folder, QStringLiteral("--bundle"), shippedBundle() });
}

QByteArray contentOf(const QString& file)
{
    QFile stream(file);
    return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray();
}

} // namespace

class SimulateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesFilesThatOpenAndTheirTruth()
    {
        const QTemporaryDir folder;
        const auto run = simulateInto(folder.path(), QStringLiteral("1"));
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        const QDir directory(folder.path());
        QCOMPARE(directory.entryList({ QStringLiteral("*_x1d.fits") }).size(), 2);
        QCOMPARE(directory.entryList({ QStringLiteral("*_apStar.fits") }).size(), 2);
        QCOMPARE(readCsv(directory.filePath(QStringLiteral("truth.csv")).toStdString()).rows.size(),
                 std::size_t { 2 });
        for (const auto& file : directory.entryList({ QStringLiteral("*.fits") }))
            QCOMPARE(readSpectra(directory.filePath(file).toStdString()).size(), std::size_t { 1 });
    }

    void seedDecides()
    {
        const QTemporaryDir folder;
        const auto truth = [&folder](const char* name, const char* seed) {
            const auto directory = folder.filePath(QString::fromLatin1(name));
            simulateInto(directory, QString::fromLatin1(seed));
            return contentOf(directory + QStringLiteral("/truth.csv"));
        };
        const auto first = truth("first", "7");
        QVERIFY(!first.isEmpty());
        QCOMPARE(truth("again", "7"), first);
        QVERIFY(truth("other", "8") != first);
    }
};

QTEST_GUILESS_MAIN(SimulateTest)
#include "simulate_test.moc"
