#include "core/atomicfile.h"
#include "core/error.h"
#include "core/temporaries.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace syzygy;

namespace {

std::string textOf(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

std::ptrdiff_t entriesOf(const std::filesystem::path& folder)
{
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

} // namespace

class AtomicFileTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::filesystem::path m_folder;

private Q_SLOTS:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = m_temporary->path().toStdString();
    }

    void writesANewFile()
    {
        writeTextAtomically(m_folder / "new.txt", "text");
        QCOMPARE(textOf(m_folder / "new.txt"), std::string("text"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void replacesAnExistingFile()
    {
        writeTextAtomically(m_folder / "file.txt", "a long first version");
        writeTextAtomically(m_folder / "file.txt", "second");
        QCOMPARE(textOf(m_folder / "file.txt"), std::string("second"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void keepsBytesAsTheyAre()
    {
        const std::string bytes("a\0b\r\n\xff", 6);
        writeTextAtomically(m_folder / "bytes", bytes);
        QCOMPARE(textOf(m_folder / "bytes"), bytes);
    }

    void keepsTheExistingFileWhenWritingFails()
    {
        const auto file = m_folder / "file.txt";
        writeTextAtomically(file, "precious");
        const auto failing = [](const std::filesystem::path& temporary) {
            std::ofstream(temporary) << "half";
            throw Error("the disk is full");
        };
        QVERIFY_EXCEPTION_THROWN(writeAtomically(file, failing), Error);
        QCOMPARE(textOf(file), std::string("precious"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void theFileIsUntouchedUntilTheEnd()
    {
        const auto file = m_folder / "file.fits";
        writeTextAtomically(file, "old");
        writeAtomically(file, [&](const std::filesystem::path& temporary) {
            std::ofstream(temporary) << "new";
            QCOMPARE(textOf(file), std::string("old"));
            QVERIFY(temporary.parent_path() == m_folder); // so that the rename stays on one disk
            QVERIFY(temporary.extension() == ".fits");    // some libraries choose the format by it
        });
        QCOMPARE(textOf(file), std::string("new"));
    }

    void refusesWhenNothingWasWritten()
    {
        QVERIFY_EXCEPTION_THROWN(writeAtomically(m_folder / "file", [](const auto&) {}), Error);
        QCOMPARE(entriesOf(m_folder), 0);
    }

    void refusesAMissingFolder()
    {
        try {
            writeTextAtomically(m_folder / "absent" / "file.txt", "text");
            QFAIL("written all the same");
        } catch (const Error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QLatin1String("absent")));
        }
    }

    void writesWhatALinkPointsTo()
    {
        std::filesystem::create_directory(m_folder / "elsewhere");
        writeTextAtomically(m_folder / "elsewhere" / "file.txt", "old");
        std::filesystem::create_symlink("elsewhere/file.txt", m_folder / "link.txt");
        std::filesystem::create_symlink("link.txt", m_folder / "second.txt");
        writeTextAtomically(m_folder / "second.txt", "new");
        QVERIFY(std::filesystem::is_symlink(m_folder / "second.txt"));
        QVERIFY(std::filesystem::is_symlink(m_folder / "link.txt"));
        QCOMPARE(textOf(m_folder / "elsewhere" / "file.txt"), std::string("new"));
        QCOMPARE(entriesOf(m_folder / "elsewhere"), 1);
    }

    void makesWhatADanglingLinkPointsTo()
    {
        std::filesystem::create_symlink("file.txt", m_folder / "link.txt");
        writeTextAtomically(m_folder / "link.txt", "text");
        QVERIFY(std::filesystem::is_symlink(m_folder / "link.txt"));
        QCOMPARE(textOf(m_folder / "file.txt"), std::string("text"));
    }

    void refusesALinkThatLeadsToItself()
    {
        std::filesystem::create_symlink("b", m_folder / "a");
        std::filesystem::create_symlink("a", m_folder / "b");
        QVERIFY_EXCEPTION_THROWN(writeTextAtomically(m_folder / "a", "text"), Error);
        QCOMPARE(entriesOf(m_folder), 2);
    }

    void keepsTheModeOfWhatItReplaces()
    {
        const auto file = m_folder / "file.txt";
        writeTextAtomically(file, "old");
        const auto secret = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
        std::filesystem::permissions(file, secret);
        writeTextAtomically(file, "new");
        QVERIFY(std::filesystem::status(file).permissions() == secret);
    }

    void writesIntoAPipe()
    {
        const auto pipe = m_folder / "pipe.txt";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        std::string text;
        std::thread reader([&] { text = textOf(pipe); });
        writeTextAtomically(pipe, "through");
        reader.join();
        QCOMPARE(text, std::string("through"));
        QVERIFY(std::filesystem::is_fifo(pipe));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void leavesADeviceWhatItIs()
    {
        writeTextAtomically("/dev/null", "text");
        QVERIFY(std::filesystem::is_character_file("/dev/null"));
        if (!std::filesystem::exists("/dev/full"))
            QSKIP("this system has no /dev/full");
        QVERIFY_EXCEPTION_THROWN(writeTextAtomically("/dev/full", "text"), Error);
        QVERIFY(std::filesystem::is_character_file("/dev/full"));
    }

    /// The last run was killed: what it left is gone after this one, what a living writer has under way is
    /// not.
    void sweepsWhatDeadWritersLeft()
    {
        const auto own = temporaryBeside(m_folder / "table.csv");
        const auto child = ::fork();
        if (child == 0)
            ::_exit(std::ofstream(temporaryBeside(m_folder / "table.csv")) << "half" ? 0 : 1);
        int status = 1;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
        std::ofstream(own) << "under way";
        std::ofstream(m_folder / ".mine.part.csv") << "the user's";
        QCOMPARE(entriesOf(m_folder), 3);
        writeTextAtomically(m_folder / "other.csv", "text");
        QCOMPARE(entriesOf(m_folder), 3);
        QVERIFY(std::filesystem::exists(own) && std::filesystem::exists(m_folder / ".mine.part.csv"));
    }

    /// Of another machine on a shared disk, whose processes cannot be seen.
    void sweepsOthersTemporariesAfterADay()
    {
        const auto others = m_folder / ".table.syzygy-00000000-1-1.part.csv";
        std::ofstream(others) << "half";
        QVERIFY(!isAbandoned(others));
        std::filesystem::last_write_time(
            others, std::filesystem::file_time_type::clock::now() - std::chrono::hours(25));
        QVERIFY(isAbandoned(others));
        for (const auto* name : { "table.csv", ".table.csv", ".syzygy-.part",
                                  ".a.syzygy-00000000-x-1.part.csv", ".a.syzygy-00000000-1.part.csv" })
            QVERIFY2(!isAbandoned(m_folder / name), name);
    }

    void temporariesOfLongNamesFit()
    {
        const std::string name(251, 'n');
        writeTextAtomically(m_folder / (name + ".csv"), "text");
        QCOMPARE(textOf(m_folder / (name + ".csv")), std::string("text"));
    }

    void saysWhatIsWrongWithThePlace_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("name too long") << QString(300, QLatin1Char('n')) << QStringLiteral("too long");
        QTest::newRow("no folder") << QStringLiteral("absent/file") << QStringLiteral("no such folder");
        QTest::newRow("a folder") << QStringLiteral("folder") << QStringLiteral("is a folder");
        QTest::newRow("no permission")
            << QStringLiteral("locked/file") << QStringLiteral("may not be written to by you");
        QTest::newRow("a read-only disk")
            << QStringLiteral("/sys/file") << QStringLiteral("choose another place");
    }

    void saysWhatIsWrongWithThePlace()
    {
        QFETCH(QString, file);
        QFETCH(QString, says);
        std::filesystem::create_directory(m_folder / "folder");
        std::filesystem::create_directory(m_folder / "locked");
        std::filesystem::permissions(m_folder / "locked", std::filesystem::perms::owner_read);
        const auto path = m_folder / file.toStdString(); // an absolute name stays itself
        if (::access(path.parent_path().c_str(), W_OK) == 0
            && (file.startsWith(QStringLiteral("locked")) || file.startsWith(QLatin1Char('/'))))
            QSKIP("Root may write everywhere.");
        try {
            writeTextAtomically(path, "text");
            QFAIL("written all the same");
        } catch (const Error& error) {
            const auto sentence = QString::fromUtf8(error.what());
            QVERIFY2(sentence.contains(says) && !sentence.contains(QLatin1Char('\n')), qPrintable(sentence));
        }
    }

    void replacesAFolderInOneStep()
    {
        const auto folder = m_folder / "bundle";
        writeFolderAtomically(folder,
                              [](const auto& made) { writeTextAtomically(made / "weights", "first"); });
        writeTextAtomically(folder / "notes", "the user's");
        std::ofstream kept(folder / "open",
                           std::ios::app); // whoever holds a file of the old folder goes on with it
        writeFolderAtomically(folder / "", [&](const auto& made) {
            writeTextAtomically(made / "weights", "second");
            QCOMPARE(textOf(folder / "weights"), std::string("first"));
        });
        QCOMPARE(textOf(folder / "weights"), std::string("second"));
        QCOMPARE(textOf(folder / "notes"), std::string("the user's"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void writesAFolderWithoutAPath()
    {
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(m_folder);
        writeFolderAtomically("bundle",
                              [](const auto& made) { writeTextAtomically(made / "weights", "first"); });
        std::filesystem::current_path(before);
        QCOMPARE(textOf(m_folder / "bundle" / "weights"), std::string("first"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void keepsTheFolderWhenWritingFails()
    {
        const auto folder = m_folder / "bundle";
        writeFolderAtomically(folder,
                              [](const auto& made) { writeTextAtomically(made / "weights", "first"); });
        const auto failing = [](const std::filesystem::path& made) {
            writeTextAtomically(made / "weights", "half");
            throw Error("the disk is full");
        };
        QVERIFY_EXCEPTION_THROWN(writeFolderAtomically(folder, failing), Error);
        QCOMPARE(textOf(folder / "weights"), std::string("first"));
        QCOMPARE(entriesOf(m_folder), 1);
    }

    void refusesAFolderInTheFilesPlace()
    {
        std::filesystem::create_directory(m_folder / "taken");
        std::ofstream(m_folder / "taken" / "inside") << "kept";
        QVERIFY_EXCEPTION_THROWN(writeTextAtomically(m_folder / "taken", "text"), Error);
        QCOMPARE(textOf(m_folder / "taken" / "inside"), std::string("kept"));
        QCOMPARE(entriesOf(m_folder), 1);
    }
};

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "atomicfile_test.moc"
