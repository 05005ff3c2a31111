#include "tests/app/cli/program.h"

namespace syzygy::test {

namespace {

constexpr int patience = 120'000; // ms: sanitizers on a busy machine are slow

}

void startProgram(QProcess& process, const QStringList& arguments)
{
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(QStringLiteral(SYZYGY_CLI), arguments);
    process.waitForStarted(patience);
}

ProgramRun runProgram(const QStringList& arguments)
{
    QProcess process;
    startProgram(process, arguments);
    const bool ended = process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit;
    return { ended ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()),
             QString::fromUtf8(process.readAllStandardError()) };
}

QString shippedBundle()
{
    return QStringLiteral(SYZYGY_SHIPPED_BUNDLE);
}

} // namespace syzygy::test
