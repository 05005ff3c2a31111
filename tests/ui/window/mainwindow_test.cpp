#include "core/analysis/table.h"
#include "core/error.h"
#include "core/io/reader.h"
#include "core/io/writer.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/settings.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/estimates/fitbar.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/neighbours/neighbourtablemodel.h"
#include "ui/sources/exporting.h"
#include "ui/sources/exposurespanel.h"
#include "ui/sources/exposuretablemodel.h"
#include "ui/sources/offerbar.h"
#include "ui/sources/sourcespanel.h"
#include "ui/sources/unitdialog.h"
#include "ui/spectrum/chips.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace syzygy {

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPanelSaysWhatWouldBeThere();
    void droppedFilesAreOpened();
    void firstFileIsShownEverywhere();
    void selectingInTheTableSelectsEverywhere();
    void selectingOnTheMapSelectsEverywhere();
    void sourcesDrawnAroundAreSelected();
    void referenceStarIsOneEverywhere();
    void referenceIsEmulatedOnTheGridOfTheSource();
    void arrowKeysStep();
    void filterHidesAndSteppingFollows();
    void failureIsACardWithItsSentence();
    void retryReadsAgain();
    void unitsAreAskedForInOneDialog();
    void fluxColumnIsSwitchedOnItsChip();
    void fitIsShownBesideTheEncoders();
    void columnsOfAHeaderLeaveTheSelection();
    void fitIsCancelledInItsPlace();
    void exposuresAreCombinedWhenAsked();
    void combinationIsSavedAndOpensAgain();
    void selectedExposuresAreOffered();
    void removeSelectsTheNext();
    void givenVelocityIsUsed();
    void cancelButtonEndsTheWork();
    void unencodedSpectrumIsShownWithItsReason();
    void tableRoundTrip();
    void selectedRowsGoToTheClipboard();
    void picturesAreWritten();
    void badPictureNameIsRefused();
    void layoutIsRestored();
    void manySources();
    void missingModelIsSaid();
};

namespace {

void openAll(MainWindow& window, const std::vector<std::filesystem::path>& files)
{
    window.show();
    window.open(files);
    QTRY_VERIFY(!window.isBusy());
}

SourceId idOf(const MainWindow& window, int row)
{
    return window.sources().sources()[static_cast<std::size_t>(row)].id;
}

QString shownTarget(MainWindow& window)
{
    const auto* source = window.sources().find(window.sourcesPanel().current());
    return source ? source->name() : QString();
}

} // namespace

/// As coarse as G140M's where the source is.
void MainWindowTest::referenceIsEmulatedOnTheGridOfTheSource()
{
    auto service = test::fakeService();
    service.analyze = [analyze = service.analyze](const Spectrum& spectrum, const AnalysisOptions& options,
                                                  std::stop_token stop) {
        auto analysis = analyze(spectrum, options, stop);
        auto& prepared = analysis.prepared;
        prepared.grid = nirspecMediumModelGrid();
        prepared.flux.resize(prepared.grid.size, 1);
        prepared.error.resize(prepared.grid.size, 0.01F);
        prepared.mask.resize(prepared.grid.size, 1);
        prepared.continuum.resize(prepared.grid.size, 1);
        analysis.bestFit.resize(prepared.grid.size, 1);
        return analysis;
    };
    auto asked = std::make_shared<std::atomic<std::size_t>>(0);
    service.reference
        = [asked, reference = service.reference](const StellarParameters& star, const ModelGrid& grid) {
              *asked = grid.size;
              return reference(star, grid);
          };
    MainWindow window(service);
    openAll(window, { "a.fits" });
    QCOMPARE(asked->load(), nirspecMediumModelGrid().size);
}

void MainWindowTest::everyPanelSaysWhatWouldBeThere()
{
    MainWindow window(test::fakeService());
    window.show();
    QVERIFY(window.spectrumPanel().emptyMessage().contains(QStringLiteral("Drop spectra here")));
    QVERIFY(!window.sourcesPanel().message().isEmpty());
    QVERIFY(!window.estimatesPanel().message().isEmpty());
}

