#include "core/atlas/atlasjoin.h"
#include "core/atlas/starrecord.h"
#include "core/io/writer.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/neighbours/neighbourtablemodel.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/whatif/whatifpanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"

#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

const std::array<std::string, 5> names { "HD 1", "HD 2", "Arcturus", "2M17334253-1654573", "Vega" };

/// The catalogue knows Teff of all but Vega.
RowMatcher catalogue()
{
    auto table = std::make_shared<Catalogue>();
    table->file = "labels.csv";
    table->rows = names.size() - 1;
    CatalogueColumn name { "name", {}, true }, teff { "teff", "K" }, period { "period", "d" },
        run { "run", {} }, field { "field", {}, true };
    for (std::size_t i = 0; i < table->rows; ++i) {
        name.texts.append(names[i]);
        teff.numbers.push_back(4000 + 100 * static_cast<double>(i));
        period.numbers.push_back(static_cast<double>(i));
        run.numbers.push_back(1.8e18); // the same for all
        field.texts.append("K2_C" + std::to_string(i));
    }
    for (auto* column : { &name, &teff, &period, &run, &field })
        table->columns.push_back(std::move(*column));
    return RowMatcher(table);
}

} // namespace

/// Five named stars, of which the first alone has its file where the atlas says.
class AtlasesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    std::filesystem::path writeAtlas(const std::string& name, const std::string& model)
    {
        const auto service = test::fakeService();
        auto table = emptyAtlas(model, service.atlas->dimensions);
        for (const auto& star : names) {
            auto spectrum = test::fakeSpectrum(star);
            spectrum.provenance.file = path(star + ".fits");
            spectrum.provenance.placeIsOfObject = true;
            spectrum.provenance.rightAscension = 263.4;
            spectrum.provenance.declination = static_cast<double>(table.rows);
            appendStar(table, spectrum, 0, service.analyze(spectrum, {}, {}));
        }
        joinCatalogue(table, catalogue());
        groupStars(table);
        table.write(path(name));
        return path(name);
    }

    void openBoth(MainWindow& window)
    {
        window.show();
        window.open({ "a.fits", path("mine.atlas") });
        QTRY_VERIFY(!window.isBusy() && window.atlases().index() == 1 && window.currentStar());
        QTRY_VERIFY(!window.isBusy());
    }

    static QString cell(MainWindow& window, int row, const QString& title)
    {
        auto& model = window.neighboursPanel().model();
        for (int column = 0; column < model.columnCount(); ++column)
            if (model.headerData(column, Qt::Horizontal).toString() == title)
                return model.index(row, column).data().toString();
        return QStringLiteral("no column %1").arg(title);
    }

    static std::string cell(const CsvTable& table, std::size_t row, const char* column)
    {
        const auto place = std::ranges::find(table.header, column) - table.header.begin();
        return table.rows.at(row).at(static_cast<std::size_t>(place));
    }

    template <typename Widget>
    static Widget* child(QWidget& parent, const char* name)
    {
        return parent.findChild<Widget*>(QString::fromLatin1(name));
    }

    static void search(MainWindow& window, const char* text)
    {
        auto* line = child<QLineEdit>(window.mapPanel(), "starSearch");
        line->setFocus();
        line->clear();
        QTest::keyClicks(line, QString::fromUtf8(text));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(!window.isBusy());
    }

