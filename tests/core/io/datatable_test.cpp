#include "core/error.h"
#include "core/io/datatable.h"
#include "core/io/fitsfile.h"
#include "core/io/texttable.h"
#include "core/io/translation.h"
#include "tests/support/astropy.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;
using namespace syzygy::test;

namespace {

/// Texts with what breaks formats, numbers that are not known, whole numbers that are not known.
DataTable sample()
{
    using Type = TableColumn::Type;
    DataTable table;
    table.columns = { { "source", "", "meta.id;meta.main", "target, as the file calls it" },
                      { "teff", "K", "phys.temperature.effective", "effective temperature", Type::Number },
                      { "logg", "dex", "phys.gravity", "log10 of the star's gravity", Type::Number },
                      { "exposures", "", "meta.number", "", Type::Integer },
                      { "comment", "", "meta.note", "the user's comment", Type::Text } };
    table.rows = { { "M71-19", "4321.3", "1.25", "3", "a \"binary\", <or> not & so on" },
                   { "refused", "", "", "", "" },
                   { "1e3", "-0.0001", "-1", "0", "µ Cep, 2 σ" } };
    table.title = "Labels of 'three' stars";
    table.provenance = "labels.provenance.json";
    return table;
}

const QByteArray readByAstropy = R"(
import json, sys
from astropy.table import Table
table = Table.read(sys.argv[1], **({'format': 'votable'} if sys.argv[1].endswith('.vot') else {}))
missing = lambda value: value is None or str(value) in ('--', 'nan', '', "b''")
cells = [[None if missing(row[name]) else row[name].item() if hasattr(row[name], 'item') else row[name].decode() if isinstance(row[name], bytes) else str(row[name])
          for name in table.colnames] for row in table]
print(json.dumps({'names': table.colnames, 'cells': cells, 'types': [table[name].dtype.kind for name in table.colnames],
                  'units': [str(table[name].unit or '') for name in table.colnames],
                  'descriptions': [table[name].description or '' for name in table.colnames]}))
)";

} // namespace

class DataTableTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string write(const DataTable& table, TableFormat format) const
    {
        const auto file
            = m_folder.filePath(QStringLiteral("labels")).toStdString() + std::string(endingOf(format));
        writeTable(file, table, format);
        return file;
    }

