#include "core/error.h"
#include "core/io/labeltablereader.h"
#include "tests/support/fitsmaker.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace syzygy;
using test::FitsMaker;
using test::TestColumn;

namespace {

/// Two stars; single precision as APOGEE's own tables.
std::vector<TestColumn> columnsOf(const std::vector<std::string>& names)
{
    std::vector<TestColumn> columns;
    for (std::size_t i = 0; i < names.size(); ++i)
        columns.push_back({ names[i], "E", "", { 0.25 * static_cast<double>(i), -0.5 }, {} });
    return columns;
}

double at(const Labels& star, Label label)
{
    return star[indexOf(label)];
}

} // namespace

class LabelTableReaderTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;

    void write(const std::vector<TestColumn>& columns) { FitsMaker().table("", columns, 2).write(m_file); }

    QString refusal()
    {
        try {
            readLabelTable(m_file);
            return {};
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "labels.fits";
    }

    void readsAbundancesOverIron()
    {
        write(columnsOf({ "TEFF", "LOGG", "FE_H", "O_FE", "MG_FE" }));
        const auto stars = readLabelTable(m_file);
        QCOMPARE(stars.size(), std::size_t(2));
        QCOMPARE(at(stars[0], Label::Logg), 0.25);
        QCOMPARE(at(stars[0], Label::O), 0.75);
        QCOMPARE(at(stars[1], Label::Mg), -0.5);
        QVERIFY(std::isnan(at(stars[0], Label::Si)));
    }

    void readsAbundancesOverHydrogen()
    {
        write(columnsOf({ "TEFF", "LOGG", "FE_H", "O_H", "MG_H", "NI_H" }));
        const auto stars = readLabelTable(m_file);
        QCOMPARE(at(stars[0], Label::FeH), 0.5);
        QCOMPARE(at(stars[0], Label::Ni), 1.25 - 0.5);
        QCOMPARE(at(stars[1], Label::Ni), 0.0);
    }

    void noMeasurementIsNotANumber()
    {
        auto columns = columnsOf({ "TEFF", "LOGG", "FE_H", "O_H", "MG_FE" });
        columns[3].values = { -9999, 0.1 };
        columns[4].values = { 0.1, std::nan("") };
        write(columns);
        const auto stars = readLabelTable(m_file);
        QVERIFY(std::isnan(at(stars[0], Label::O)));
        QVERIFY(std::isnan(at(stars[1], Label::Mg)));
        QVERIFY(std::abs(at(stars[1], Label::O) - 0.6) < 1e-6);
    }

    void refusesOtherLayouts_data()
    {
        QTest::addColumn<QString>("absent");
        for (const char* name : { "TEFF", "LOGG", "FE_H", "O_FE", "MG_FE" })
            QTest::newRow(name) << QString::fromUtf8(name);
    }

    void refusesOtherLayouts()
    {
        QFETCH(QString, absent);
        std::vector<std::string> names { "TEFF", "LOGG", "FE_H", "O_FE", "MG_FE" };
        std::erase(names, absent.toStdString());
        write(columnsOf(names));
        QVERIFY2(refusal().contains(absent + QLatin1String(": is missing")) || refusal().contains(absent),
                 qPrintable(refusal()));
        QVERIFY(refusal().startsWith(QString::fromStdString(m_file.string())));
    }

    void refusesTextAndVectors()
    {
        auto columns = columnsOf({ "TEFF", "LOGG", "FE_H", "O_FE", "MG_FE" });
        columns[0] = { "TEFF", "8A", "", {}, { "4500", "hot" } };
        write(columns);
        QVERIFY(refusal().contains(QLatin1String("one number per row")));
        columns[0] = { "TEFF", "2E", "", { 1, 2, 3, 4 }, {} };
        write(columns);
        QVERIFY(refusal().contains(QLatin1String("one number per row")));
    }

    void refusesWhatHoldsNoTable()
    {
        FitsMaker().write(m_file);
        QVERIFY(refusal().contains(QLatin1String("table of stars")));
        test::writeBytes(m_file, "no FITS");
        QVERIFY(!refusal().isEmpty());
        std::filesystem::remove(m_file);
        QVERIFY(!refusal().isEmpty());
    }
};

QTEST_APPLESS_MAIN(LabelTableReaderTest)
#include "labeltablereader_test.moc"
