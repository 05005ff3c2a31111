// Stars that are selected on the map: looked into, shown alone, kept as subsets, chosen by an expression.
#include "core/atlas/atlasjoin.h"
#include "core/atlas/starrecord.h"
#include "core/atlas/starsubsets.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/neighbours/neighbourtablemodel.h"
#include "ui/selection/histogramgrid.h"
#include "ui/selection/selectionpanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QInputDialog>
#include <QLineEdit>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <numeric>

namespace syzygy {

class StarSelectionTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    /// Stars S0 ..., of which every third was seen by APOGEE, with S/N 0, 1, ...; the catalogue knows run 0,
    /// 1, ...
    std::filesystem::path writeAtlas(const std::string& name, int stars, const std::string& prefix = "S")
    {
        const auto service = test::fakeService();
        auto table = emptyAtlas("fake-00000000", service.atlas->dimensions);
        auto catalogue = std::make_shared<Catalogue>();
        catalogue->file = "labels.csv";
        CatalogueColumn names { "name", {}, true }, run { "run", {} };
        for (int i = 0; i < stars; ++i) {
            auto spectrum = test::fakeSpectrum(prefix + std::to_string(i));
            spectrum.provenance.file = path(prefix + std::to_string(i) + ".fits");
            auto analysis = service.analyze(spectrum, {}, {});
            analysis.snr = i;
            analysis.encodedAs = i % 3 == 2 ? Instrument::Apogee : Instrument::Nirspec;
            appendStar(table, spectrum, 0, analysis);
            names.texts.append(prefix + std::to_string(i));
            run.numbers.push_back(i);
            ++catalogue->rows;
        }
        catalogue->columns.push_back(std::move(names));
        catalogue->columns.push_back(std::move(run));
        joinCatalogue(table, RowMatcher(catalogue));
        groupStars(table);
        table.write(path(name));
        return path(name);
    }

    template <typename Widget>
    static Widget* child(QWidget& parent, const char* name)
    {
        return parent.findChild<Widget*>(QString::fromLatin1(name));
    }

    static void click(QWidget& parent, const char* name)
    {
        auto* button = child<QToolButton>(parent, name);
        QVERIFY2(button && button->isEnabled(), name);
        button->click();
    }

    static const std::vector<std::size_t>& selected(MainWindow& window)
    {
        return window.mapPanel().view().selection().stars;
    }

    static void open(MainWindow& window)
    {
        window.show();
        window.open({ "a.fits" });
        QTRY_VERIFY(!window.isBusy());
    }

    /// Around all that is to be seen.
    static void drawAround(MainWindow& window)
    {
        auto& viewport = *window.mapPanel().view().viewport();
        const auto area = viewport.rect().adjusted(1, 1, -1, -1);
        QTest::mousePress(&viewport, Qt::LeftButton, Qt::ShiftModifier, area.topLeft());
        for (const auto& corner : { area.topRight(), area.bottomRight(), area.bottomLeft() })
            QTest::mouseMove(&viewport, corner);
        QTest::mouseRelease(&viewport, Qt::LeftButton, Qt::ShiftModifier, area.bottomLeft());
        QTRY_VERIFY(!window.isBusy());
    }

    static void select(MainWindow& window, const char* expression)
    {
        auto& field = window.selectionPanel().expression();
        field.setText(QString::fromUtf8(expression));
        QTest::keyClick(&field, Qt::Key_Return);
        QTRY_VERIFY(!window.isBusy());
    }

    static void keepAs(MainWindow& window, const QString& name)
    {
        click(window.selectionPanel(), "keepSubset");
        auto* dialog = window.findChild<QInputDialog*>();
        QVERIFY(dialog);
        dialog->setTextValue(name);
        dialog->accept();
        QTRY_VERIFY(!window.isBusy());
        QTRY_VERIFY(!window.findChild<QInputDialog*>());
    }

