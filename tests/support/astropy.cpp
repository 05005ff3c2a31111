#include "tests/support/astropy.h"

#include <QProcess>
#include <QTest>

namespace syzygy::test {

namespace {

int run(const QString& python, const QByteArray& program, const QStringList& arguments, QByteArray& output)
{
    QProcess process;
    process.start(python,
                  QStringList { QStringLiteral("-W"), QStringLiteral("error::UserWarning"),
                                QStringLiteral("-c"), QString::fromUtf8(program) }
                      + arguments);
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return -1;
    output = process.readAllStandardOutput();
    if (process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    return process.exitCode();
}

/// The first that knows astropy: Debian's own may stand behind another one in the path.
QString pythonWithAstropy()
{
    for (const auto& python : { QStringLiteral("/usr/bin/python3"), QStringLiteral("python3") }) {
        QProcess process;
        process.start(python, { QStringLiteral("-c"), QStringLiteral("import astropy.table") });
        if (process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0)
            return python;
    }
    return {};
}

} // namespace

std::optional<QByteArray> runWithAstropy(const QByteArray& program, const QStringList& arguments)
{
    static const auto python = pythonWithAstropy();
    if (python.isEmpty())
        return {};
    QByteArray output;
    if (const int code = run(python, program, arguments, output); code != 0)
        QTest::qFail("the Python program failed", __FILE__, __LINE__);
    return output;
}

} // namespace syzygy::test
