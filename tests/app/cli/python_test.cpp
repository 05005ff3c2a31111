#include "tests/app/cli/program.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

/// A Python that has astropy; empty where there is none.
QString pythonWithAstropy()
{
    for (const auto& python : { QStringLiteral("/usr/bin/python3"), QStringLiteral("python3") }) {
        QProcess process;
        process.start(python, { QStringLiteral("-c"), QStringLiteral("import astropy, numpy") });
        if (process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0)
            return python;
    }
    return {};
}

/// The Python of a page, all of its blocks one after another.
QString pythonOf(const QString& page)
{
    QFile file(page);
    QString code;
    bool isCode = false;
    if (file.open(QIODevice::ReadOnly | QIODevice::Text))
        for (const auto& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
            const bool isFence = line.startsWith(QStringLiteral("```"));
            if (isCode && !isFence)
                code += line + QLatin1Char('\n');
            if (isFence)
                isCode = line == QStringLiteral("```python");
        }
    return code;
}

} // namespace

class PythonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void codeOfTheDocumentationRuns()
    {
        const auto python = pythonWithAstropy();
        if (python.isEmpty())
            QSKIP("There is no Python with astropy (Debian: python3-astropy).");
        const QTemporaryDir folder;
        const QDir samples(QStringLiteral(SYZYGY_SOURCE_DIR "/resources/samples"));
        QProcess analyze;
        analyze.setWorkingDirectory(folder.path());
        QStringList arguments { QStringLiteral("analyze") };
        for (const auto& name : samples.entryList({ QStringLiteral("*.fits") })) {
            QVERIFY(QFile::copy(samples.filePath(name), folder.filePath(name)));
            arguments << name;
        }
        arguments << QStringLiteral("-o") << QStringLiteral("table.csv") << QStringLiteral("--covariances")
                  << QStringLiteral("covariances.csv") << QStringLiteral("--latents")
                  << QStringLiteral("latents.fits");
        analyze.start(QStringLiteral(SYZYGY_CLI), arguments);
        QVERIFY(analyze.waitForFinished(120'000));
        QVERIFY2(analyze.exitCode() == 0, analyze.readAllStandardError().constData());

        const auto code = pythonOf(QStringLiteral(SYZYGY_SOURCE_DIR "/docs/python.md"));
        QVERIFY(code.contains(QStringLiteral("LATENT")));
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.start(python, { QStringLiteral("-c"), code });
        QVERIFY(process.waitForFinished(120'000));
        const auto said = process.readAllStandardOutput();
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        QVERIFY2(said.contains("mock_000_x1d.fits is most like mock_000_apStar.fits"), said.constData());
        QVERIFY2(said.contains("nirspec-apogee"), said.constData());
    }
};

QTEST_GUILESS_MAIN(PythonTest)
#include "python_test.moc"
