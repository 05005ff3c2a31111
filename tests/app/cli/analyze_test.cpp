#include "core/analysis/table.h"
#include "core/io/reader.h"
#include "core/io/writer.h"
#include "core/random.h"
#include "tests/app/cli/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace syzygy;
using namespace syzygy::test;

namespace {

const QString analyzeWord = QStringLiteral("analyze");

}

class AnalyzeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(QFile::exists(shippedBundle() + QStringLiteral("/manifest.json")),
                 "models/ must hold the bundle that ships");
        const auto run = runProgram({ QStringLiteral("simulate"), QStringLiteral("-n"), QStringLiteral("1"),
                                      QStringLiteral("--snr"), QStringLiteral("100"),
                                      QStringLiteral("--giants"), QStringLiteral("-o"), m_folder.path() });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        m_nirspec = m_folder.filePath(QStringLiteral("mock_000_x1d.fits"));
        m_apogee = m_folder.filePath(QStringLiteral("mock_000_apStar.fits"));
        makePair();
        m_bad = m_folder.filePath(QStringLiteral("bad.fits"));
        QFile bad(m_bad);
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("no FITS file");
    }

    /// Put together they are the whole, byte for byte; one that is done is left as it is.
    void partsAreTheWhole()
    {
        const auto in = [&](const char* name) { return m_folder.filePath(QString::fromLatin1(name)); };
        const auto bytesOf = [](const QString& name) {
            QFile file(name);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const auto copy = in("again_x1d.fits");
        QFile::copy(m_nirspec, copy);
        const auto analyze = [&](const QStringList& options) {
            return runProgram(QStringList { analyzeWord, m_nirspec, m_apogee, copy } + options);
        };
        QCOMPARE(analyze({ QStringLiteral("-o"), in("whole.csv") }).exitCode, 0);
        for (const auto* part : { "1", "2" }) {
            const auto name = QString::fromLatin1(part);
            const auto run = analyze({ QStringLiteral("--part"), name + QStringLiteral("/2"),
                                       QStringLiteral("-o"), in("part") + name });
            QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        }
        const auto merged = runProgram(
            { QStringLiteral("merge"), in("part1"), in("part2"), QStringLiteral("-o"), in("merged.csv") });
        QVERIFY2(merged.exitCode == 0, qPrintable(merged.errors));
        QCOMPARE(bytesOf(in("merged.csv")), bytesOf(in("whole.csv")));
        const auto told = QJsonDocument::fromJson(bytesOf(in("merged.csv.provenance.json"))).object();
        QCOMPARE(told[QStringLiteral("spectra")].toArray().size(), 3);

        const auto again = [&] {
            return analyze(
                { QStringLiteral("--part"), QStringLiteral("1/2"), QStringLiteral("-o"), in("part1") });
        };
        QVERIFY(again().output.contains(QStringLiteral("there already")));
        QFile changed(in("part1"));
        QVERIFY(changed.open(QIODevice::Append) && changed.write("x,y\n") > 0);
        changed.close();
        QVERIFY(!again().output.contains(QStringLiteral("there already"))); // mended
        QVERIFY(again().output.contains(QStringLiteral("there already")));

        const auto twice = runProgram(
            { QStringLiteral("merge"), in("part1"), in("part1"), QStringLiteral("-o"), in("twice.csv") });
        QCOMPARE(twice.exitCode, 1);
        QVERIFY2(twice.errors.contains(QStringLiteral("give each part once")), qPrintable(twice.errors));
        QVERIFY(!QFile::exists(in("twice.csv")));
        QCOMPARE(
            analyze({ QStringLiteral("--part"), QStringLiteral("3/2"), QStringLiteral("-o"), in("part3") })
                .exitCode,
            2);
    }

    void writesCsvWithARowPerSpectrum()
    {
        const auto csv = m_folder.filePath(QStringLiteral("out.csv"));
        const auto run = runProgram({ analyzeWord, m_nirspec, m_apogee, QStringLiteral("-o"), csv });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QVERIFY(run.output.isEmpty());
        const auto table = readCsv(csv.toStdString());
        QCOMPARE(table.header, parameterColumns());
        QCOMPARE(table.rows.size(), std::size_t { 2 });
        QCOMPARE(table.rows[0][0], m_nirspec.toStdString());
        QCOMPARE(table.rows[1][0], m_apogee.toStdString());
        QVERIFY(!table.rows[0][7].empty()); // teff
    }

    void writesOtherFormatsWithTheirProvenance()
    {
        const auto file = m_folder.filePath(QStringLiteral("out.vot"));
        const auto run = runProgram({ analyzeWord, m_nirspec, m_apogee, QStringLiteral("-o"), file });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QFile table(file), provenance(file + QStringLiteral(".provenance.json"));
        QVERIFY(table.open(QIODevice::ReadOnly) && table.readAll().startsWith("<?xml"));
        QVERIFY(provenance.open(QIODevice::ReadOnly));
        const auto json = QJsonDocument::fromJson(provenance.readAll()).object();
        QCOMPARE(json[QStringLiteral("files")].toArray().size(), qsizetype { 2 });
        QCOMPARE(json[QStringLiteral("files")][0][QStringLiteral("sha256")].toString().size(),
                 qsizetype { 64 });
        QCOMPARE(json[QStringLiteral("spectra")].toArray().size(), qsizetype { 2 });
        QCOMPARE(json[QStringLiteral("spectra")][0][QStringLiteral("file")].toString(), m_nirspec);

        const auto named = runProgram({ analyzeWord, m_nirspec, QStringLiteral("-o"), QStringLiteral("-"),
                                        QStringLiteral("--format"), QStringLiteral("ecsv") });
        QVERIFY2(named.exitCode == 0, qPrintable(named.errors));
        QVERIFY(named.output.startsWith(QStringLiteral("# %ECSV")));
        QCOMPARE(runProgram({ analyzeWord, m_nirspec, QStringLiteral("--format"), QStringLiteral("fits") })
                     .exitCode,
                 2); // where to?
        QCOMPARE(runProgram({ analyzeWord, m_nirspec, QStringLiteral("-o"), file, QStringLiteral("--format"),
                              QStringLiteral("xls") })
                     .exitCode,
                 2);
    }

    void dashIsCsvOnStandardOutput()
    {
        const auto run = runProgram({ analyzeWord, QStringLiteral("-o"), QStringLiteral("-"), m_nirspec });
        QCOMPARE(run.exitCode, 0);
        QVERIFY(run.output.startsWith(
            QStringLiteral("file,source,instrument,mode,snr,velocity_km_s,velocity_km_s_err,velocity_km_s_"
                           "zero_err,velocity_frame,teff,teff_err,")));
        QCOMPARE(run.output.count(u'\n'), 2);
    }

    /// log g far from what the spectrum says: it follows, the others too, and what the spectrum says alone
    /// stays.
    void heedsGivenLabels()
    {
        const auto read = [&](const QStringList& more) {
            const auto csv = m_folder.filePath(QStringLiteral("given.csv"));
            const auto run
                = runProgram({ analyzeWord, m_nirspec, QStringLiteral("-o"), csv, more[0], more[1] });
            return run.exitCode == 0 ? readCsv(csv.toStdString()) : CsvTable {};
        };
        const auto alone = read({ QStringLiteral("--jobs"), QStringLiteral("1") });
        const auto given = read({ QStringLiteral("--given"), QStringLiteral("logg=4.5±0.01") });
        const auto cell = [](const CsvTable& table, const char* name) {
            const auto at = std::ranges::find(table.header, name);
            return at == table.header.end()
                ? std::string("absent")
                : table.rows.at(0).at(static_cast<std::size_t>(at - table.header.begin()));
        };
        QVERIFY(std::abs(std::stod(cell(given, "logg")) - 4.5) < 0.05);
        QCOMPARE(cell(given, "logg_alone"), cell(alone, "logg"));
        QCOMPARE(cell(given, "teff_alone_err"), cell(alone, "teff_err"));
        QVERIFY(cell(given, "teff") != cell(alone, "teff"));
        QVERIFY(cell(given, "map_x") != cell(alone, "map_x"));
        QVERIFY(cell(given, "flags").find("contradicts_given") != std::string::npos);
        QCOMPARE(cell(alone, "logg_alone"), std::string("absent"));
        QVERIFY(std::stod(cell(given, "teff_err")) <= std::stod(cell(alone, "teff_err")));
    }

    /// A mask of what has no data changes nothing; one of data changes labels and σ; the order is nothing.
    void heedsTheMask()
    {
        const auto rowWith = [&](const QStringList& more) {
            const auto run = runProgram(
                QStringList { analyzeWord, m_nirspec, QStringLiteral("-o"), QStringLiteral("-") } + more);
            return run.exitCode == 0 ? run.output.section(u'\n', 1, 1) : run.errors;
        };
        const auto mask = QStringLiteral("--mask");
        const auto whole = rowWith({});
        QCOMPARE(rowWith({ mask, QStringLiteral("2.5-2.6") }), whole);
        const auto masked = rowWith({ mask, QStringLiteral("1.5-1.6,1.1-1.2") });
        QVERIFY(masked != whole && masked.count(u',') == whole.count(u','));
        QCOMPARE(rowWith({ mask, QStringLiteral("1.1-1.2, 1.5-1.6") }), masked);
    }

    void givenLabelsFromATable()
    {
        const auto table = m_folder.filePath(QStringLiteral("known.csv"));
        QFile file(table);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("file,logg,logg_err\nmock_000_x1d.fits,3.9,0.01\n");
        file.close();
        const auto csv = m_folder.filePath(QStringLiteral("given.csv"));
        const auto run = runProgram(
            { analyzeWord, m_nirspec, QStringLiteral("--given-table"), table, QStringLiteral("-o"), csv });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        const auto read = readCsv(csv.toStdString());
        const auto logg = std::ranges::find(read.header, "logg") - read.header.begin();
        QVERIFY(std::abs(std::stod(read.rows[0][static_cast<std::size_t>(logg)]) - 3.9) < 0.05);
    }

    void jobsDoNotChangeTheTable()
    {
        const QStringList arguments { analyzeWord, QStringLiteral("-o"), QStringLiteral("-"), m_nirspec,
                                      m_apogee };
        QCOMPARE(
            runProgram(arguments + QStringList { QStringLiteral("--jobs"), QStringLiteral("2") }).output,
            runProgram(arguments + QStringList { QStringLiteral("--jobs"), QStringLiteral("1") }).output);
    }

    void printsAReadableTable()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec });
        QCOMPARE(run.exitCode, 0);
        for (const auto* word : { "Teff [K]", "log g", "[Fe/H]", "[Mg/Fe]", "±", "mock_000" })
            QVERIFY2(run.output.contains(QString::fromUtf8(word)), word);
    }

    void givenVelocityIsTaken()
    {
        const auto run
            = runProgram({ analyzeWord, m_nirspec, QStringLiteral("--velocity"), QStringLiteral("-22.9") });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QVERIFY2(run.output.contains(QStringLiteral("-22.9 (given)")), qPrintable(run.output));
    }

    void badFileIsNamedAndTheRestIsDone()
    {
        const auto missing = m_folder.filePath(QStringLiteral("missing.fits"));
        const auto run = runProgram(
            { analyzeWord, m_bad, m_nirspec, missing, QStringLiteral("-o"), QStringLiteral("-") });
        QCOMPARE(run.exitCode, 1);
        QVERIFY(run.errors.contains(m_bad));
        QVERIFY(run.errors.contains(missing));
        QVERIFY(!run.errors.contains(m_nirspec));
        QCOMPARE(run.output.count(u'\n'), 2);
    }

    void foldersPatternsAndListsStandForFiles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("folder") << m_pair;
        QTest::newRow("pattern") << m_pair + QStringLiteral("/exp?_x1d.fits");
        QTest::newRow("list") << QLatin1Char('@') + m_pair + QStringLiteral("/both.list");
    }
    void foldersPatternsAndListsStandForFiles()
    {
        QFETCH(QString, name);
        const auto nowhere = m_folder.filePath(QStringLiteral("nothing*.fits"));
        const auto analyzed
            = runProgram({ analyzeWord, nowhere, name, QStringLiteral("-o"), QStringLiteral("-") });
        QCOMPARE(analyzed.exitCode, 1); // the pattern that stands for nothing is told, the others are done
        QVERIFY2(analyzed.errors.contains(nowhere), qPrintable(analyzed.errors));
        QCOMPARE(analyzed.errors.count(u'\n'), 1);
        QCOMPARE(analyzed.output.count(u'\n'), 1 + 2);
        const auto neighbours = runProgram(
            { QStringLiteral("neighbours"), name, m_bad, QStringLiteral("-k"), QStringLiteral("1") });
        QCOMPARE(neighbours.exitCode, 1);
        QVERIFY(neighbours.errors.contains(m_bad));
        QCOMPARE(neighbours.output.count(QStringLiteral("_x1d.fits")), 2);
        const auto inspected = runProgram({ QStringLiteral("inspect"), name });
        QCOMPARE(inspected.exitCode, 0);
        QVERIFY2(inspected.output.contains(QStringLiteral("offered: M71-19: 2 spectra")),
                 qPrintable(inspected.output));
    }

    void nothingIsCombinedUnlessAsked()
    {
        const auto run = runProgram({ analyzeWord, m_pair });
        QVERIFY(!run.output.contains(QStringLiteral("Combined from")));
    }

    void combineAddsTheCombinationAndTheComparison()
    {
        const auto csv = m_folder.filePath(QStringLiteral("combined.csv"));
        const auto run = runProgram({ analyzeWord, QStringLiteral("--combine"), m_pair, QStringLiteral("-o"),
                                      csv, QStringLiteral("--table") });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        for (const auto* word : { "weighted mean", "χ²", "probability", "Combined from 2 spectra" })
            QVERIFY2(run.output.contains(QString::fromUtf8(word)), word);
        const auto table = readCsv(csv.toStdString());
        QCOMPARE(table.rows.size(), std::size_t { 3 });
        QVERIFY(table.rows[2][0].ends_with("exp1_x1d.fits + exp2_x1d.fits"));
        QCOMPARE(table.rows[2][1], std::string("M71-19"));
        QVERIFY(std::stod(table.rows[2][4]) > 1.2 * std::stod(table.rows[0][4]));           // S/N
        QVERIFY(std::abs(std::stod(table.rows[2][7]) - std::stod(table.rows[0][7])) < 200); // Teff
        const auto exposures = std::ranges::find(table.header, "exposures") - table.header.begin();
        QCOMPARE(table.rows[0][static_cast<std::size_t>(exposures)], std::string());
        QCOMPARE(table.rows[2][static_cast<std::size_t>(exposures)], std::string("2"));
        for (const auto& row : table.rows)
            QCOMPARE(row.size(), table.header.size());
    }

    void savedCombinationIsReadAgain()
    {
        const auto folder = m_folder.filePath(QStringLiteral("new/combined"));
        const auto run = runProgram(
            { analyzeWord, QStringLiteral("--combine"), m_pair, QStringLiteral("--save-combined"), folder });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        const auto file = folder + QStringLiteral("/M71-19_G140H-F100LP_combined_x1d.fits");
        QVERIFY2(run.output.contains(QStringLiteral("written: ") + file), qPrintable(run.output));
        const auto inspected = runProgram({ QStringLiteral("inspect"), file });
        QCOMPARE(inspected.exitCode, 0);
        for (const auto* word :
             { "Syzygy combination", "Combined from 2 spectra", "INPUT2", "exp2_x1d.fits" })
            QVERIFY2(inspected.output.contains(QString::fromUtf8(word)), qPrintable(inspected.output));
        const auto again = runProgram({ analyzeWord, file, QStringLiteral("-o"), QStringLiteral("-") });
        QVERIFY2(again.exitCode == 0, qPrintable(again.errors));
        QCOMPARE(again.output.count(u'\n'), 2);
    }

    void savingNeedsCombining()
    {
        const auto run = runProgram({ analyzeWord, m_pair, QStringLiteral("--save-combined"),
                                      m_folder.filePath(QStringLiteral("nothing")) });
        QVERIFY(run.exitCode != 0);
        QVERIFY(run.errors.contains(QStringLiteral("--combine")));
    }

    void combineSaysWhenThereIsNothingToCombine()
    {
        const auto run = runProgram({ analyzeWord, QStringLiteral("--combine"), m_nirspec, m_apogee });
        QCOMPARE(run.exitCode, 0);
        QVERIFY(run.errors.contains(QStringLiteral("no two of the spectra are of one source")));
    }

    /// NIRSpec and APOGEE of one star: a row more, whose errors are not larger than those of either.
    void jointLabelsOfBothInstruments()
    {
        const auto csv = m_folder.filePath(QStringLiteral("joint.csv")),
                   covariances = m_folder.filePath(QStringLiteral("covariances.csv"));
        const auto run
            = runProgram({ analyzeWord, m_nirspec, m_apogee, QStringLiteral("--joint"),
                           QStringLiteral("--covariances"), covariances, QStringLiteral("-o"), csv });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        const auto table = readCsv(csv.toStdString());
        QCOMPARE(table.rows.size(), std::size_t(3));
        const auto column = [&](const char* name) {
            return static_cast<std::size_t>(std::ranges::find(table.header, name) - table.header.begin());
        };
        const auto& joint = table.rows[2];
        QCOMPARE(joint[column("mode")], std::string("joint of 1 NIRSpec + 1 APOGEE"));
        QCOMPARE(joint[column("source")], table.rows[0][column("source")]);
        for (const auto* name : { "teff_err", "logg_err", "fe_h_err", "mg_fe_err" })
            QVERIFY(std::stod(joint[column(name)]) < 1.01 * std::stod(table.rows[1][column(name)]));
        const auto written = readCsv(covariances.toStdString());
        QCOMPARE(written.rows.size(), std::size_t(2)); // of spectra
        const double sigma = std::stod(table.rows[0][column("teff_err")]);
        QVERIFY(std::abs(std::stod(written.rows[0][3]) - sigma * sigma) < 0.01 * sigma * sigma);
    }

    void missingBundleIsOneSentence()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec, QStringLiteral("--bundle"),
                                      m_folder.filePath(QStringLiteral("nowhere")) });
        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.errors.count(u'\n'), 1);
        QVERIFY(run.errors.contains(QStringLiteral("nowhere")));
    }

    void unwritableOutputIsSaid()
    {
        const auto run = runProgram({ analyzeWord, m_nirspec, QStringLiteral("-o"),
                                      m_folder.filePath(QStringLiteral("no/such/folder/out.csv")) });
        QCOMPARE(run.exitCode, 1);
        QVERIFY(run.errors.contains(QStringLiteral("no/such/folder")));
    }

    void neighboursListsAsManyAsAskedFor()
    {
        const auto run = runProgram(
            { QStringLiteral("neighbours"), m_nirspec, QStringLiteral("-k"), QStringLiteral("7") });
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QCOMPARE(run.output.count(u'\n'), 2 + 7);
    }

private:
    /// Two exposures of the mock star: the same spectrum with fresh noise of its own errors.
    void makePair()
    {
        m_pair = m_folder.filePath(QStringLiteral("pair"));
        QVERIFY(QDir().mkpath(m_pair));
        Random random(3);
        std::ofstream list((m_pair + QStringLiteral("/both.list")).toStdString());
        for (const auto* name : { "exp1_x1d.fits", "exp2_x1d.fits" }) {
            auto spectrum = readSpectra(m_nirspec.toStdString()).front();
            for (std::size_t i = 0; i < spectrum.size(); ++i)
                if (spectrum.error[i] > 0)
                    spectrum.flux[i] += random.normal(0, 0.5 * spectrum.error[i]);
            spectrum.provenance.source = "M71-19";
            writeX1d(std::filesystem::path(m_pair.toStdString()) / name, { spectrum });
            list << name << '\n';
        }
    }

    QTemporaryDir m_folder;
    QString m_nirspec, m_apogee, m_bad, m_pair;
};

QTEST_GUILESS_MAIN(AnalyzeTest)
#include "analyze_test.moc"
