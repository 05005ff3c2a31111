#include "core/atomicfile.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/stat.h>

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
