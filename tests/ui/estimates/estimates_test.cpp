#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/estimates/givenpanel.h"
#include "ui/estimates/patternplot.h"
#include "ui/estimates/velocitypanel.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QChartView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

namespace syzygy {

namespace {

constexpr int loggRow = static_cast<int>(indexOf(Label::Logg)), valueColumn = 1, errorColumn = 2,
              aloneColumn = 3;

void openOne(MainWindow& window, const char* file = "a.fits")
{
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.open({ file });
    QTRY_VERIFY(!window.isBusy());
}

const Analysis& analysisOf(const MainWindow& window)
{
    return *window.sources().sources()[0].analysis;
}

void give(MainWindow& window, int row, const QString& value, const QString& error)
{
    auto& table = window.estimatesPanel().givenPanel().table();
    table.item(row, valueColumn)->setText(value);
    table.item(row, errorColumn)->setText(error);
}

} // namespace

class EstimatesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsKnownEntersAndTheRestFollows()
    {
        MainWindow window(test::fakeService());
        openOne(window);
        const auto before = analysisOf(window).estimates;
        const double known = before[loggRow].value - 0.1;
        give(window, loggRow, QString::number(known), QStringLiteral("0.01"));
        QTRY_VERIFY(!window.isBusy() && analysisOf(window).alone);
        const auto& after = analysisOf(window);
        QVERIFY(std::abs(after.estimates[loggRow].value - known) < 0.01);
        QVERIFY(after.estimates[0].value < before[0].value); // Teff goes along
        QCOMPARE((*after.alone)[0].value, before[0].value);
        auto& table = window.estimatesPanel().table();
        QVERIFY(!table.isColumnHidden(EstimateTableModel::Alone));
        QVERIFY(table.model()->index(0, EstimateTableModel::Alone).data().toString()
                != table.model()->index(0, EstimateTableModel::Value).data().toString());

        QTest::keyClick(&window.sourcesPanel().table(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!window.isBusy() && !analysisOf(window).alone);
        for (std::size_t k = 0; k < labelCount; ++k) {
            QCOMPARE(analysisOf(window).estimates[k].value, before[k].value); // bit for bit
            QCOMPARE(analysisOf(window).estimates[k].sigma, before[k].sigma);
        }
        QVERIFY(table.isColumnHidden(EstimateTableModel::Alone));
        QVERIFY(window.estimatesPanel().givenPanel().table().item(loggRow, valueColumn)->text().isEmpty());
    }

    /// The user's own share of the room stays.
    void velocityCurveGivesWayInALowWindow()
    {
        MainWindow window(test::fakeService());
        openOne(window);
        EstimatesPanel panel;
        panel.showSource(&window.sources().sources()[0], {});
        panel.resize(340, 820);
        panel.show();
        const auto* curve = panel.findChild<VelocityPanel*>()->findChild<QChartView*>();
        QTRY_VERIFY(curve->isVisible());
        QVERIFY(panel.table().height() > 240);
        panel.resize(340, 460);
        QTRY_VERIFY(!curve->isVisible());
        panel.resize(340, 820);
        QTRY_VERIFY(curve->isVisible());
        auto* parts = panel.findChild<QSplitter*>();
        parts->setSizes({ 100, 400 });
        Q_EMIT parts->splitterMoved(100, 1);
        panel.resize(340, 700);
        QCoreApplication::processEvents();
        QVERIFY(parts->sizes()[1] > parts->sizes()[0]);
    }

    void halfOfItIsNotGiven()
    {
        const auto controls = std::make_shared<test::FakeControls>();
        MainWindow window(test::fakeService(500, controls));
        openOne(window);
        QSignalSpy given(&window.estimatesPanel().givenPanel(), &GivenPanel::given);
        const int analyses = controls->analyses;
        give(window, loggRow, QStringLiteral("2.3"), {});
        give(window, loggRow, QStringLiteral("2.3"), QStringLiteral("0"));
        give(window, loggRow, QStringLiteral("2.3"), QStringLiteral("some"));
        QCOMPARE(given.size(), qsizetype { 0 });
        QCOMPARE(controls->analyses, analyses);
        give(window, loggRow, QStringLiteral("\u22120,5"),
             QStringLiteral("0,1")); // as a paper or a German prints it
        QCOMPARE(given.size(), qsizetype { 1 });
        QCOMPARE(given[0][0].value<std::vector<GivenLabel>>()[0].value, -0.5);
        QTRY_VERIFY(!window.isBusy());
    }