void MainWindowTest::droppedFilesAreOpened()
{
    MainWindow window(test::fakeService());
    window.show();
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(QStringLiteral("/nowhere/a.fits")),
                   QUrl::fromLocalFile(QStringLiteral("/nowhere/b.fits")),
                   QUrl(QStringLiteral("https://example.org/c.fits")) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.sources().rowCount(), 2);
}

void MainWindowTest::firstFileIsShownEverywhere()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits" });
    QCOMPARE(window.currentSource(), idOf(window, 0));
    QCOMPARE(shownTarget(window), QStringLiteral("a"));
    QCOMPARE(window.estimatesPanel().model().rowCount(), static_cast<int>(labelCount));
    QCOMPARE(window.neighboursPanel().model().rowCount(), 12);
    QCOMPARE(window.mapPanel().view().linkCount(), 10);
    QVERIFY(window.spectrumPanel().fluxPlot().drawnRuns() > 0);
}

void MainWindowTest::selectingInTheTableSelectsEverywhere()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits", "c.fits" });
    window.sourcesPanel().table().selectRow(2);
    QCOMPARE(window.currentSource(), idOf(window, 2));
    const auto& analysis = *window.sources().find(window.currentSource())->analysis;
    QCOMPARE(window.estimatesPanel().model().index(0, 0).data(EstimateTableModel::ValueRole).toDouble(),
             analysis.estimates[0].value);
    QCOMPARE(window.currentStar(), std::optional(analysis.neighbours.front().star));
}

void MainWindowTest::selectingOnTheMapSelectsEverywhere()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits" });
    Q_EMIT window.mapPanel().view().sourceClicked(idOf(window, 1));
    QCOMPARE(window.currentSource(), idOf(window, 1));
    QCOMPARE(shownTarget(window), QStringLiteral("b"));
}

void MainWindowTest::sourcesDrawnAroundAreSelected()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits", "c.fits" });
    auto& area = *window.mapPanel().view().viewport();
    QTest::mousePress(&area, Qt::LeftButton, Qt::ShiftModifier, { 1, 1 }); // 0, 0 would be the middle
    for (const QPoint corner :
         { QPoint(area.width(), 0), QPoint(area.width(), area.height()), QPoint(0, area.height()) }) {
        QMouseEvent move(QEvent::MouseMove, corner, area.mapToGlobal(corner), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QApplication::sendEvent(&area, &move);
    }
    QTest::mouseRelease(&area, Qt::LeftButton, Qt::ShiftModifier, { 0, area.height() });
    QCOMPARE(window.sourcesPanel().selected().size(), std::size_t(3));
    QVERIFY(window.mapPanel().starText().startsWith(QStringLiteral("500 reference stars")));
    QVERIFY(window.mapPanel().starText().endsWith(QStringLiteral("3 of your sources")));
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("stars.csv")).toStdString();
    window.exportSelectedStars(file);
    QCOMPARE(readCsv(file).rows.size(), std::size_t(500));
}

void MainWindowTest::referenceStarIsOneEverywhere()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits" });
    auto& neighbours = window.neighboursPanel();
    neighbours.table().selectRow(6);
    const auto star = neighbours.model().starAt(6);
    QCOMPARE(window.currentStar(), star);
    QVERIFY(window.mapPanel().starText().contains(QString::number(*star)));
    QTRY_VERIFY(!window.isBusy());
    QVERIFY(window.spectrumPanel().comparison() == Comparison::ReferenceStar);
    QVERIFY(window.spectrumPanel().readOut().contains(QString::number(*star)));

    const auto other = *neighbours.model().starAt(4);
    Q_EMIT window.mapPanel().view().starClicked(other);
    QCOMPARE(neighbours.model().starAt(neighbours.table().currentIndex().row()), std::optional(other));
    Q_EMIT window.mapPanel().view().starClicked(400);
    QCOMPARE(window.currentStar(), std::optional<std::size_t>(400));
}

