#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "tests/support/fitsmaker.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace syzygy;
using test::FitsMaker;

class CatalogueReaderTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path written(const char* name, std::string_view bytes)
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / name;
        test::writeBytes(file, bytes);
        return file;
    }

    static QString refusal(const std::filesystem::path& file)
    {
        try {
            readCatalogue(file);
            return {};
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
    }

    static const CatalogueColumn& columnOf(const Catalogue& table, const char* name)
    {
        const auto* column = table.column(name);
        if (!column)
            throw Error(std::string("no column ") + name);
        return *column;
    }

private Q_SLOTS:
    void readsNumbersAndTexts()
    {
        const auto table
            = readCatalogue(written("a.csv",
                                    "Star,teff,note,gaia,code\nHD 1,4500,\"a, "
                                    "b\",1821608639421563136,0042\nHD 2,-9999,,1821608639421563137,7\n"
                                    "HD 3,1e20,c,1,8\nHD 4,--,c,2,9\n"));
        QCOMPARE(table.rows, std::size_t(4));
        QCOMPARE(columnOf(table, "TEFF").numbers[0], 4500.0);
        for (const std::size_t row : { 1, 2, 3 })
            QVERIFY(std::isnan(columnOf(table, "teff").numbers[row]));
        QCOMPARE(columnOf(table, "star").cell(1), std::string("HD 2"));
        QCOMPARE(columnOf(table, "note").cell(0), std::string("a, b"));
        QCOMPARE(columnOf(table, "note").cell(1), std::string());
        QCOMPARE(columnOf(table, "gaia").cell(0), std::string("1821608639421563136"));
        QCOMPARE(columnOf(table, "code").cell(0), std::string("0042"));
        QCOMPARE(columnOf(table, "teff").cell(0), std::string("4500"));
    }

    void readsEcsvWithBlanks()
    {
        const auto table
            = readCatalogue(written("a.ecsv",
                                    "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: star, datatype: string}\n# "
                                    "- {name: teff, unit: K, datatype: float64}\n"
                                    "star teff\n\"HD 1 (a b)\" 4500.5\nHD2 \"\"\n"));
        QCOMPARE(columnOf(table, "star").cell(0), std::string("HD 1 (a b)"));
        QCOMPARE(columnOf(table, "teff").numbers[0], 4500.5);
        QVERIFY(std::isnan(columnOf(table, "teff").numbers[1]));
        QCOMPARE(columnOf(table, "teff").unit, std::string("K"));
    }

    void takesNoStarForALineOfUnits()
    {
        const auto table = readCatalogue(written("units.csv", "star,cluster\nA,M71\nm,M71\n")); // Å, metres
        QCOMPARE(table.rows, std::size_t(2));
        QCOMPARE(columnOf(table, "star").cell(0), std::string("A"));
        QCOMPARE(columnOf(table, "cluster").unit, std::string());
    }

    void readsFits()
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "t.fits";
        FitsMaker()
            .table("STARS",
                   { { "APOGEE_ID", "18A", "", {}, { "2M17334253-1654573", "" } },
                     { "TEFF", "E", "K", { 3788, -9999 }, {} },
                     { "PARAM", "3E", "", { 1, 2, 3, 4, 5, 1e20 }, {} },
                     { "COV", "40E", "", std::vector<double>(80, 0.5), {} },
                     { "NVISITS", "J", "", { 3, 4 }, {} },
                     { "GOOD", "L", "", { 1, 0 }, {} } },
                   2)
            .write(file);
        const auto table = readCatalogue(file);
        QCOMPARE(table.rows, std::size_t(2));
        QCOMPARE(columnOf(table, "apogee_id").cell(0), std::string("2M17334253-1654573"));
        QCOMPARE(columnOf(table, "teff").numbers[0], 3788.0);
        QVERIFY(std::isnan(columnOf(table, "teff").numbers[1]));
        QCOMPARE(columnOf(table, "PARAM_2").numbers[1], 5.0);
        QVERIFY(std::isnan(columnOf(table, "PARAM_3").numbers[1]));
        QCOMPARE(columnOf(table, "nvisits").cell(1), std::string("4"));
        QCOMPARE(columnOf(table, "good").numbers[0], 1.0);
        QCOMPARE(columnOf(table, "good").numbers[1], 0.0);
        QVERIFY(!table.column("COV") && table.notes.size() == 1);
        QVERIFY2(QString::fromStdString(table.notes[0])
                     .contains(QStringLiteral("column COV: holds 40 values per row")),
                 table.notes[0].c_str());
    }

    void readsOnlyWhatIsWanted()
    {
        CatalogueOptions options;
        options.wanted = [](std::string_view name) { return name == "b"; };
        const auto table = readCatalogue(written("w.csv", "a,b,c\n1,2,3\n"), options);
        QCOMPARE(table.columns.size(), std::size_t(1));
        QCOMPARE(table.columns[0].numbers[0], 2.0);
    }

    void readsTextsOfVoTables()
    {
        const std::string head = "<?xml version=\"1.0\"?><VOTABLE><RESOURCE><TABLE><FIELD name=\"star\" "
                                 "datatype=\"char\" arraysize=\"*\"/>"
                                 "<FIELD name=\"n\" datatype=\"short\"><VALUES null=\"-5\"/></FIELD><DATA>";
        const auto plain = readCatalogue(written("plain.xml",
                                                 head
                                                     + "<TABLEDATA><TR><TD>HD "
                                                       "1</TD><TD>7</TD></TR><TR><TD>b</TD><TD>-5</TD></TR></"
                                                       "TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"));
        // "HD 1", 7, then "b", -5 as lengths of four bytes, letters and shorts
        const auto rows = QByteArray::fromHex("0000000448442031") + QByteArray::fromHex("0007")
            + QByteArray::fromHex("0000000162") + QByteArray::fromHex("fffb");
        const auto binary = readCatalogue(
            written("binary.xml",
                    head + "<BINARY><STREAM encoding=\"base64\">" + rows.toBase64().toStdString()
                        + "</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>"));
        for (const auto* table : { &plain, &binary }) {
            QCOMPARE(columnOf(*table, "star").cell(0), std::string("HD 1"));
            QCOMPARE(columnOf(*table, "n").numbers[0], 7.0);
            QCOMPARE(columnOf(*table, "star").cell(1), std::string("b"));
            QVERIFY(std::isnan(columnOf(*table, "n").numbers[1]));
        }
    }

    void refusesInASentence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* text, const char* words) {
            QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(words);
        };
        row("two columns of a name", "star,teff,Teff\na,1,2\n",
            "has two columns of the name Teff; rename one of them");
        row("a short line", "star,teff\na,1\nb\n", "line 3: has 1 cell, but 2 columns are named");
        row("a long line", "star,teff\na,1,2\n", "line 2: has 3 cells");
        row("no names", "1,2\n3,4\n", "begins with numbers instead of a line of column names");
        row("no rows", "star,teff\n", "without rows");
    }

    void refusesInASentence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const auto said = refusal(written("bad.csv", text.toStdString()));
        QVERIFY2(said.contains(words), qPrintable(said));
    }

    void refusesFitsWithoutATable()
    {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "image.fits";
        FitsMaker().image("A", -32, { 2 }, { 1, 2 }).write(file);
        QVERIFY(refusal(file).contains(QStringLiteral("holds no table with rows")));
    }
};

QTEST_GUILESS_MAIN(CatalogueReaderTest)
#include "cataloguereader_test.moc"