    void contradictionIsMarkedAndForgotten()
    {
        MainWindow window(test::fakeService());
        openOne(window);
        give(window, loggRow, QString::number(analysisOf(window).estimates[loggRow].value + 3),
             QStringLiteral("0.05"));
        QTRY_VERIFY(!window.isBusy() && analysisOf(window).alone);
        auto& panel = window.estimatesPanel().givenPanel();
        QVERIFY(panel.table().item(loggRow, aloneColumn)->text().contains(QChar(0x2260)));
        window.estimatesPanel().views().setCurrentWidget(&panel);
        QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("forgetGiven")), Qt::LeftButton);
        QTRY_VERIFY(!window.isBusy() && !analysisOf(window).alone);
        QVERIFY(window.sources().sources()[0].options.given.empty());
    }

    void eachSourceHasItsOwn()
    {
        MainWindow window(test::fakeService());
        openOne(window);
        give(window, loggRow, QStringLiteral("2.5"), QStringLiteral("0.1"));
        QTRY_VERIFY(!window.isBusy());
        window.open({ "b.fits" });
        QTRY_VERIFY(!window.isBusy());
        window.selectRow(1);
        auto& table = window.estimatesPanel().givenPanel().table();
        QVERIFY(table.item(loggRow, valueColumn)->text().isEmpty());
        window.selectRow(0);
        QCOMPARE(table.item(loggRow, valueColumn)->text(), QStringLiteral("2.5"));
    }

    void sessionKeepsWhatIsKnown()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("s.syzygy.json")).toStdString();
        {
            MainWindow window(test::fakeService());
            openOne(window);
            give(window, loggRow, QStringLiteral("2.5"), QStringLiteral("0.1"));
            QTRY_VERIFY(!window.isBusy());
            writeSession(file, window.session());
        }
        MainWindow window(test::fakeService());
        window.restoreSession(readSession(file));
        QTRY_VERIFY(!window.isBusy() && window.sources().rowCount() == 1
                    && window.sources().sources()[0].analysis && analysisOf(window).alone);
        QCOMPARE(window.sources().sources()[0].options.given[0].value, 2.5);
    }

    void patternShowsEveryElement()
    {
        MainWindow window(test::fakeService());
        openOne(window);
        auto& pattern = window.estimatesPanel().pattern();
        window.estimatesPanel().views().setCurrentWidget(&pattern);
        const auto place = pattern.placeOf(Label::Mg);
        QVERIFY(pattern.rect().contains(place.toPoint()));
        QVERIFY(pattern.placeOf(Label::Ce).x() > place.x() && pattern.placeOf(Label::C).x() < place.x());
        const auto text = pattern.textAt(place);
        QVERIFY2(text.startsWith(QStringLiteral("[Mg/Fe] = ")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("twins")) && text.contains(QStringLiteral("noise")));
        QVERIFY(!text.contains(QStringLiteral("fit")));
        QTest::keyClick(&window.sourcesPanel().table(), Qt::Key_F6);
        QTRY_VERIFY(!window.isBusy() && window.sources().sources()[0].fit);
        QVERIFY(pattern.textAt(place).contains(QStringLiteral("fit")));
    }

    void twinsThatDisagreeAreTold()
    {
        auto service = test::fakeService();
        const auto honest = service.analyze;
        service.analyze
            = [honest](const Spectrum& spectrum, const AnalysisOptions& options, std::stop_token stop) {
                  auto analysis = honest(spectrum, options, stop);
                  analysis.estimates[indexOf(Label::Mg)].value += 5;
                  return analysis;
              };
        MainWindow window(std::move(service));
        openOne(window);
        QVERIFY(
            window.estimatesPanel().flagText().contains(QStringLiteral("nearest stars have other labels")));
        QVERIFY(window.estimatesPanel().flagText().contains(QStringLiteral("[Mg/Fe]")));
        const auto cell = window.estimatesPanel().model().index(static_cast<int>(indexOf(Label::Mg)),
                                                                EstimateTableModel::Twins);
        QVERIFY(cell.data().toString().endsWith(QChar(0x2260)));
    }
};

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::EstimatesTest)
#include "estimates_test.moc"
