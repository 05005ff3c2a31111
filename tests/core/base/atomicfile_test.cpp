#include "core/atomicfile.h"
#include "core/error.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

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
