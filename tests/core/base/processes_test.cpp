#include "core/processes.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace syzygy;

class ProcessesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path m_file;

private Q_SLOTS:
    void init()
    {
        m_file = m_folder.filePath(QStringLiteral("session.json")).toStdString();
        std::ofstream(m_file) << "text";
    }

    void thisOneIsAtWork() { QVERIFY(mayBeWriting(::getpid(), m_file)); }

    void theDeadAreNot()
    {
        const auto child = ::fork();
        if (child == 0)
            ::_exit(0);
        siginfo_t ended {};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
        QVERIFY(!mayBeWriting(child, m_file)); // not waited for yet
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(!mayBeWriting(child, m_file));
    }

    /// This process was given the number of the one that wrote the file yesterday.
    void whoCameLaterIsAnother()
    {
        std::filesystem::last_write_time(
            m_file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
        if (!std::filesystem::exists("/proc/self/stat"))
            QSKIP("There is no /proc to tell when a process began.");
        QVERIFY(!mayBeWriting(::getpid(), m_file));
    }
};

QTEST_GUILESS_MAIN(ProcessesTest)
#include "processes_test.moc"
