// Instead of QTEST_MAIN where what is tested keeps settings or data.
#pragma once

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

namespace syzygy::test {

/// Settings and data are the test program's own, never the user's, and empty at the start.
template <typename Test>
int runAlone(int argc, char** argv)
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("syzygy-test"));
    QApplication::setApplicationName(QFileInfo(QApplication::applicationFilePath()).baseName());
    QSettings().clear();
    QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace syzygy::test

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): as QTEST_MAIN
#define SYZYGY_TEST_MAIN(Test)                                                                               \
    int main(int argc, char** argv)                                                                          \
    {                                                                                                        \
        return syzygy::test::runAlone<Test>(argc, argv);                                                     \
    }
