#include "tests/app/cli/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace syzygy::test;

class UsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// It starts in the time that a few libraries take; LibTorch's three hundred are loaded for what needs
    /// the model only.
    void loadsNoModelLibraryByItself()
    {
        QProcess ldd;
        ldd.start(QStringLiteral("ldd"), { QStringLiteral(SYZYGY_CLI) });
        if (!ldd.waitForStarted() || !ldd.waitForFinished())
            QSKIP("ldd is absent.");
        const auto libraries = ldd.readAllStandardOutput();
        QVERIFY(libraries.contains("libcfitsio"));
        for (const char* heavy : { "torch", "opencv", "hdf5", "faiss", "openblas", "Qt6" })
            QVERIFY2(!libraries.contains(heavy), heavy);
    }

    /// Both parts tell the same of themselves, and of each subcommand.
    void bothPartsTellTheSame()
    {
        QProcess model;
        model.start(QStringLiteral(SYZYGY_MODEL), { QStringLiteral("--help") });
        QVERIFY(model.waitForFinished());
        const auto front = runProgram({ QStringLiteral("--help") });
        QCOMPARE(front.exitCode, 0);
        QCOMPARE(front.output, QString::fromUtf8(model.readAllStandardOutput()));
        const auto analyze
            = runProgram({ QStringLiteral("-v"), QStringLiteral("analyze"), QStringLiteral("--help") });
        QVERIFY(analyze.exitCode == 0 && analyze.output.contains(QStringLiteral("--keep-refused")));
    }

    void missingPartIsSaid()
    {
        const QTemporaryDir folder;
        const auto alone = folder.filePath(QStringLiteral("syzygy-cli"));
        QVERIFY(QFile::copy(QStringLiteral(SYZYGY_CLI), alone));
        QProcess process;
        process.start(alone, { QStringLiteral("analyze"), QStringLiteral("x.fits") });
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("syzygy-model is missing"));
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList {};
        QTest::newRow("no such command") << QStringList { QStringLiteral("analyse") };
        QTest::newRow("no file") << QStringList { QStringLiteral("analyze") };
        QTest::newRow("no such option")
            << QStringList { QStringLiteral("inspect"), QStringLiteral("--jsn"), QStringLiteral("f") };
        QTest::newRow("velocity is no number")
            << QStringList { QStringLiteral("analyze"), QStringLiteral("f"), QStringLiteral("--velocity"),
                             QStringLiteral("fast") };
        QTest::newRow("velocity is absurd")
            << QStringList { QStringLiteral("analyze"), QStringLiteral("f"), QStringLiteral("--velocity"),
                             QStringLiteral("3e5") };
        QTest::newRow("given without an error")
            << QStringList { QStringLiteral("analyze"), QStringLiteral("f"), QStringLiteral("--given"),
                             QStringLiteral("logg=2.3") };
        QTest::newRow("mask in angstrom")
            << QStringList { QStringLiteral("analyze"), QStringLiteral("f"), QStringLiteral("--mask"),
                             QStringLiteral("12300-12500") };
        QTest::newRow("mask is no range") << QStringList { QStringLiteral("analyze"), QStringLiteral("f"),
                                                           QStringLiteral("--mask"), QStringLiteral("1.23") };
        QTest::newRow("no such mode") << QStringList { QStringLiteral("analyze"), QStringLiteral("f"),
                                                       QStringLiteral("--mode"), QStringLiteral("APOGEE") };
        QTest::newRow("no such filter")
            << QStringList { QStringLiteral("analyze"), QStringLiteral("f"), QStringLiteral("--mode"),
                             QStringLiteral("G140H-F100LP") };
        QTest::newRow("no jobs") << QStringList { QStringLiteral("analyze"), QStringLiteral("f"),
                                                  QStringLiteral("--jobs"), QStringLiteral("0") };
        QTest::newRow("S/N list") << QStringList { QStringLiteral("evaluate"), QStringLiteral("--snr"),
                                                   QStringLiteral("30,x") };
        QTest::newRow("train what") << QStringList { QStringLiteral("train") };
        QTest::newRow("no such architecture") << QStringList {
            QStringLiteral("train"), QStringLiteral("encoders"),       QStringLiteral("-o"),
            QStringLiteral("never"), QStringLiteral("--architecture"), QStringLiteral("vgg")
        };
        QTest::newRow("the baseline has no width to choose")
            << QStringList { QStringLiteral("train"),
                             QStringLiteral("encoders"),
                             QStringLiteral("-o"),
                             QStringLiteral("never"),
                             QStringLiteral("--architecture"),
                             QStringLiteral("starnet"),
                             QStringLiteral("--hidden"),
                             QStringLiteral("64") };
        QTest::newRow("nowhere to write")
            << QStringList { QStringLiteral("simulate"), QStringLiteral("-n"), QStringLiteral("2") };
    }

    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        const auto run = runProgram(arguments);
        QCOMPARE(run.exitCode, 2);
        QVERIFY(!run.errors.isEmpty());
        QVERIFY(run.output.isEmpty());
    }

    void helpAndVersionAreNoFailure_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expected");
        QTest::newRow("help") << QStringList { QStringLiteral("--help") } << QStringLiteral("neighbours");
        QTest::newRow("version") << QStringList { QStringLiteral("--version") }
                                 << QStringLiteral("syzygy-cli 0.");
        QTest::newRow("analyze") << QStringList { QStringLiteral("analyze"), QStringLiteral("--help") }
                                 << QStringLiteral("--velocity");
        QTest::newRow("encoders") << QStringList { QStringLiteral("train"), QStringLiteral("encoders"),
                                                   QStringLiteral("--help") }
                                  << QStringLiteral("--checkpoint");
    }

    void helpAndVersionAreNoFailure()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, expected);
        const auto run = runProgram(arguments);
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.output.contains(expected), qPrintable(run.output));
    }

    void interruptEndsCleanlyAndLeavesNoHalfTable()
    {
        const QTemporaryDir folder;
        QProcess process;
        startProgram(process,
                     { QStringLiteral("--verbose"), QStringLiteral("simulate"), QStringLiteral("-n"),
                       QStringLiteral("1000"), QStringLiteral("-o"), folder.path(),
                       QStringLiteral("--bundle"), shippedBundle() });
        process.setReadChannel(QProcess::StandardError);
        QVERIFY(process.waitForReadyRead(120'000)); // the first line of progress: it is at work
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(120'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("interrupted"));
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("truth.csv"))));
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