void MainWindowTest::arrowKeysStep()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits", "c.fits" });
    auto& table = window.sourcesPanel().table();
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(window.currentSource(), idOf(window, 1));
    window.sourcesPanel().step(1);
    window.sourcesPanel().step(1); // stays on the last
    QCOMPARE(window.currentSource(), idOf(window, 2));
    QTest::keyClick(&table, Qt::Key_Up);
    QCOMPARE(window.currentSource(), idOf(window, 1));
}

void MainWindowTest::filterHidesAndSteppingFollows()
{
    MainWindow window(test::fakeService());
    openAll(window, { "alpha.fits", "beta.fits", "alphabet.fits" });
    QTest::keyClicks(&window.sourcesPanel().filter(), QStringLiteral("alpha"));
    QCOMPARE(window.sourcesPanel().shown().size(), std::size_t(2));
    window.sourcesPanel().step(1);
    QCOMPARE(window.currentSource(), idOf(window, 2));
    window.sourcesPanel().filter().setText(QStringLiteral("gamma"));
    QVERIFY(window.sourcesPanel().message().contains(QStringLiteral("filter")));
    QCOMPARE(window.currentSource(), idOf(window, 2)); // what is looked at stays
    window.sourcesPanel().filter().clear();
    QCOMPARE(window.sourcesPanel().current(), idOf(window, 2));
}

void MainWindowTest::failureIsACardWithItsSentence()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "broken.fits" });
    QVERIFY(window.spectrumPanel().failure().isEmpty());
    window.selectRow(1);
    QVERIFY(window.spectrumPanel().failure().contains(QStringLiteral("no column FLUX")));
    QVERIFY(!QApplication::activeModalWidget());
    window.selectRow(0);
    QVERIFY(window.spectrumPanel().failure().isEmpty());
}

void MainWindowTest::retryReadsAgain()
{
    auto service = test::fakeService();
    const auto repaired = std::make_shared<std::atomic<bool>>(false);
    service.read
        = [inner = service.read, repaired](const std::filesystem::path& file, const ReadOptions& options) {
              return inner(*repaired ? std::filesystem::path("repaired.fits") : file, options);
          };
    MainWindow window(service);
    openAll(window, { "broken.fits" });
    *repaired = true;
    QTest::mouseClick(window.findChild<QPushButton*>(QStringLiteral("retry")), Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    QVERIFY(window.sources().sources()[0].isEncoded());
    QVERIFY(window.spectrumPanel().failure().isEmpty());
}

void MainWindowTest::unitsAreAskedForInOneDialog()
{
    MainWindow window(test::fakeService());
    openAll(window, { "unitless_a.csv", "unitless_b.csv", "c.fits" });
    QVERIFY(window.findChildren<UnitDialog*>().empty()); // not unasked
    const auto line = window.sources().index(0, SourceTableModel::Target).data().toString();
    QVERIFY2(line.startsWith(QStringLiteral("Say its units")), qPrintable(line));
    auto* card = window.findChild<QPushButton*>(QStringLiteral("sayUnits"));
    QVERIFY(card->isVisible());
    QTest::mouseClick(card, Qt::LeftButton);
    window.selectRow(1);
    Q_EMIT window.sourcesPanel().table().activated(window.sourcesPanel().table().currentIndex());
    QCOMPARE(window.findChildren<UnitDialog*>().size(), 1);
    auto& dialog = *window.findChild<UnitDialog*>();
    QVERIFY(dialog.isVisible() && !dialog.isModal() && !QApplication::activeModalWidget());
    QCOMPARE(dialog.source(), idOf(window, 1));

    auto* read = dialog.findChild<QPushButton*>(QStringLiteral("readWithUnits"));
    QVERIFY(!read->isEnabled()); // nothing is guessed
    dialog.findChild<QComboBox*>(QStringLiteral("wavelengthUnit"))->setCurrentIndex(1);
    dialog.findChild<QComboBox*>(QStringLiteral("medium"))->setCurrentIndex(1);
    QVERIFY(dialog.answer().wavelengthsInAir);
    dialog.findChild<QCheckBox*>()->setChecked(true);
    QTest::mouseClick(read, Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    QTRY_VERIFY(!window.isBusy());
    for (const std::size_t row : { 0u, 1u })
        QCOMPARE(window.sources().sources()[row].spectrum->provenance.wavelengthUnit,
                 std::string("Angstrom"));
    QVERIFY(window.spectrumPanel().failure().isEmpty());
    window.selectRow(2);
    QVERIFY(!card->isVisible());
}

void MainWindowTest::fluxColumnIsSwitchedOnItsChip()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "point.fits" });
    auto& chips = *window.findChild<ChipBar*>();
    const auto columnOf
        = [&](std::size_t row) { return window.sources().sources()[row].spectrum->provenance.fluxColumn; };
    QVERIFY(chips.text().contains(QStringLiteral("FLUX&nbsp;⇄")));
    Q_EMIT chips.linkActivated(QStringLiteral("column"));
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(columnOf(0), FluxColumn::SurfaceBrightness);
    QVERIFY(chips.text().contains(QStringLiteral("SURF_BRIGHT&nbsp;⇄"))
            && chips.text().contains(QStringLiteral("MJy/\u2060sr")));
    Q_EMIT chips.linkActivated(QStringLiteral("column"));
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(columnOf(0), FluxColumn::Flux);

    window.selectRow(1);
    Q_EMIT chips.linkActivated(QStringLiteral("column"));
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(columnOf(1), FluxColumn::Flux);
    QVERIFY(chips.text().contains(QStringLiteral("no&nbsp;SURF_BRIGHT")));
    QVERIFY(fluxChoiceOf(window.sources().sources()[1]).why.contains(QStringLiteral("all zero")));
}

