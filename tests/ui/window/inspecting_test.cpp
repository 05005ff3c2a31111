// Stepping through many sources, the most surprising first; lines at any velocity; files that change
// meanwhile.
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/sources/filewatch.h"
#include "ui/sources/sourcecolumns.h"
#include "ui/sources/sourcespanel.h"
#include "ui/spectrum/linevelocitybar.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>

namespace syzygy {

class InspectingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sliderMovesTheLines();
    void velocityOfTheLinesIsTaken();
    void sliderFollowsTheSource();
    void twinsThatDisagreeAreSurprising();
    void mostSurprisingFirst();
    void steppingLeavesTheWorkToOthers();
    void writtenFileIsNoticedAndReloaded();
    void replacedFileIsNoticed();
};

namespace {

using test::trigger;

void openAll(MainWindow& window, const std::vector<std::filesystem::path>& files)
{
    window.show();
    window.open(files);
    QTRY_VERIFY(!window.isBusy());
}

/// Where the plot draws the line list's entry for a wavelength at rest, in pixels; NaN if it is not named.
double pixelOf(SpectrumPanel& panel, double rest)
{
    for (const auto& label : panel.fluxPlot().lineLabels())
        if (std::abs(label.line->wavelength - rest) < 1e-9)
            return label.x;
    return std::nan("");
}

const Source& current(const MainWindow& window)
{
    return *window.sources().find(window.currentSource());
}

void write(const std::filesystem::path& file, const char* text)
{
    std::ofstream(file) << text;
}

} // namespace

void InspectingTest::sliderMovesTheLines()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits" });
    auto& panel = window.spectrumPanel();
    trigger(window, QStringLiteral("Velocity of the line list"));
    auto& bar = *panel.findChild<LineVelocityBar*>();
    QVERIFY(bar.isVisible());
    panel.setFrame(SpectrumFrame::Observed);
    panel.fluxPlot().setRange(1.15, 1.25);
    const auto labels = panel.fluxPlot().lineLabels();
    QVERIFY(!labels.empty());
    const double rest = labels[labels.size() / 2].line->wavelength, before = pixelOf(panel, rest);
    const auto points = panel.fluxPlot().drawnPoints();
    auto& slider = *bar.findChild<QSlider*>();
    slider.setFocus();
    for (int i = 0; i < 10; ++i)
        QTest::keyClick(&slider, Qt::Key_PageUp);
    QVERIFY(std::abs(bar.velocity() - (-22.9 + 200)) < 0.6);
    const double shift = (bar.velocity() + 22.9) / 299792.458 * rest;
    const double expected = shift / 0.1 * (panel.fluxPlot().width() - 74);
    QVERIFY2(std::abs(pixelOf(panel, rest) - before - expected) < 0.5,
             qPrintable(QString::number(pixelOf(panel, rest) - before)));
    QVERIFY(panel.fluxPlot().drawnPoints() == points); // the spectrum stays
    for (auto* button : bar.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("As measured"))
            button->click();
    QVERIFY(std::abs(pixelOf(panel, rest) - before) < 1e-9);
}

void InspectingTest::velocityOfTheLinesIsTaken()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits" });
    trigger(window, QStringLiteral("Velocity of the line list"));
    auto& bar = *window.spectrumPanel().findChild<LineVelocityBar*>();
    bar.findChild<QDoubleSpinBox*>()->setValue(120);
    for (auto* button : bar.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Take it"))
            button->click();
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(current(window).analysis->velocity.value, 120.0);
    QCOMPARE(bar.velocity(), 120.0);
}

void InspectingTest::sliderFollowsTheSource()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "b.fits" });
    trigger(window, QStringLiteral("Velocity of the line list"));
    auto& bar = *window.spectrumPanel().findChild<LineVelocityBar*>();
    bar.findChild<QDoubleSpinBox*>()->setValue(300);
    window.spectrumPanel().setFrame(SpectrumFrame::Rest); // not put back by another view of the same
    QCOMPARE(bar.velocity(), 300.0);
    window.selectRow(1);
    QCOMPARE(bar.velocity(), -22.9);
}

void InspectingTest::twinsThatDisagreeAreSurprising()
{
    Atlas atlas;
    for (int i = 0; i < 4; ++i) {
        StellarParameters star;
        star[Label::Teff] = 4500;
        star[Label::Logg] = 2;
        star[Label::FeH] = -0.5 + 0.1 * std::sqrt(0.75) * (i % 2 ? 1 : -1); // scatter .1
        atlas.stars.push_back(star);
    }
    Analysis analysis;
    analysis.encoded = true;
    for (std::size_t i = 0; i < 4; ++i)
        analysis.neighbours.push_back({ i, Instrument::Nirspec, 1 });
    analysis.estimates[0] = { 4500, 50 };
    analysis.estimates[1] = { 2, 0.1 };
    analysis.estimates[2] = { -0.5 + 5 * std::hypot(0.1, 0.1), 0.1 };
    QVERIFY(std::abs(tensionWithTwins(analysis, atlas) - 5) < 1e-9);
    analysis.neighbours.resize(2);
    QCOMPARE(tensionWithTwins(analysis, atlas), 0.0);
}