    static void choose(MainWindow& window, const QString& name)
    {
        auto& choice = window.selectionPanel().subsets();
        const int index = choice.findData(name);
        QVERIFY2(index > 0, qPrintable(name));
        choice.setCurrentIndex(index);
        Q_EMIT choice.activated(index);
    }

private Q_SLOTS:
    void initTestCase() { writeAtlas("mine.atlas", 12); }

    void nothingSelectedSaysWhatToDo()
    {
        MainWindow window(test::fakeService());
        open(window);
        QVERIFY(
            window.selectionPanel().emptyMessage().contains(QStringLiteral("Hold Shift and draw around")));
        QVERIFY(!child<QToolButton>(window.selectionPanel(), "showOnlyThese")->isEnabled());
        QVERIFY(!child<QToolButton>(window.selectionPanel(), "keepSubset")->isEnabled());
        QVERIFY(window.selectionPanel().histograms().summary().numbers.empty());
    }

    void whatIsDrawnAroundIsLookedInto()
    {
        MainWindow window(test::fakeService(500));
        open(window);
        drawAround(window);
        QCOMPARE(selected(window).size(), std::size_t(500));
        auto& panel = window.selectionPanel();
        QVERIFY(panel.isVisible() && panel.emptyMessage().isEmpty()); // raised
        QVERIFY2(panel.words().startsWith(QStringLiteral("500 of 500 stars")), qPrintable(panel.words()));
        const auto& summary = panel.histograms().summary();
        QCOMPARE(summary.numbers.size(), labelCount);
        for (const auto& number : summary.numbers) {
            QCOMPARE(number.known, std::size_t(500));
            QCOMPARE(number.median, number.allMedian);
            QCOMPARE(number.selected, number.all);
        }
        QVERIFY(panel.histograms().describe(0).startsWith(QStringLiteral("Teff [K]: median ")));
        window.mapPanel().view().clearSelection();
        QVERIFY(!panel.emptyMessage().isEmpty());
    }

    void histogramsHaveTheSameArea()
    {
        NumberOfStars number { QStringLiteral("x"), 2, {} };
        for (int i = 0; i < 1000; ++i)
            number.values.push_back(i);
        number.values.push_back(std::nan(""));
        const std::vector<std::size_t> few { 100, 110, 120, 130, 990, 1000 };
        const auto result = summarize(number, few);
        QCOMPARE(result.known, std::size_t(5)); // one is not known
        QCOMPARE(result.median, 120.0);
        QCOMPARE(result.scatter, 1.4826 * 10);
        QVERIFY(result.high >= 990);
        const auto area
            = [](const auto& shares) { return std::accumulate(shares.begin(), shares.end(), 0.0); };
        QVERIFY(std::abs(area(result.selected) - 1) < 1e-6);
        QVERIFY(std::abs(area(result.all) - 1) < 0.015); // half a per cent lies beyond each end
        const auto none = summarize(number, {});
        QVERIFY(std::isnan(none.median) && none.known == 0);
    }