void MainWindowTest::fitIsShownBesideTheEncoders()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits" });
    auto& panel = window.estimatesPanel();
    QVERIFY(panel.table().isColumnHidden(EstimateTableModel::Fit));
    QTest::mouseClick(panel.fitBar().findChild<QPushButton*>(QStringLiteral("fit")), Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    QVERIFY(!panel.table().isColumnHidden(EstimateTableModel::Fit));
    QVERIFY2(panel.fitBar().words().contains(QStringLiteral("2.31 Å")), qPrintable(panel.fitBar().words()));
    QVERIFY(panel.fitBar().words().contains(QStringLiteral("within the errors")));
    QVERIFY(panel.flagText().contains(QStringLiteral("[Mg/Fe] (+0.90 dex")));
    const auto flags = window.sources().index(0, SourceTableModel::Flags).data().toString();
    QVERIFY2(flags.contains(QStringLiteral("fit disagrees")), qPrintable(flags));
    window.spectrumPanel().setComparison(Comparison::PhysicalFit);
    QVERIFY(window.spectrumPanel().readOut().contains(QStringLiteral("fit by physics")));
    QVERIFY(!window.spectrumPanel().fluxPlot().content().overlay.runs.empty());
    window.selectRow(1);
    QVERIFY(panel.table().isColumnHidden(EstimateTableModel::Fit));
    QVERIFY(window.spectrumPanel().readOut().contains(QStringLiteral("not fitted yet")));
}

/// The first row is selected before its header has been read, whose keywords become columns: a fit did
/// nothing until the row was clicked.
void MainWindowTest::columnsOfAHeaderLeaveTheSelection()
{
    auto service = test::fakeService();
    service.read = [read = service.read](const std::filesystem::path& file, const ReadOptions& options) {
        auto spectra = read(file, options);
        for (auto& spectrum : spectra)
            spectrum.provenance.keywords.emplace_back("PROGRAM", "2609");
        return spectra;
    };
    MainWindow window(std::move(service));
    openAll(window, { "a.fits" });
    QCOMPARE(window.sourcesPanel().selected().size(), std::size_t { 1 });
    QTest::mouseClick(window.estimatesPanel().findChild<QPushButton*>(QStringLiteral("fit")), Qt::LeftButton);
    QTRY_VERIFY(window.sources().sources()[0].fit);
}