private Q_SLOTS:
    void namesEndIn_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::newRow("csv") << "a.csv"
                             << "csv";
        QTest::newRow("case") << "a.FITS"
                              << "fits";
        QTest::newRow("short") << "a.fit"
                               << "fits";
        QTest::newRow("votable") << "a.vot"
                                 << "votable";
        QTest::newRow("xml") << "a.b.xml"
                             << "votable";
        QTest::newRow("ecsv") << "x/a.ecsv"
                              << "ecsv";
        QTest::newRow("none") << "a.dat"
                              << "";
        QTest::newRow("no ending") << "csv"
                                   << "";
    }

    void namesEndIn()
    {
        QFETCH(QString, file);
        QFETCH(QString, format);
        const auto found = formatOf(file.toStdString());
        QCOMPARE(found ? QString::fromUtf8(nameOf(*found).data()) : QString(), format);
        if (found)
            QVERIFY(formatOf("a" + std::string(endingOf(*found))) == found);
    }

    void csvIsReadBack()
    {
        const auto table = sample();
        const auto read = readCsv(write(table, TableFormat::Csv));
        QCOMPARE(read.header, cellsOf(table).header);
        QCOMPARE(read.rows, table.rows);
    }

    void ecsvIsReadBack()
    {
        const auto text = toText(sample(), TableFormat::Ecsv);
        QVERIFY(text.starts_with("# %ECSV 1.0\n# ---\n"));
        const TextTable table("labels.ecsv", text);
        QCOMPARE(table.countRows(), std::size_t { 3 });
        QCOMPARE(table.columns()[1].unit, std::string("K"));
        QCOMPARE(table.columns()[1].meaning, std::string("phys.temperature.effective"));
        const auto values = table.read({ 1, 3 });
        QCOMPARE(values[0][0], 4321.3);
        QVERIFY(std::isnan(values[0][1]) && std::isnan(values[1][1]));
        QCOMPARE(values[1][2], 0.0);
    }

    void voTableIsReadBack()
    {
        const auto text = fromVoTable("labels.vot", toText(sample(), TableFormat::VoTable));
        const TextTable table("labels.vot", text);
        QCOMPARE(table.columns()[1].unit, std::string("K"));
        QCOMPARE(table.columns()[2].meaning, std::string("phys.gravity"));
        QCOMPARE(table.firstCell("source"), std::string("M71-19"));
        const auto values = table.read({ 1, 2, 3 });
        QCOMPARE(values[0][2], -0.0001);
        QVERIFY(std::isnan(values[1][1]) && std::isnan(values[2][1]));
    }

    void fitsIsReadBack()
    {
        FitsFile fits(write(sample(), TableFormat::Fits));
        const auto& hdu = fits.hdu(2);
        QCOMPARE(hdu.rows, std::size_t { 3 });
        QCOMPARE(hdu.column("teff")->unit, std::string("K"));
        QCOMPARE(hdu.column("teff")->ucd, std::string("phys.temperature.effective"));
        QVERIFY(hdu.column("logg")->unit.empty()); // the standard knows no dex
        const auto teff = fits.readColumn(hdu, *hdu.column("teff")),
                   exposures = fits.readColumn(hdu, *hdu.column("exposures"));
        QCOMPARE(teff[0], 4321.3);
        QVERIFY(std::isnan(teff[1]) && std::isnan(exposures[1]));
        QCOMPARE(exposures[2], 0.0);
        QCOMPARE(fits.readText(hdu, *hdu.column("comment"), 1), sample().rows[0][4]);
        QCOMPARE(fits.readText(hdu, *hdu.column("comment"), 3), std::string("? Cep, 2 ?")); // FITS is ASCII
    }

    void aTableWithoutRowsIsOne()
    {
        auto table = sample();
        table.rows.clear();
        QCOMPARE(readCsv(write(table, TableFormat::Csv)).header.size(), table.columns.size());
        FitsFile fits(write(table, TableFormat::Fits));
        QCOMPARE(fits.hdu(2).rows, std::size_t { 0 });
        QCOMPARE(fits.hdu(2).columns.size(), table.columns.size());
        QVERIFY(toText(table, TableFormat::VoTable).find("<FIELD name=\"teff\"") != std::string::npos);
    }

    void astropyReadsTheSame_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<bool>("empty");
        for (const auto format : tableFormats) {
            QTest::newRow(nameOf(format).data()) << static_cast<int>(format) << false;
            QTest::addRow("%s without rows", nameOf(format).data()) << static_cast<int>(format) << true;
        }
    }

    void astropyReadsTheSame()
    {
        QFETCH(int, format);
        QFETCH(bool, empty);
        const auto wanted = static_cast<TableFormat>(format);
        auto table = sample();
        if (empty)
            table.rows.clear();
        const auto output = runWithAstropy(readByAstropy, { QString::fromStdString(write(table, wanted)) });
        if (!output)
            QSKIP("no Python with astropy: apt-get install python3-astropy");
        const auto read = QJsonDocument::fromJson(*output).object();
        const auto cells = read[QStringLiteral("cells")].toArray();
        QCOMPARE(cells.size(), static_cast<qsizetype>(table.rows.size()));
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto place = static_cast<qsizetype>(i);
            QCOMPARE(read[QStringLiteral("names")][place].toString().toStdString(), table.columns[i].name);
            for (std::size_t row = 0; row < table.rows.size(); ++row)
                compare(cells[static_cast<qsizetype>(row)][place], table, row, i, wanted);
            if (wanted == TableFormat::Csv)
                continue; // has names only
            const auto unit = read[QStringLiteral("units")][place].toString();
            QCOMPARE(unit.startsWith(QLatin1Char('K')), table.columns[i].unit == "K");
            if (table.columns[i].unit == "dex" && wanted != TableFormat::Fits)
                QVERIFY2(unit.startsWith(QStringLiteral("dex")), qPrintable(unit));
            if (wanted != TableFormat::Fits) // whose comments astropy leaves in the header
                QCOMPARE(read[QStringLiteral("descriptions")][place].toString().toStdString(),
                         table.columns[i].description);
            if (!empty && table.columns[i].type == TableColumn::Type::Integer)
                QCOMPARE(read[QStringLiteral("types")][place].toString(), QStringLiteral("i"));
        }
    }

    void neverLeavesHalfAFile()
    {
        const std::filesystem::path nowhere
            = m_folder.filePath(QStringLiteral("none/labels.fits")).toStdString();
        for (const auto format : tableFormats)
            QVERIFY_THROWS_EXCEPTION(Error, writeTable(nowhere, sample(), format));
        QVERIFY(!std::filesystem::exists(nowhere.parent_path()));
    }

private:
    static void compare(const QJsonValue& cell, const DataTable& table, std::size_t row, std::size_t column,
                        TableFormat format)
    {
        const auto& wanted = table.rows[row][column];
        if (wanted.empty())
            QVERIFY2(cell.isNull(),
                     qPrintable(QStringLiteral("row %1, %2: %3")
                                    .arg(row)
                                    .arg(QString::fromStdString(table.columns[column].name),
                                         cell.toVariant().toString())));
        else if (table.columns[column].type != TableColumn::Type::Text)
            QCOMPARE(cell.toDouble(), std::stod(wanted));
        else if (format == TableFormat::Fits && wanted.starts_with("\u00b5"))
            QCOMPARE(cell.toString(), QStringLiteral("? Cep, 2 ?"));
        else
            QCOMPARE(cell.toString().toStdString(), wanted);
    }
};

QTEST_GUILESS_MAIN(DataTableTest)
#include "datatable_test.moc"
