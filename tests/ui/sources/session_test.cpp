#include "core/error.h"
#include "ui/sources/session.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace syzygy;

namespace fs = std::filesystem;

namespace {

void touch(const fs::path& file)
{
    fs::create_directories(file.parent_path());
    QFile made(QString::fromStdString(file.string()));
    QVERIFY(made.open(QIODevice::WriteOnly));
}

SavedSession example(const fs::path& folder)
{
    SavedSession session;
    ReadOptions reading;
    reading.wavelengthUnit = "nm";
    reading.mode = "R=22500";
    reading.wavelengthsInAir = true;
    session.files = { { folder / "spectra/a.fits", {} }, { folder / "b.csv", reading } };
    Marks marks;
    marks.star = true;
    marks.ticks.set(0).set(8);
    addToSubset(marks, QStringLiteral("AGB"));
    marks.comment = QStringLiteral("λ Boo? „sehr“ odd");
    session.spectra = { { folder / "spectra/a.fits", "EXTRACT1D,2", marks, -22.9 } };
    session.atlases = { folder / "stars.atlas" };
    session.tables = { folder / "literature.csv" };
    session.currentFile = folder / "b.csv";
    session.columns = QStringList { QStringLiteral("star"), QStringLiteral("teff") };
    session.sortKey = QStringLiteral("teff");
    session.isDescending = true;
    session.filter = QStringLiteral("teff<5000 and \"x\"");
    session.map = { QStringLiteral("[Mg/Fe]"),
                    QStringLiteral("Labels"),
                    QStringLiteral("C"),
                    QStringLiteral("N"),
                    { { QStringLiteral("Teff"), { 4000, 5000.5 } } },
                    true };
    session.view = { QStringLiteral("rest"), QStringLiteral("observed"), { { 1.05, 1.1 } } };
    session.layout = QByteArray("\0\1\2", 3);
    return session;
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    fs::path m_folder = fs::path(m_temporary.path().toStdString()) / "first";

private Q_SLOTS:
    void initTestCase()
    {
        touch(m_folder / "spectra/a.fits");
        touch(m_folder / "b.csv");
    }

    void isReadAsItWasWritten()
    {
        const auto written = example(m_folder);
        writeSession(m_folder / "s.syzygy.json", written);
        const auto read = readSession(m_folder / "s.syzygy.json");
        QCOMPARE(read.files.size(), std::size_t(2));
        QCOMPARE(read.files[0].path, written.files[0].path);
        QCOMPARE(read.files[1].reading.wavelengthUnit, std::string("nm"));
        QCOMPARE(read.files[1].reading.mode, std::string("R=22500"));
        QVERIFY(read.files[1].reading.wavelengthsInAir);
        QVERIFY(read.spectra[0].marks == written.spectra[0].marks);
        QCOMPARE(read.spectra[0].hdu, std::string("EXTRACT1D,2"));
        QCOMPARE(read.spectra[0].velocity, std::optional(-22.9));
        QCOMPARE(read.atlases, written.atlases);
        QCOMPARE(read.tables, written.tables);
        QCOMPARE(read.currentFile, written.currentFile);
        QCOMPARE(read.columns, written.columns);
        QCOMPARE(read.sortKey, written.sortKey);
        QVERIFY(read.isDescending);
        QCOMPARE(read.filter, written.filter);
        QCOMPARE(read.view.frame, written.view.frame);
        QCOMPARE(read.view.shown, written.view.shown);
        QCOMPARE(read.view.range, written.view.range);
        QCOMPARE(read.map.color, written.map.color);
        QCOMPARE(read.map.layout, written.map.layout);
        QCOMPARE(read.map.x, written.map.x);
        QCOMPARE(read.map.y, written.map.y);
        QCOMPARE(read.map.ranges, written.map.ranges);
        QCOMPARE(read.map.hasContours, written.map.hasContours);
        QCOMPARE(read.layout, written.layout);
        QCOMPARE(toJson(read, m_folder), toJson(written, m_folder));
    }

    /// The folder with the session and its spectra was moved.
    void findsItsSpectraInAMovedFolder()
    {
        writeSession(m_folder / "s.syzygy.json", example(m_folder));
        const auto moved = m_folder.parent_path() / "second";
        fs::rename(m_folder, moved);
        const auto read = readSession(moved / "s.syzygy.json");
        fs::rename(moved, m_folder);
        QCOMPARE(read.files[0].path, moved / "spectra/a.fits");
        QCOMPARE(read.spectra[0].file, moved / "spectra/a.fits");
    }

    /// Then the window says so of it, as of any file that is not there.
    void missingSpectraKeepTheirPlace()
    {
        auto session = example(m_folder);
        session.files.push_back({ m_folder / "gone.fits", {} });
        writeSession(m_folder / "s.syzygy.json", session);
        QCOMPARE(readSession(m_folder / "s.syzygy.json").files[2].path, m_folder / "gone.fits");
    }

    void refusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("cut off") << QByteArray("{\"format\": \"syzygy ses")
                                 << QStringLiteral("is no session of Syzygy");
        QTest::newRow("other JSON") << QByteArray("[1, 2]") << QStringLiteral("is no session of Syzygy");
        QTest::newRow("later") << QByteArray("{\"format\": \"syzygy session\", \"version\": 99}")
                               << QStringLiteral("later version");
    }

    void refusesWhatIsNone()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        QFile file(m_temporary.filePath(QStringLiteral("bad.syzygy.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        try {
            readSession(file.fileName().toStdString());
            QFAIL("read");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
        }
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