void MainWindowTest::fitIsCancelledInItsPlace()
{
    const auto controls = std::make_shared<test::FakeControls>();
    MainWindow window(test::fakeService(100, controls));
    openAll(window, { "a.fits" });
    controls->fitDelay = 60000;
    auto* button = window.estimatesPanel().fitBar().findChild<QPushButton*>(QStringLiteral("fit"));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(window.isBusy());
    QVERIFY(window.findChild<QProgressBar*>()->isVisible());
    QCOMPARE(button->text(), QStringLiteral("Cancel"));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    QVERIFY(!window.sources().sources()[0].fit && window.sources().sources()[0].fitError.isEmpty());
}

void MainWindowTest::exposuresAreCombinedWhenAsked()
{
    MainWindow window(test::fakeService());
    openAll(window, { "exp2_star.fits", "exp3_star.fits", "other.fits" });
    auto& offers = window.sourcesPanel().offers();
    auto& exposures = window.exposuresPanel();
    QTRY_VERIFY(offers.isVisible());
    QVERIFY2(offers.words().startsWith(QStringLiteral("star: 2")), qPrintable(offers.words()));
    QCOMPARE(window.sources().rowCount(), 3); // not unasked
    QTRY_COMPARE(exposures.model().rowCount(), static_cast<int>(labelCount));
    QVERIFY2(exposures.verdict().contains(QStringLiteral("they agree")), qPrintable(exposures.verdict()));
    window.selectRow(2);
    QVERIFY(!offers.isVisible());
    QVERIFY(exposures.message().contains(QStringLiteral("No other spectrum")));

    window.selectRow(0);
    auto* combine = offers.findChild<QPushButton*>(QStringLiteral("combine"));
    QTest::mouseClick(combine, Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.sources().rowCount(), 4);
    QCOMPARE(window.currentSource(), idOf(window, 2));
    QTRY_COMPARE(exposures.model().columnCount(), 6); // with the combined spectrum's own labels
    QTRY_COMPARE(combine->text(), QStringLiteral("Show combination"));
    QVERIFY(exposures.findChild<QPushButton*>(QStringLiteral("saveCombined"))->isVisibleTo(&exposures));
    window.selectRow(1);
    QTest::mouseClick(combine, Qt::LeftButton);
    QCOMPARE(window.currentSource(), idOf(window, 2));
    QCOMPARE(window.sources().rowCount(), 4);
}

void MainWindowTest::combinationIsSavedAndOpensAgain()
{
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + QStringLiteral("/combined.fits")).toStdString();
    MainWindow window(test::fakeService());
    openAll(window, { "exp2_star.fits", "exp3_star.fits", "exp4_star.fits" });
    QTRY_VERIFY(window.sourcesPanel().offers().isVisible());
    QVERIFY(!window.combination());
    QVERIFY_EXCEPTION_THROWN(window.saveCombination(file), Error);
    QTest::mouseClick(window.findChild<QPushButton*>(QStringLiteral("combine")), Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    window.selectRow(0); // a part of it
    QTRY_VERIFY(window.combination());
    window.saveCombination(file);
    const auto saved = readSpectra(file).at(0);
    QCOMPARE(saved.flux.size(), window.combination()->spectrum->flux.size());
    QCOMPARE(saved.provenance.product, std::string("Syzygy combination"));
    QCOMPARE(saved.provenance.keywords[0].second, std::string("3"));

    const std::filesystem::path table = (folder.path() + QStringLiteral("/table.csv")).toStdString();
    window.exportTable(table);
    const auto parameters = readCsv(table);
    const auto exposures = static_cast<std::size_t>(std::ranges::find(parameters.header, "exposures")
                                                    - parameters.header.begin());
    QVERIFY(exposures < parameters.header.size());
    QCOMPARE(parameters.rows.size(), std::size_t(4));
    QCOMPARE(parameters.rows[3][exposures], std::string("3"));
    QCOMPARE(parameters.rows[0][exposures], std::string());
}

