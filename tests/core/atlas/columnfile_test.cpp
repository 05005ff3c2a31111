#include "core/atlas/columnfile.h"
#include "core/error.h"
#include "tests/support/fitsmaker.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace syzygy;

namespace {

ColumnTable threeStars()
{
    ColumnTable table { 3, {}, { { "model", "m" } } };
    auto& names = table.columns.emplace_back(StoredColumn { "name", "", ColumnType::Text });
    auto& teff = table.columns.emplace_back(StoredColumn { "teff", "K", ColumnType::Float32 });
    for (const auto* name : { "a", "", "ccc" })
        table.columns[0].appendText(name);
    for (const double value : { 4000.0, 5000.0, std::nan("") })
        teff.append(value);
    static_cast<void>(names);
    return table;
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), {} };
}

} // namespace

class ColumnFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path m_file;

    static QString refusal(const std::filesystem::path& file)
    {
        try {
            const ColumnFile opened(file);
            return {};
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
    }

private Q_SLOTS:
    void init()
    {
        m_file = std::filesystem::path(m_folder.path().toStdString()) / "a.atlas";
        auto table = threeStars();
        table.write(m_file);
    }

    void givesBackWhatWasWritten()
    {
        const ColumnFile file(m_file);
        QVERIFY(ColumnFile::isOne(m_file));
        QCOMPARE(file.rows(), std::size_t(3));
        QCOMPARE(file.property("model"), std::string("m"));
        QCOMPARE(file.find("name")->text(2), std::string_view("ccc"));
        QCOMPARE(file.find("name")->text(1), std::string_view());
        QCOMPARE(file.find("teff")->number(1), 5000.0);
        QVERIFY(std::isnan(file.find("teff")->number(2)));
        QCOMPARE(file.find("teff")->unit, std::string("K"));
        QVERIFY(file.damage().empty());
        file.table().write(m_file.string() + "2");
        QCOMPARE(bytesOf(m_file.string() + "2"), bytesOf(m_file)); // the same stars, the same bytes
    }

    void namesTheDamagedBlock()
    {
        auto bytes = bytesOf(m_file);
        const float teff = 5000;
        const auto at = bytes.find(std::string(reinterpret_cast<const char*>(&teff), sizeof(teff)));
        bytes[at] = static_cast<char>(bytes[at] ^ 1);
        test::writeBytes(m_file, bytes);
        const auto damage = ColumnFile(m_file).damage();
        QCOMPARE(damage.size(), std::size_t(1));
        QVERIFY2(damage[0].find("column teff, values, bytes") != std::string::npos, damage[0].c_str());
    }

    void endsOfTextsAreNotBelieved()
    {
        auto bytes = bytesOf(m_file);
        const std::uint64_t end = 4;
        const auto at = bytes.find(std::string(reinterpret_cast<const char*>(&end), sizeof(end)));
        bytes[at + 6] = '\x7f';
        test::writeBytes(m_file, bytes);
        const ColumnFile file(m_file);
        QCOMPARE(file.find("name")->text(2), std::string_view("ccc"));
        QCOMPARE(file.table().find("name")->text(2), std::string_view("ccc"));
        QCOMPARE(file.damage().size(), std::size_t(1));
    }

    void everyCutAndEveryFlippedByteOfTheDirectoryIsRefused()
    {
        const auto whole = bytesOf(m_file);
        for (std::size_t length = 1; length < whole.size(); length += 7) {
            test::writeBytes(m_file, std::string_view(whole).substr(0, length));
            QVERIFY(!refusal(m_file).isEmpty());
        }
        for (std::size_t at = whole.size() - 400; at < whole.size(); at += 3) {
            auto bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ 4);
            test::writeBytes(m_file, bytes);
            QVERIFY2(refusal(m_file).contains(QStringLiteral("its directory is damaged")),
                     qPrintable(refusal(m_file)));
        }
    }

    void otherFilesAreRefused()
    {
        test::writeBytes(m_file, std::string(500, 'x'));
        QVERIFY(!ColumnFile::isOne(m_file));
        QVERIFY(refusal(m_file).contains(QStringLiteral("does not begin with SYZSTARS")));
        auto bytes = std::string("SYZSTARS") + '\x02' + std::string(300, '\0');
        test::writeBytes(m_file, bytes);
        QVERIFY(refusal(m_file).contains(QStringLiteral("its version is 2, this program reads 1")));
    }

    void appendsWhatTheOtherLacks()
    {
        auto table = threeStars();
        ColumnTable other { 1, {}, {} };
        other.columns.push_back({ "teff", "K", ColumnType::Text });
        other.columns[0].appendText("hot");
        other.columns.push_back({ "logg", "dex", ColumnType::Float64 });
        other.columns[1].append(2.5);
        table.append(other);
        QCOMPARE(table.rows, std::size_t(4));
        QCOMPARE(table.find("teff")->text(0), std::string_view("4000")); // numbers beside texts become texts
        QCOMPARE(table.find("teff")->text(3), std::string_view("hot"));
        QVERIFY(std::isnan(table.find("logg")->number(0)));
        QCOMPARE(table.find("logg")->number(3), 2.5);
        QCOMPARE(table.find("name")->text(3), std::string_view());
        const std::vector<std::size_t> last { 3, 0 };
        QCOMPARE(table.selected(last).find("teff")->text(1), std::string_view("4000"));
    }
};

QTEST_GUILESS_MAIN(ColumnFileTest)
#include "columnfile_test.moc"