void InspectingTest::mostSurprisingFirst()
{
    MainWindow window(test::fakeService());
    openAll(window, { "a.fits", "galaxy.fits", "b.fits", "c.fits", "d.fits" });
    trigger(window, QStringLiteral("Most surprising first"));
    auto& panel = window.sourcesPanel();
    QVERIFY(panel.shownColumns().contains(QStringLiteral("surprise")));
    double last = 1e9;
    for (const auto id : panel.shown()) {
        const double surprise = surpriseOf(*window.sources().find(id));
        if (std::isnan(surprise))
            continue; // what was not encoded is last or first, but in no one's way
        QVERIFY(surprise <= last);
        last = surprise;
    }
}

/// No step reads, analyses or emulates on the thread of the window, none analyses again, and what is drawn
/// does not grow with what is open.
void InspectingTest::steppingLeavesTheWorkToOthers()
{
    auto service = test::fakeService(20000);
    auto* const own = QThread::currentThread();
    auto here = std::make_shared<std::atomic<int>>(0), analyses = std::make_shared<std::atomic<int>>(0);
    const auto counted = [here, own](auto function) {
        return [here, own, function](auto&&... arguments) {
            *here += QThread::currentThread() == own;
            return function(std::forward<decltype(arguments)>(arguments)...);
        };
    };
    service.read = counted(service.read);
    service.reference = counted(service.reference);
    service.nearest = counted(service.nearest);
    service.fit = counted(service.fit);
    service.analyze = counted([analyses, analyze = service.analyze](auto&&... arguments) {
        ++*analyses;
        return analyze(std::forward<decltype(arguments)>(arguments)...);
    });
    MainWindow window(service);
    std::vector<std::filesystem::path> files;
    constexpr int count = 200;
    for (int i = 0; i < count; ++i)
        files.push_back("star" + std::to_string(i) + ".fits");
    window.show();
    window.open(files);
    QVERIFY(
        QTest::qWaitFor([&] { return !window.isBusy() && window.sources().rowCount() == count; }, 120000));
    const int before = *analyses;
    auto& table = window.sourcesPanel().table();
    window.selectRow(0);
    for (int i = 1; i < count; ++i) {
        QTest::keyClick(&table, Qt::Key_Down);
        QCOMPARE(window.currentSource(),
                 window.sourcesPanel().shown()[static_cast<std::size_t>(i)]); // at once
        const auto& plot = window.spectrumPanel().fluxPlot();
        QVERIFY2(
            plot.drawnPoints().size() < 4 * plot.width(),
            qPrintable(
                QStringLiteral("%1 points on %2 pixels").arg(plot.drawnPoints().size()).arg(plot.width())));
    }
    QTRY_VERIFY(!window.isBusy());
    QCOMPARE(*analyses, before);
    QCOMPARE(*here, 0);
}

void InspectingTest::writtenFileIsNoticedAndReloaded()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "a.fits";
    write(file, "first");
    MainWindow window(test::fakeService());
    openAll(window, { file, "b.fits" });
    QTest::qWait(20); // the watch is set
    const auto spectrum = current(window).spectrum;
    write(file, "second, longer");
    QTRY_VERIFY(current(window).isStale);
    QVERIFY2(window.statusBar()->currentMessage().contains(QStringLiteral("a.fits changed on disk")),
             qPrintable(window.statusBar()->currentMessage()));
    QVERIFY(current(window).spectrum == spectrum); // nothing is changed unasked
    trigger(window, QStringLiteral("Reload what changed"));
    QTRY_VERIFY(!window.isBusy());
    QVERIFY(!current(window).isStale && current(window).spectrum != spectrum && current(window).isEncoded());
}

void InspectingTest::replacedFileIsNoticed()
{
    const QTemporaryDir folder;
    const std::filesystem::path place(folder.path().toStdString());
    write(place / "a.fits", "first");
    FileWatch watch;
    watch.setFiles({ QString::fromStdString((place / "a.fits").string()) });
    QSignalSpy changed(&watch, &FileWatch::changed);
    for (int round = 1; round <= 2; ++round) { // watched further after it was replaced
        write(place / "new", round == 1 ? "second" : "the third");
        std::filesystem::rename(place / "new", place / "a.fits");
        QTRY_COMPARE(changed.size(), round);
    }
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::InspectingTest)

#include "inspecting_test.moc"