void MainWindowTest::selectedExposuresAreOffered()
{
    MainWindow window(test::fakeService());
    openAll(window, { "exp2_star.fits", "exp3_star.fits", "exp4_star.fits" });
    auto& offers = window.sourcesPanel().offers();
    QTRY_VERIFY(offers.words().startsWith(QStringLiteral("star: 3")));
    QTRY_VERIFY2(window.exposuresPanel().verdict().contains(QStringLiteral("disagree in [Ni/Fe]")),
                 qPrintable(window.exposuresPanel().verdict()));
    auto* selection = window.sourcesPanel().table().selectionModel();
    selection->select(window.sourcesPanel().table().model()->index(1, 0),
                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY2(offers.words().startsWith(QStringLiteral("star: 2")), qPrintable(offers.words()));
    QTest::mouseClick(offers.findChild<QPushButton*>(QStringLiteral("combine")), Qt::LeftButton);
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(window.sources().rowCount(), 4);
    QCOMPARE(window.sources().find(window.currentSource())->parts.size(), std::size_t(2));
    QTest::mouseClick(offers.findChild<QPushButton*>(QStringLiteral("compare")), Qt::LeftButton);
    QVERIFY(window.exposuresPanel().isVisible());
}

void MainWindowTest::removeSelectsTheNext()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits" });
    QTest::keyClick(&window.sourcesPanel().table(), Qt::Key_Delete);
    QCOMPARE(window.sources().rowCount(), 1);
    QCOMPARE(shownTarget(window), QStringLiteral("b"));
    QCOMPARE(window.currentSource(), idOf(window, 0));
    QTest::keyClick(&window.sourcesPanel().table(), Qt::Key_Delete);
    QCOMPARE(window.currentSource(), SourceId(0));
    QVERIFY(!window.spectrumPanel().emptyMessage().isEmpty());
}

void MainWindowTest::givenVelocityIsUsed()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits" });
    Q_EMIT window.estimatesPanel().velocityGiven(42.5);
    QTRY_VERIFY(!window.isBusy());
    const auto& velocity = window.sources().sources()[0].analysis->velocity;
    QVERIFY(velocity.source == Velocity::Source::Given);
    QCOMPARE(velocity.value, 42.5);
    Q_EMIT window.estimatesPanel().measurementRequested();
    QTRY_VERIFY(window.sources().sources()[0].analysis->velocity.source == Velocity::Source::Measured);
}

void MainWindowTest::cancelButtonEndsTheWork()
{
    const auto controls = std::make_shared<test::FakeControls>();
    controls->delay = 60000;
    MainWindow window(test::fakeService(100, controls));
    window.show();
    window.open({ "a.fits", "b.fits" });
    QTRY_VERIFY(window.sources().rowCount() == 2 && window.sources().sources()[1].spectrum);
    for (auto* button : window.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Cancel"))
            button->click();
    QVERIFY(!window.isBusy());
    QCOMPARE(window.sources().sources()[0].state, Source::State::Cancelled);
}

void MainWindowTest::unencodedSpectrumIsShownWithItsReason()
{
    MainWindow window(test::fakeService());
    openAll(window, { "galaxy.fits" });
    QVERIFY(window.estimatesPanel().flagText().contains(QStringLiteral("G395M covers")));
    QCOMPARE(window.estimatesPanel().model().rowCount(), 0);
    QVERIFY(window.spectrumPanel().fluxPlot().drawnRuns() > 0);
    QCOMPARE(window.mapPanel().view().linkCount(), 0);
}

void MainWindowTest::tableRoundTrip()
{
    QTemporaryDir folder;
    const std::filesystem::path file = (folder.path() + QStringLiteral("/table.csv")).toStdString();
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "broken.fits", "b.fits" });
    window.exportTable(file);
    const auto table = readCsv(file);
    QCOMPARE(table.header, parameterColumns());
    const auto placeOf = [&](const char* column) {
        return static_cast<std::size_t>(std::ranges::find(table.header, column) - table.header.begin());
    };
    const auto teff = placeOf("teff");
    QCOMPARE(table.rows.size(), std::size_t(2)); // the broken one has no parameters
    const auto& analysis = *window.sources().sources()[2].analysis;
    QVERIFY(std::abs(std::stod(table.rows[1][teff]) - analysis.estimates[0].value) < 1);
    QCOMPARE(table.rows[0][placeOf("model_id")], std::string("fake-00000000"));

    window.selectRow(0);
    QTest::mouseClick(window.estimatesPanel().fitBar().findChild<QPushButton*>(QStringLiteral("fit")),
                      Qt::LeftButton);
    QTRY_VERIFY(window.sources().sources()[0].fit);
    window.exportTable(file);
    const auto fitted = readCsv(file);
    QCOMPARE(fitted.header.back(), std::string("fit_flags"));
    const auto firstOfFit = parameterColumns().size();
    QVERIFY(!fitted.rows[0][firstOfFit].empty());
    QVERIFY(fitted.rows[1][firstOfFit].empty()); // the other was not fitted
}

