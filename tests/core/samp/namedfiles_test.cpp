#include "core/samp/namedfiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace syzygy;

class NamedFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const char* name) const { return m_folder.path().toStdString() + "/" + name; }

    static CatalogueColumn texts(const char* name, const std::vector<std::string>& cells)
    {
        CatalogueColumn column { name, "", true };
        for (const auto& cell : cells)
            column.texts.append(cell);
        return column;
    }
    static Catalogue tableOf(std::vector<CatalogueColumn> columns)
    {
        Catalogue table;
        table.rows = columns.front().texts.size();
        table.columns = std::move(columns);
        return table;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto* name : { "a.fits", "b c.fits", "d.fits" })
            std::ofstream(path(name)) << "bytes";
    }

    /// TOPCAT takes the names of a CSV of texts for its first row and calls the columns col1, col2.
    void whateverTheColumnIsCalled()
    {
        const auto files
            = filesNamedIn(tableOf({ texts("col1", { "name", "star1", "star2" }),
                                     texts("col2", { "file", path("d.fits"), path("a.fits") }) }));
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].string(), path("d.fits"));
        QCOMPARE(files[1].string(), path("a.fits"));
    }

    void byUrls()
    {
        const auto files = filesNamedIn(
            tableOf({ texts("url", { "file://" + m_folder.path().toStdString() + "/b%20c.fits", "" }) }));
        QCOMPARE(files.size(), std::size_t(1));
        QCOMPARE(files[0].string(), path("b c.fits"));
    }

    void thoseThatAreMissingToo()
    {
        const auto files
            = filesNamedIn(tableOf({ texts("f", { path("a.fits"), path("gone.fits"), path("a.fits") }) }));
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[1].string(), path("gone.fits"));
    }

    void theColumnWithMostOfThem()
    {
        const auto files = filesNamedIn(tableOf(
            { texts("sky", { path("a.fits"), "" }), texts("star", { path("b c.fits"), path("d.fits") }) }));
        QCOMPARE(files.size(), std::size_t(2));
    }

    void otherTablesListNone_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::newRow("names") << QStringLiteral("2M17334253-1654573");
        QTest::newRow("not there") << QStringLiteral("/nowhere/at/all.fits");
        QTest::newRow("folders") << m_folder.path();
        QTest::newRow("relative") << QStringLiteral("a.fits");
        QTest::newRow("other machines") << QStringLiteral("file://example.org/a.fits");
        QTest::newRow("the web") << QStringLiteral("http://example.org/a.fits");
        QTest::newRow("nothing") << QString();
    }

    void otherTablesListNone()
    {
        QFETCH(QString, cell);
        QVERIFY(filesNamedIn(tableOf({ texts("f", { cell.toStdString(), cell.toStdString() }) })).empty());
    }
};

QTEST_APPLESS_MAIN(NamedFilesTest)
#include "namedfiles_test.moc"
