#include "tests/app/cli/program.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

namespace {

const auto sample = QStringLiteral(SYZYGY_SOURCE_DIR "/resources/samples/mock_000_x1d.fits");
const auto cli = QStringLiteral(SYZYGY_CLI);

struct Ended {
    int code = -1; ///< -1: crashed or did not end
    QByteArray output, errors;
};

Ended ended(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    const bool isOver = process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit;
    return { isOver ? process.exitCode() : -1, process.readAllStandardOutput(),
             process.readAllStandardError() };
}

/// By the shell, for what only a shell does to standard output.
Ended inShell(const QString& command)
{
    return ended(QStringLiteral("/bin/sh"), { QStringLiteral("-c"), command },
                 QProcessEnvironment::systemEnvironment());
}

QProcessEnvironment with(std::initializer_list<std::pair<const char*, QString>> values)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, value] : values)
        value.isNull() ? environment.remove(QLatin1String(name))
                       : environment.insert(QLatin1String(name), value);
    return environment;
}

} // namespace

/// What a program finds around it: locale, home, standard output.
class SurroundingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreTheSame_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::newRow("LC_ALL=C") << QStringLiteral("LC_ALL") << QStringLiteral("C");
        QTest::newRow("decimal commas") << QStringLiteral("LC_ALL") << QStringLiteral("de_DE.UTF-8");
        QTest::newRow("a locale that is not there") << QStringLiteral("LC_ALL") << QStringLiteral("xx_XX");
        QTest::newRow("no home") << QStringLiteral("HOME") << QString();
        QTest::newRow("a home that is not there") << QStringLiteral("HOME") << QStringLiteral("/absent");
        QTest::newRow("no path") << QStringLiteral("PATH") << QString();
        QTest::newRow("one thread") << QStringLiteral("OMP_NUM_THREADS") << QStringLiteral("1");
    }

    void bytesAreTheSame()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        const QStringList arguments { QStringLiteral("analyze"), sample, QStringLiteral("-o"),
                                      QStringLiteral("-") };
        static const auto usual = ended(cli, arguments, with({ { "LC_ALL", QStringLiteral("C.UTF-8") } }));
        QCOMPARE(usual.code, 0);
        auto environment = with({ { "LC_ALL", QStringLiteral("C.UTF-8") } });
        const QTemporaryDir locales;
        if (value.startsWith(QStringLiteral("de_DE"))) { // made on the spot: few machines have it
            if (QProcess::execute(QStringLiteral("localedef"),
                                  { QStringLiteral("-i"), QStringLiteral("de_DE"), QStringLiteral("-f"),
                                    QStringLiteral("UTF-8"), locales.filePath(value) })
                != 0)
                QSKIP("There is no localedef, or no source of the German locale (Debian: locales).");
            environment.insert(QStringLiteral("LOCPATH"), locales.path());
        }
        value.isNull() ? environment.remove(variable) : environment.insert(variable, value);
        const auto run = ended(cli, arguments, environment);
        QCOMPARE(run.code, 0);
        QCOMPARE(run.output, usual.output);
    }

    void closedOrFullOutputIsSaid_data()
    {
        QTest::addColumn<QString>("command");
        for (const auto* words :
             { "--help", "--version", "inspect FILE", "analyze FILE -o -", "analyze FILE" })
            for (const auto* output : { ">&-", ">/dev/full" })
                QTest::addRow("%s %s", words, output) << QString(cli + QLatin1Char(' ') + QLatin1String(words)
                                                                 + QLatin1Char(' ') + QLatin1String(output));
    }

    void closedOrFullOutputIsSaid()
    {
        QFETCH(QString, command);
        const auto run = inShell(command.replace(QStringLiteral("FILE"), sample));
        QCOMPARE(run.code, 1);
        QVERIFY2(run.errors.contains("standard output: cannot be written") && run.errors.count('\n') == 1,
                 run.errors.constData());
    }

    /// A reader that has enough ends it quietly, as it ends any program of a pipeline.
    void aBrokenPipeIsQuiet()
    {
        const auto run = inShell(cli + QStringLiteral(" inspect ") + sample + QStringLiteral(" | head -n 1"));
        QCOMPARE(run.code, 0);
        QCOMPARE(run.output.count('\n'), 1);
        QCOMPARE(run.errors, QByteArray());
    }

    void theWindowsWordsNeedNoDisplay()
    {
        for (const auto* words : { "--help", "--version" }) {
            const auto run = ended(QStringLiteral(SYZYGY_WINDOW), { QLatin1String(words) },
                                   with({ { "DISPLAY", {} },
                                          { "WAYLAND_DISPLAY", {} },
                                          { "QT_QPA_PLATFORM", {} },
                                          { "HOME", {} } }));
            QCOMPARE(run.code, 0);
            QVERIFY(run.output.contains("syzygy"));
        }
    }

    void aWindowWithoutADisplayIsASentence()
    {
        const auto run
            = ended(QStringLiteral(SYZYGY_WINDOW), {},
                    with({ { "DISPLAY", {} }, { "WAYLAND_DISPLAY", {} }, { "QT_QPA_PLATFORM", {} } }));
        QCOMPARE(run.code, 1);
        QVERIFY2(run.errors.contains("there is no display") && run.errors.count('\n') == 1,
                 run.errors.constData());
    }

    void aWindowNeedsNoHomeNorFonts()
    {
        const QTemporaryDir folder;
        const auto picture = folder.filePath(QStringLiteral("window.png"));
        const auto run
            = ended(QStringLiteral(SYZYGY_WINDOW), { QStringLiteral("--screenshot"), picture, sample },
                    with({ { "HOME", {} },
                           { "FONTCONFIG_FILE", QStringLiteral("/dev/null") },
                           { "QT_QPA_PLATFORM", QStringLiteral("offscreen") } }));
        QVERIFY2(run.code == 0, run.errors.constData());
        QVERIFY(QFile::exists(picture));
    }
};

QTEST_GUILESS_MAIN(SurroundingsTest)
#include "surroundings_test.moc"