void MainWindowTest::selectedRowsGoToTheClipboard()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits", "c.fits" });
    window.sourcesPanel().table().selectAll();
    for (auto* action : window.findChildren<QAction*>())
        if (action->text().contains(QStringLiteral("opy parameters")))
            action->trigger();
    const auto lines = QApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 4);
    QCOMPARE(static_cast<std::size_t>(lines[0].split(QLatin1Char('\t')).size()), parameterColumns().size());
}

void MainWindowTest::picturesAreWritten()
{
    QTemporaryDir folder;
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits" });
    const auto png = folder.path() + QStringLiteral("/plot.png"),
               pdf = folder.path() + QStringLiteral("/plot.pdf");
    savePicture(window.spectrumPanel().plots(), png);
    QCOMPARE(QImage(png).size(), window.spectrumPanel().plots().size() * 2);
    savePicture(window, pdf);
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.read(5) == "%PDF-" && file.size() > 10000);
}

void MainWindowTest::badPictureNameIsRefused()
{
    QWidget widget;
    QVERIFY_EXCEPTION_THROWN(savePicture(widget, QStringLiteral("picture.gif")), Error);
    QVERIFY_EXCEPTION_THROWN(savePicture(widget, QStringLiteral("/nowhere/picture.png")), Error);
    QVERIFY_EXCEPTION_THROWN(savePicture(widget, QStringLiteral("/nowhere/picture.pdf")), Error);
}

void MainWindowTest::layoutIsRestored()
{
    {
        MainWindow window(test::fakeService());
        window.show();
        window.findChild<QDockWidget*>(QStringLiteral("map"))->hide();
        window.close();
    }
    MainWindow window(test::fakeService());
    window.restoreLayout();
    window.show();
    QVERIFY(window.findChild<QDockWidget*>(QStringLiteral("map"))->isHidden());
    QVERIFY(!window.findChild<QDockWidget*>(QStringLiteral("estimates"))->isHidden());
}

void MainWindowTest::manySources()
{
    MainWindow window(test::fakeService(200));
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < 200; ++i)
        files.emplace_back("star" + std::to_string(i) + (i % 10 == 9 ? "_broken.fits" : ".fits"));
    window.show();
    window.open(files);
    QTRY_VERIFY_WITH_TIMEOUT(!window.isBusy(), 120000);
    QCOMPARE(window.sources().rowCount(), 200);
    window.sourcesPanel().table().sortByColumn(SourceTableModel::Teff, Qt::DescendingOrder);
    window.selectRow(0);
    const auto shown = window.sourcesPanel().shown();
    const auto* hottest = window.sources().find(shown.front());
    for (const auto& source : window.sources().sources())
        if (source.isEncoded())
            QVERIFY(source.analysis->estimates[0].value <= hottest->analysis->estimates[0].value);
}

void MainWindowTest::missingModelIsSaid()
{
    AnalysisService service;
    service.read = test::fakeService(10).read;
    service.problem = "No model was found in models/; give one with --bundle DIR.";
    MainWindow window(service);
    openAll(window, { "a.fits" });
    QVERIFY(window.estimatesPanel().message().contains(QStringLiteral("--bundle DIR")));
    QVERIFY(window.spectrumPanel().fluxPlot().drawnRuns() > 0);
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::MainWindowTest)

#include "mainwindow_test.moc"
