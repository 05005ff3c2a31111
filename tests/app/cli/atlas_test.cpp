#include "core/atlas/staratlas.h"
#include "core/error.h"
#include "core/io/writer.h"
#include "tests/app/cli/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <csignal>

using namespace syzygy;
using test::runProgram;

class AtlasCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_spectra, m_atlas;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    struct Word {
        QString text;
        Word(const char* word) // NOLINT: implicit, for lists
            : text(QString::fromUtf8(word))
        {
        }
        Word(QString word) // NOLINT
            : text(std::move(word))
        {
        }
    };
    static QStringList words(std::initializer_list<Word> list)
    {
        QStringList texts;
        for (const auto& word : list)
            texts << word.text;
        return texts;
    }

    static void write(const QString& name, const QByteArray& bytes)
    {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

private Q_SLOTS:
    /// Three mock stars, each seen by both instruments, and a table of their truth.
    void initTestCase()
    {
        m_spectra = path("spectra");
        m_atlas = path("mocks.atlas");
        const auto made
            = runProgram(words({ "simulate", "-n", "3", "--snr", "100", "--seed", "1", "-o", m_spectra }));
        QVERIFY2(made.exitCode == 0, qPrintable(made.errors));
        QVERIFY(QFile::remove(m_spectra + QStringLiteral("/truth.csv"))); // no spectrum
        write(path("labels.csv"),
              "name,teff,teff_err,logg,logg_err,remark\nmock_000,4500,50,2.5,0.1,first\nmock_001,4600,50,2.6,"
              "0.1,second\n");
        const auto built = runProgram(
            words({ "atlas", "build", m_spectra, "--labels", path("labels.csv"), "-o", m_atlas }));
        QVERIFY2(QFile::exists(m_atlas), qPrintable(built.errors));
        QVERIFY2(built.errors.contains(QStringLiteral("has no row for 2 of 6 spectra")),
                 qPrintable(built.errors));
    }

    void keepsBothSpectraOfEachStar()
    {
        const StarAtlas atlas(m_atlas.toStdString());
        QCOMPARE(atlas.size(), std::size_t(6));
        std::size_t apogee = 0, known = 0;
        for (std::size_t row = 0; row < atlas.size(); ++row) {
            apogee += atlas.encodedAs(row) == Instrument::Apogee ? 1 : 0;
            known += std::isfinite(atlas.known(row).value[0]) ? 1 : 0;
            QVERIFY(QFile::exists(QString::fromStdString(atlas.spectrumFile(row).string())));
        }
        QCOMPARE(apogee, std::size_t(3));
        QCOMPARE(known, std::size_t(4));
        QVERIFY(!QDir(m_atlas + QStringLiteral(".parts")).exists());
    }

    void labelsAreThoseOfAnalyze()
    {
        const auto run = runProgram(words({ "analyze", m_spectra, "-o", path("labels_of_all.csv") }));
        QVERIFY2(QFile::exists(path("labels_of_all.csv")), qPrintable(run.errors));
        const auto table = readCsv(path("labels_of_all.csv").toStdString());
        const auto teff = std::ranges::find(table.header, "teff") - table.header.begin();
        const StarAtlas atlas(m_atlas.toStdString());
        QCOMPARE(table.rows.size(), atlas.size());
        for (std::size_t row = 0; row < atlas.size(); ++row)
            for (std::size_t k = 0; k < labelCount; ++k)
                QCOMPARE(table.rows[row][static_cast<std::size_t>(teff) + 2 * k],
                         QString::number(atlas.label(k, row), 'f', k == 0 ? 1 : 4).toStdString());
    }

    void startedAgainItHasNothingToDo()
    {
        const auto again = runProgram(words({ "atlas", "build", m_spectra, "-o", m_atlas }));
        QVERIFY2(again.output.contains(QStringLiteral("6 spectra, 0 of them new")),
                 qPrintable(again.output + again.errors));
        QVERIFY(
            std::isfinite(StarAtlas(m_atlas.toStdString()).known(0).value[0])); // the table's columns stay
    }

    void partsMakeTheWhole()
    {
        for (const auto* part : { "1", "2" })
            runProgram(words({ "atlas", "build", m_spectra, "--part",
                               QString::fromLatin1(part) + QStringLiteral("/2"), "-o", path(part) }));
        const auto merged = runProgram(
            words({ "atlas", "merge", path("1"), path("2"), path("1"), "-o", path("merged.atlas") }));
        QVERIFY2(merged.exitCode == 0, qPrintable(merged.errors));
        QVERIFY2(merged.output.contains(
                     QStringLiteral("6 spectra of 3 atlases; 3 that two of them have count once")),
                 qPrintable(merged.output));
        const auto info = runProgram(words({ "atlas", "info", path("merged.atlas") }));
        QVERIFY2(info.output.contains(QStringLiteral("6 spectra of 3 stars")), qPrintable(info.output));
    }

    void finishedPartsOfAKilledRunAreTakenUp()
    {
        const auto atlas = path("killed.atlas");
        QProcess process;
        test::startProgram(process, words({ "atlas", "build", m_spectra, "--jobs", "1", "-v", "-o", atlas }));
        const QDir parts(atlas + QStringLiteral(".parts"));
        QTRY_VERIFY_WITH_TIMEOUT(!parts.entryList({ QStringLiteral("*.part") }, QDir::Files).isEmpty()
                                     || QFile::exists(atlas),
                                 60000); // the atlas: it is done already
        process.kill();
        process.waitForFinished();
        const bool wasKilled = process.exitStatus() == QProcess::CrashExit && !QFile::exists(atlas);
        const auto again = runProgram(words({ "atlas", "build", m_spectra, "-o", atlas }));
        QVERIFY2(again.exitCode == 0 && again.output.contains(QStringLiteral("6 spectra")),
                 qPrintable(again.output + again.errors));
        if (wasKilled)
            QVERIFY2(again.output.contains(QStringLiteral("of an earlier run were taken up")),
                     qPrintable(again.output));
    }

    void checkNamesTheDamagedBlock()
    {
        QCOMPARE(runProgram(words({ "atlas", "check", m_atlas })).exitCode, 0);
        const auto damaged = path("damaged.atlas");
        QVERIFY(QFile::copy(m_atlas, damaged));
        QFile file(damaged);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(128); // the first block
        file.write("XX");
        file.close();
        const auto checked = runProgram(words({ "atlas", "check", damaged }));
        QCOMPARE(checked.exitCode, 1);
        QVERIFY2(checked.errors.contains(QStringLiteral("column name, values, bytes 128 to")),
                 qPrintable(checked.errors));
    }

    void twinsHaveNames()
    {
        const auto run = runProgram(words({ "neighbours", m_spectra + QStringLiteral("/mock_000_x1d.fits"),
                                            "--atlas", m_atlas, "-k", "4", "-o", path("twins.csv") }));
        QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
        QVERIFY2(run.output.contains(QStringLiteral("search exact"))
                     && run.output.contains(QStringLiteral("mock_001")),
                 qPrintable(run.output));
        const auto table = readCsv(path("twins.csv").toStdString());
        QCOMPARE(table.rows.size(), std::size_t(4)); // of the other two stars
        for (const auto& row : table.rows)
            QVERIFY(row[3] != "mock_000");
    }

    void neighboursOfOneInstrument()
    {
        const auto spectrum = m_spectra + QStringLiteral("/mock_000_x1d.fits");
        const auto twins = runProgram(words({ "neighbours", spectrum, "--atlas", m_atlas, "-k", "4",
                                              "--seen-by", "apogee", "-o", path("apogee.csv") }));
        QVERIFY2(twins.exitCode == 0, qPrintable(twins.errors));
        const auto table = readCsv(path("apogee.csv").toStdString());
        QCOMPARE(table.rows.size(), std::size_t(2)); // of the other two stars
        const auto mocks = runProgram(words({ "neighbours", spectrum, "-k", "12", "--seen-by", "NIRSpec" }));
        QCOMPARE(mocks.output.count(QStringLiteral("NIRSpec")), 12);
        QVERIFY(!mocks.output.contains(QStringLiteral("APOGEE")));
        const auto both = runProgram(words(
            { "neighbours", spectrum, "--atlas", m_atlas, "-k", "4", "--seen-by", "apogee", "--mocks" }));
        QCOMPARE(both.output.count(QStringLiteral("APOGEE")), 2 + 4); // of real stars and mocks
    }

    void expressionsChooseRows()
    {
        const auto info
            = runProgram(words({ "atlas", "info", m_atlas, "--where", "encoder=apogee or known_teff<4550" }));
        QVERIFY2(info.output.contains(QStringLiteral("4 of 6 spectra, of 3 stars, where")),
                 qPrintable(info.output + info.errors));
        const auto left = runProgram(
            words({ "atlas", "export", m_atlas, "--where", "remark ~ FIRST", "-o", path("first.csv") }));
        QVERIFY2(left.output.contains(QStringLiteral("2 of 6 spectra")), qPrintable(left.errors));
        const auto table = readCsv(path("first.csv").toStdString());
        QCOMPARE(table.rows.size(), std::size_t(2));
        for (const auto& row : table.rows)
            QCOMPARE(row[0], std::string("mock_000"));
        const auto scores = runProgram(words({ "evaluate", "--atlas", m_atlas, "--where", "teff > 0" }));
        QVERIFY2(scores.output.contains(QStringLiteral("of them 6 where teff > 0")),
                 qPrintable(scores.output));
        const auto wrong = runProgram(words({ "atlas", "info", m_atlas, "--where", "tef<4800" }));
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.errors.contains(QStringLiteral("--where \"tef<4800\": 'tef' is no column.")),
                 qPrintable(wrong.errors));
    }

    void evaluatesAgainstTheCatalogue()
    {
        const auto run = runProgram(words({ "evaluate", "--atlas", m_atlas }));
        QVERIFY2(run.exitCode == 0 && run.output.contains(QStringLiteral("labels of labels.csv")),
                 qPrintable(run.output + run.errors));
    }

    void evaluatesPairs()
    {
        QByteArray pairs("nirspec,apogee\n");
        for (int i = 0; i < 3; ++i)
            pairs += QStringLiteral("spectra/mock_00%1_x1d.fits,spectra/%2\n")
                         .arg(i)
                         .arg(QDir(m_spectra)
                                  .entryList({ QStringLiteral("*mock_00%1*apStar*").arg(i),
                                               QStringLiteral("*apStar*mock_00%1*").arg(i) })
                                  .value(0))
                         .toUtf8();
        write(path("pairs.csv"), pairs);
        const auto run = runProgram(words({ "evaluate", "--pairs", path("pairs.csv") }));
        QVERIFY2(run.exitCode == 0 && run.output.contains(QStringLiteral("success@1 1.000")),
                 qPrintable(run.output + run.errors));
    }

    void whatIsWrongIsSaid()
    {
        write(path("no.atlas"), QByteArray(300, 'x'));
        const auto other = runProgram(words({ "neighbours", m_spectra, "--atlas", path("no.atlas") }));
        QVERIFY2(other.errors.contains(QStringLiteral("is no atlas that can be used")),
                 qPrintable(other.errors));
        QCOMPARE(runProgram(words({ "atlas", "build", m_spectra, "-o", path("x.atlas"), "--part", "3/2" }))
                     .exitCode,
                 2);
        write(path("strangers.csv"), "star,teff\nnobody,1\n");
        const auto strangers = runProgram(
            words({ "atlas", "build", m_spectra, "--labels", path("strangers.csv"), "-o", path("x.atlas") }));
        QVERIFY2(strangers.errors.contains(QStringLiteral("none of its 1 rows is of one of the 6 spectra")),
                 qPrintable(strangers.errors));
        QVERIFY(!QFile::exists(path("x.atlas")));
    }
};

QTEST_GUILESS_MAIN(AtlasCommandTest)
#include "atlas_test.moc"