    void anExpressionSelects()
    {
        MainWindow window(test::fakeService(2000));
        open(window);
        select(window, "teff<4800 and feh>-1");
        const auto& atlas = *window.atlases().drawn();
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < atlas.size(); ++i)
            if (atlas.stars[i][Label::Teff] < 4800 && atlas.stars[i][Label::FeH] > -1)
                expected.push_back(i);
        QVERIFY(!expected.empty() && expected.size() < atlas.size());
        QCOMPARE(selected(window), expected);
        QVERIFY(window.selectionPanel().histograms().summary().numbers[0].median < 4800);
        select(window, "tef<4800");
        QCOMPARE(window.selectionPanel().words(), QStringLiteral("'tef' is no column."));
        QCOMPARE(selected(window), expected); // it stays
        select(window, "teff<0");
        QCOMPARE(window.selectionPanel().words(), QStringLiteral("None of the 2000 stars fulfils teff<0."));
        QVERIFY(selected(window).empty());
    }

    void theSearchOfRealStarsTakesExpressions()
    {
        MainWindow window(test::fakeService());
        open(window);
        window.openAtlas(path("mine.atlas"));
        QTRY_VERIFY(!window.isBusy() && window.atlases().index() == 1);
        auto* search = child<QLineEdit>(window.mapPanel(), "starSearch");
        search->setText(QStringLiteral("snr>=3 and run<5"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(selected(window), (std::vector<std::size_t> { 3, 4 }));
        QCOMPARE(window.selectionPanel().expression().text(), QStringLiteral("snr>=3 and run<5"));
        auto* colours = child<QComboBox>(window.mapPanel(), "colours");
        colours->setCurrentIndex(colours->findText(QStringLiteral("run"))); // its histogram comes first
        QTRY_VERIFY(!window.isBusy());
        const auto& numbers = window.selectionPanel().histograms().summary().numbers;
        QCOMPARE(numbers.size(), labelCount + 1);
        QCOMPARE(numbers[0].title, QStringLiteral("run"));
        QCOMPARE(numbers[0].median, 4.0);
        window.atlases().choose(0);
        QVERIFY(selected(window).empty() && !window.selectionPanel().emptyMessage().isEmpty());
    }

    void onlyTheseAndBack()
    {
        MainWindow window(test::fakeService(2000));
        open(window);
        auto& view = window.mapPanel().view();
        const int links = view.linkCount();
        const auto place = view.pixelOf(7);
        select(window, "teff<4500");
        const auto cool = selected(window).size();
        const auto faded = view.grab().toImage();
        click(window.selectionPanel(), "showOnlyThese");
        QVERIFY(view.showsSome());
        QVERIFY(view.grab().toImage() != faded);
        QCOMPARE(view.linkCount(), links); // neighbours stay
        QCOMPARE(view.pixelOf(7), place);  // the axes too
        drawAround(window);
        QCOMPARE(selected(window).size(), cool); // what is hidden is not drawn around
        select(window, "teff>6000");             // takes their place
        const auto hot = selected(window).size();
        view.clearSelection();
        drawAround(window);
        QCOMPARE(selected(window).size(), hot);
        QVERIFY(child<QToolButton>(window.selectionPanel(), "showAllAgain")
                    ->isVisibleTo(&window.selectionPanel()));
        click(window.mapPanel(), "showAllStars");
        QVERIFY(!view.showsSome());
        QVERIFY(!child<QToolButton>(window.mapPanel(), "showAllStars")->isVisible());
        QVERIFY(!child<QToolButton>(window.selectionPanel(), "showAllAgain")->isVisible());
        drawAround(window);
        QCOMPARE(selected(window).size(), std::size_t(2000));
    }

    void subsetsStay()
    {
        const auto folder = path("kept");
        std::vector<std::size_t> cool;
        {
            MainWindow window(test::fakeService(2000));
            window.keepSubsets(folder);
            open(window);
            select(window, "teff<4500");
            cool = selected(window);
            keepAs(window, QStringLiteral("cool α"));
            QCOMPARE(window.selectionPanel().subsets().currentData().toString(), QStringLiteral("cool α"));
            select(window, "teff>6000");
            QCOMPARE(window.selectionPanel().subsets().currentIndex(), 0); // it is another
            keepAs(window, QStringLiteral("hot"));
            choose(window, QStringLiteral("cool α"));
            QTRY_VERIFY(!window.isBusy());
            QCOMPARE(selected(window), cool);
        }
        MainWindow window(test::fakeService(2000)); // after a restart
        window.keepSubsets(folder);
        open(window);
        choose(window, QStringLiteral("cool α"));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(selected(window), cool);
        click(window.selectionPanel(), "removeSubset");
        QCOMPARE(window.selectionPanel().subsets().findData(QStringLiteral("cool α")), -1);
        QCOMPARE(selected(window), cool); // the stars stay
        for (auto* action : window.findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(QKeySequence::Undo))
                action->trigger();
        QVERIFY(window.selectionPanel().subsets().findData(QStringLiteral("cool α")) > 0);
        QTRY_VERIFY(!window.isBusy());
    }

    void subsetsOfAnAtlasThatChangedAreNotApplied()
    {
        const auto file = writeAtlas("changing.atlas", 6);
        const auto folder = path("kept2");
        {
            MainWindow window(test::fakeService());
            window.keepSubsets(folder);
            open(window);
            window.openAtlas(file);
            QTRY_VERIFY(!window.isBusy() && window.atlases().index() == 1);
            select(window, "snr<2");
            keepAs(window, QStringLiteral("poor"));
        }
        writeAtlas("changing.atlas", 7, "other");
        MainWindow window(test::fakeService());
        window.keepSubsets(folder);
        open(window);
        QVERIFY(window.selectionPanel().subsets().findData(QStringLiteral("poor"))
                < 0); // of the mocks there are none
        window.openAtlas(file);
        QTRY_VERIFY(!window.isBusy() && window.atlases().index() == 1);
        choose(window, QStringLiteral("poor"));
        QVERIFY(selected(window).empty());
        QVERIFY2(window.selectionPanel().words().contains(QStringLiteral("as it was with 6 spectra")),
                 qPrintable(window.selectionPanel().words()));
        click(window.selectionPanel(), "removeSubset");
        QVERIFY(window.selectionPanel().subsets().findData(QStringLiteral("poor")) < 0);
    }

    void damagedSubsetsAreToldAndLeftAlone()
    {
        const auto folder = path("kept3");
        std::filesystem::path file;
        {
            MainWindow window(test::fakeService());
            window.keepSubsets(folder);
            open(window);
            select(window, "teff<9000");
            keepAs(window, QStringLiteral("all"));
            file = std::filesystem::directory_iterator(folder / "subsets")->path();
        }
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
        MainWindow window(test::fakeService());
        window.keepSubsets(folder);
        open(window);
        QTRY_VERIFY(
            window.statusBar()->currentMessage().contains(QStringLiteral("subsets of stars cannot be read")));
        const auto size = std::filesystem::file_size(file);
        select(window, "teff<9000");
        keepAs(window, QStringLiteral("new"));
        QCOMPARE(std::filesystem::file_size(file), size);
    }

    void neighboursOfOneInstrument()
    {
        MainWindow window(test::fakeService());
        open(window);
        const auto instruments = [&] {
            QStringList seen;
            auto& model = window.neighboursPanel().model();
            for (int row = NeighbourTableModel::summaryRows; row < model.rowCount(); ++row)
                seen << model.index(row, NeighbourTableModel::Seen).data().toString();
            seen.removeDuplicates();
            return seen;
        };
        const auto count
            = [&] { return window.neighboursPanel().model().rowCount() - NeighbourTableModel::summaryRows; };
        auto& choice = window.neighboursPanel().seenBy();
        QCOMPARE(instruments().size(), 2);
        choice.setCurrentIndex(choice.findText(QStringLiteral("APOGEE")));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(instruments(), QStringList { QStringLiteral("APOGEE") });
        QCOMPARE(count(), 10); // ten of them, not those among ten
        QCOMPARE(window.mapPanel().view().linkCount(), 10);
        window.openAtlas(path("mine.atlas"));
        QTRY_VERIFY(!window.isBusy() && window.atlases().index() == 1);
        QCOMPARE(instruments(), QStringList { QStringLiteral("APOGEE") });
        QCOMPARE(count(), 4);
        QCOMPARE(window.mapPanel().view().linkCount(), 4);
        choice.setCurrentIndex(choice.findText(QStringLiteral("NIRSpec")));
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(count(), 8);
        choice.setCurrentIndex(0);
        QTRY_VERIFY(!window.isBusy());
        QCOMPARE(count(), 10);
        window.atlases().choose(0);
        QCOMPARE(instruments().size(), 2);
    }
};

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::StarSelectionTest)
#include "starselection_test.moc"