private Q_SLOTS:
    void initTestCase()
    {
        writeAtlas("mine.atlas", "fake-00000000");
        writeAtlas("other.atlas", "other-model");
        writeX1d(path("HD 1.fits"), { test::fakeSpectrum("HD 1") });
    }

    void neighboursHaveNamesAndCatalogueLabels()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto& model = window.neighboursPanel().model();
        QCOMPARE(model.rowCount(), NeighbourTableModel::summaryRows + static_cast<int>(names.size()));
        QStringList seen;
        for (int row = NeighbourTableModel::summaryRows; row < model.rowCount(); ++row)
            seen << cell(window, row, QStringLiteral("Star"));
        for (const auto& name : names)
            QVERIFY2(seen.contains(QString::fromStdString(name)), qPrintable(seen.join(QLatin1Char(' '))));
        const int second
            = NeighbourTableModel::summaryRows + static_cast<int>(seen.indexOf(QStringLiteral("HD 2")));
        QCOMPARE(cell(window, second, QStringLiteral("Teff cat.")), QStringLiteral("4100"));
        QVERIFY(window.neighboursPanel().verdict().contains(QStringLiteral("atalogue")));
        QCOMPARE(window.mapPanel().view().linkCount(), static_cast<int>(names.size()));
    }

    void theCatalogueIsASecondOpinion()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto& model = window.estimatesPanel().model();
        const auto text = model.index(0, EstimateTableModel::Twins).data().toString();
        QVERIFY2(text.contains(QStringLiteral("±")), qPrintable(text));
        QVERIFY(model.index(1, EstimateTableModel::Twins).data().toString().isEmpty()); // the catalogue has
                                                                                        // no log g
        QVERIFY(!window.estimatesPanel().table().isColumnHidden(EstimateTableModel::Twins));
        window.atlases().choose(0);
        QVERIFY(window.estimatesPanel().table().isColumnHidden(EstimateTableModel::Twins));
    }

    void mocksCanBeChosenAgain()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto* choice = child<QComboBox>(window.mapPanel(), "atlases");
        QVERIFY(choice && choice->isVisible());
        QCOMPARE(choice->count(), 2);
        QCOMPARE(choice->currentText(), QStringLiteral("mine.atlas"));
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Up);
        QCOMPARE(window.atlases().index(), 0);
        QVERIFY(window.mapPanel().starText().startsWith(QStringLiteral("Star ")));
        QCOMPARE(window.neighboursPanel().model().rowCount(), NeighbourTableModel::summaryRows + 10);
        QVERIFY(!child<QPushButton>(window.neighboursPanel(), "openTwins")
                     ->isVisibleTo(&window.neighboursPanel()));
    }

    void realOrEmulatedIsSaid()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        Q_EMIT window.mapPanel().view().starClicked(0);
        QTRY_VERIFY(!window.isBusy());
        QVERIFY2(window.spectrumPanel().readOut().contains(QStringLiteral("HD 1, its own spectrum")),
                 qPrintable(window.spectrumPanel().readOut()));
        Q_EMIT window.mapPanel().view().starClicked(1);
        QTRY_VERIFY(!window.isBusy());
        QVERIFY2(window.spectrumPanel().readOut().contains(
                     QStringLiteral("HD 2, emulated from our labels: its file is gone")),
                 qPrintable(window.spectrumPanel().readOut()));
    }

    void starsAreFound_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("star");
        QTest::newRow("name") << QByteArray("arct") << 2;
        QTest::newRow("without blanks") << QByteArray("hd2") << 1;
        QTest::newRow("APOGEE's") << QByteArray("2M1733") << 3;
        QTest::newRow("catalogue") << QByteArray("K2_C3") << 3;
        QTest::newRow("place") << QByteArray("17:33:36 +04:00:01") << 4;
    }

    void starsAreFound()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, star);
        MainWindow window(test::fakeService());
        openBoth(window);
        search(window, text.constData());
        QCOMPARE(window.currentStar(), std::optional<std::size_t>(star));
        QVERIFY(window.mapPanel().starText().startsWith(
            QString::fromStdString(names[static_cast<std::size_t>(star)])));
    }

    void whatIsNotFoundIsSaid()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        const auto before = window.currentStar();
        search(window, "nobody");
        QVERIFY(window.statusBar()->currentMessage().contains(
            QStringLiteral("No star of mine.atlas has “nobody”")));
        search(window, "17:33:36 +10:00:00");
        QVERIFY(
            window.statusBar()->currentMessage().contains(QStringLiteral("the nearest, Vega, is 6.0° away")));
        QCOMPARE(window.currentStar(), before);
    }

    void columnsColourTheMap()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto* colours = child<QComboBox>(window.mapPanel(), "colours");
        for (const auto* title :
             { "Teff, catalogue [K]", "Teff, ours − catalogue [K]", "period [d]", "run", "S/N" }) {
            const auto before = window.mapPanel().view().grab().toImage();
            const int index = colours->findText(QString::fromUtf8(title));
            QVERIFY2(index >= 0, title);
            colours->setCurrentIndex(index);
            QTRY_VERIFY(window.mapPanel().view().grab().toImage() != before);
        }
        window.atlases().choose(0); // the mocks have no such column
        QVERIFY(colours->findText(QStringLiteral("period [d]")) < 0);
        QCOMPARE(colours->currentText(), QStringLiteral("Teff"));
    }

    /// Stars without the number have no place; the user's spectra none on an axis of the catalogue's.
    void columnsSpanTheMap()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto& view = window.mapPanel().view();
        for (const auto& [name, title] :
             { std::pair("xAxis", "Teff, catalogue [K]"), std::pair("yAxis", "period [d]"),
               std::pair("layout", "Labels") }) {
            auto* axis = child<QComboBox>(window.mapPanel(), name);
            axis->setCurrentIndex(axis->findText(QString::fromUtf8(title)));
        }
        const auto& stars = window.atlases().shown()->stars();
        const auto rowOf = [&](std::string_view name) {
            for (std::size_t row = 0; row < stars.size(); ++row)
                if (stars.name(row) == name)
                    return row;
            return stars.size();
        };
        const auto first = rowOf("HD 1"), last = rowOf("2M17334253-1654573"), without = rowOf("Vega");
        QTRY_VERIFY(!std::isfinite(view.pixelOf(without).x()));
        QVERIFY(view.pixelOf(last).x() < view.pixelOf(first).x()); // hotter
        QVERIFY(view.pixelOf(last).y() < view.pixelOf(first).y()); // of a longer period
        QCOMPARE(view.linkCount(), 0);
        window.atlases().choose(0); // whose axes are again the usual ones
        QVERIFY(std::isfinite(view.pixelOf(0).x()));
    }

    /// Its analysis knows rows of the mocks, of which the atlas has none.
    void whatIfStandsAmongRealStars()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        QVERIFY(window.mapPanel().view().linkCount() > 0);
        for (auto* slider : window.whatIfPanel().findChildren<QSlider*>())
            if (slider->accessibleName() == QStringLiteral("S/N"))
                slider->setValue(300);
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(window.mapPanel().view().linkCount(), static_cast<int>(names.size()));
        window.whatIfPanel().reset();
        QTRY_COMPARE(window.mapPanel().view().linkCount(), static_cast<int>(names.size()));
    }

    void realStarsAreLaidOverWithTheirNames()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        for (const std::size_t star : { 1, 2 }) {
            window.selectStar(star);
            QTRY_VERIFY(!window.isBusy());
        }
        const auto& overlays = window.spectrumPanel().overlays();
        QVERIFY(std::ranges::find(overlays, QStringLiteral("HD 2"), &Overlay::name) != overlays.end());
    }

    void theMocksStandBehind()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto* behind = child<QToolButton>(window.mapPanel(), "othersBehind");
        const auto with = window.mapPanel().view().grab().toImage();
        QTest::mouseClick(behind, Qt::LeftButton);
        QVERIFY(window.mapPanel().view().grab().toImage() != with);
    }

    void theirSpectraCanBeOpened()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        const auto button = child<QPushButton>(window.neighboursPanel(), "openTwins");
        button->click();
        QTRY_COMPARE(window.sources().rowCount(), 2); // of the five, one file is there
        QVERIFY(window.statusBar()->currentMessage().contains(
            QStringLiteral("4 of 5 files are not where they were")));
        QTRY_VERIFY(!window.isBusy());
        button->click();
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(window.sources().rowCount(), 2); // open already
    }

    void neighboursLeaveAsATable()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        window.exportTwins(path("twins.csv"));
        const auto table = readCsv(path("twins.csv"));
        QCOMPARE(table.rows.size(), names.size());
        QCOMPARE(cell(table, 0, "rank"), std::string("1"));
        QCOMPARE(cell(table, 0, "twin_ra_deg"), std::string("263.400000"));
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            QCOMPARE(QString::fromStdString(cell(table, row, "twin")),
                     cell(window, NeighbourTableModel::summaryRows + static_cast<int>(row),
                          QStringLiteral("Star")));
            QCOMPARE(cell(table, row, "known_teff").empty(), cell(table, row, "twin") == "Vega");
            QVERIFY(!cell(table, row, "teff").empty() && !cell(table, row, "distance").empty());
        }
    }

    void starsDrawnAroundLeaveWithNames()
    {
        MainWindow window(test::fakeService());
        openBoth(window);
        auto& view = window.mapPanel().view();
        child<QToolButton>(window.mapPanel(), "selectOnMap")->click();
        const auto area = view.viewport()->rect().adjusted(2, 2, -2, -2);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, area.topLeft());
        for (const auto& corner : { area.topRight(), area.bottomRight(), area.bottomLeft() })
            QTest::mouseMove(view.viewport(), corner);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, area.bottomLeft());
        QCOMPARE(view.selection().stars.size(), names.size());
        QVERIFY(child<QToolButton>(window.mapPanel(), "openDrawnAround")->isVisible());
        window.exportSelectedStars(path("stars.csv"));
        const auto table = readCsv(path("stars.csv"));
        QCOMPARE(cell(table, 3, "name"), std::string("2M17334253-1654573"));
        QCOMPARE(cell(table, 3, "known_teff"), std::string("4300.0000"));
    }

    void anAtlasOfAnotherModelIsRefused()
    {
        MainWindow window(test::fakeService());
        window.openAtlas(path("other.atlas"));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(window.atlases().index(), 0);
        QVERIFY2(window.statusBar()->currentMessage().contains(QStringLiteral("build it again")),
                 qPrintable(window.statusBar()->currentMessage()));
    }

    void anAtlasWaitsForTheModel()
    {
        MainWindow window((AnalysisService()));
        window.openAtlas(path("mine.atlas"));
        QVERIFY(window.isBusy());
        window.setService(test::fakeService());
        QTRY_COMPARE(window.atlases().index(), 1);
    }

    void withoutAModelItIsSaid()
    {
        MainWindow window((AnalysisService()));
        window.openAtlas(path("mine.atlas"));
        AnalysisService none;
        none.problem = "There is no bundle.";
        window.setService(none);
        QVERIFY(!window.isBusy());
        window.openAtlas(path("mine.atlas"));
        QVERIFY(window.statusBar()->currentMessage().contains(
            QStringLiteral("was not opened, because there is no model: There is no bundle.")));
    }

    void anAtlasCanBeDroppedAndClosed()
    {
        MainWindow window(test::fakeService());
        window.show();
        QMimeData files;
        files.setUrls({ QUrl::fromLocalFile(QString::fromStdString(path("mine.atlas").string())) });
        QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        QTRY_COMPARE(window.atlases().index(), 1);
        QCOMPARE(window.sources().rowCount(), 0);
        window.openAtlas(path("mine.atlas")); // twice is once
        QCOMPARE(window.atlases().titles().size(), 2);
        window.atlases().closeShown();
        QCOMPARE(window.atlases().titles().size(), 1);
        QVERIFY(!child<QComboBox>(window.mapPanel(), "atlases")->isVisible());
    }
};

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::AtlasesTest)
#include "atlases_test.moc"
