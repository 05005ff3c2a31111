#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace syzygy::test {

/// How a run of syzygy-cli ended.
struct ProgramRun {
    int exitCode = -1; ///< -1: crashed or did not end
    QString output;
    QString errors;
};

/// Runs the real program to its end, with nothing on standard input and in English whatever the locale.
ProgramRun runProgram(const QStringList& arguments);

/// Starts it and returns once it runs.
void startProgram(QProcess& process, const QStringList& arguments);

/// The folder of the bundle that ships.
QString shippedBundle();

} // namespace syzygy::test
