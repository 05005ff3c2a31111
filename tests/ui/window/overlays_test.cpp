// Several spectra over one another, each with its colour and offset, and the residuals of any two.
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/sources/sourcespanel.h"
#include "ui/spectrum/overlaybar.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <cmath>

namespace syzygy {

class OverlaysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void differenceIsInTheErrorsOfBoth();
    void differenceCrossesGrids();
    void anotherStarIsAddedNotReplaced();
    void openSourcesAreLaidOver();
    void offsetRaisesAndCrossTakesAway();
    void residualsAreOfAnyTwo();
    void otherInstrumentsViewHasItsError();
    void overlaysFollowTheFrame();
    void nothingIsLaidOverWhatIsNotEncoded();
};

namespace {

PreparedSpectrum flat(const ModelGrid& grid, float flux, float error)
{
    PreparedSpectrum spectrum;
    spectrum.grid = grid;
    spectrum.flux.assign(grid.size, flux);
    spectrum.error.assign(grid.size, error);
    spectrum.mask.assign(grid.size, 1);
    spectrum.continuum.assign(grid.size, 3);
    return spectrum;
}

struct Window : test::ShownWindow {
    Window()
        : ShownWindow({ "a.fits", "b.fits", "galaxy.fits" })
    {
    }

    SpectrumPanel& panel() { return window.spectrumPanel(); }
    OverlayBar& bar() { return *panel().findChild<OverlayBar*>(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window.sourcesPanel().table(), key, modifiers);
        settle();
    }
    void clickStar(std::size_t star)
    {
        window.selectStar(star);
        settle();
    }
};

} // namespace

void OverlaysTest::differenceIsInTheErrorsOfBoth()
{
    const auto difference = differenceOf(flat(nirspecModelGrid(), 1, 0.3F),
                                         flat(nirspecModelGrid(), 0.5F, 0.4F), SpectrumFrame::Observed, 100);
    QVERIFY(difference.isInSigma);
    QVERIFY(std::abs(difference.trace.value[100] - 1) < 1e-6);
    QVERIFY(difference.trace.wavelength[100] > nirspecModelGrid().wavelength(100)); // receding
    QVERIFY(!differenceOf(flat(nirspecModelGrid(), 1, 0), flat(nirspecModelGrid(), 0.5F, 0),
                          SpectrumFrame::Rest, 0)
                 .isInSigma);
}

void OverlaysTest::differenceCrossesGrids()
{
    auto apogee = flat(apogeeModelGrid(), 0.8F, 0);
    apogee.mask[4000] = 0;
    const auto difference
        = differenceOf(flat(nirspecModelGrid(), 1, 0.1F), apogee, SpectrumFrame::Prepared, 0);
    QVERIFY(difference.trace.runs.size() >= 2); // the hole stays open
    const auto& trace = difference.trace;
    QVERIFY(trace.wavelength[trace.runs.front().first] > 1.51
            && trace.wavelength[trace.runs.back().last - 1] < 1.70);
    QVERIFY(std::abs(trace.value[trace.runs.front().first] - 2) < 1e-5);
}

void OverlaysTest::anotherStarIsAddedNotReplaced()
{
    Window w;
    w.clickStar(17);
    QVERIFY(w.panel().overlays().empty());
    w.clickStar(23);
    w.clickStar(31);
    QCOMPARE(w.panel().overlays().size(), std::size_t(2));
    QCOMPARE(w.panel().overlays()[0].name, QStringLiteral("star 17"));
    QVERIFY(w.panel().overlays()[0].color != w.panel().overlays()[1].color);
    QCOMPARE(w.panel().fluxPlot().content().more.size(), std::size_t(2));
    QVERIFY(w.bar().isVisible());
    w.clickStar(17);
    w.clickStar(99); // 17 is there already
    QCOMPARE(w.panel().overlays().size(), std::size_t(3));
}

void OverlaysTest::openSourcesAreLaidOver()
{
    Window w;
    w.press(Qt::Key_O);
    QCOMPARE(w.panel().overlays().size(), std::size_t(1));
    QCOMPARE(w.panel().overlays()[0].name, QStringLiteral("a"));
    w.window.selectRow(1); // stays over the next
    QCOMPARE(w.panel().fluxPlot().content().more.size(), std::size_t(1));
    w.window.sourcesPanel().table().selectAll();
    w.press(Qt::Key_O);
    QVERIFY(w.panel().overlays().size() <= 2);
}

void OverlaysTest::offsetRaisesAndCrossTakesAway()
{
    Window w;
    w.press(Qt::Key_O);
    const auto before = w.panel().fluxPlot().content().more[0].trace.value[1000];
    auto& offset = *w.bar().findChild<QDoubleSpinBox*>();
    offset.setFocus();
    offset.stepBy(5);
    QVERIFY(std::abs(w.panel().fluxPlot().content().more[0].trace.value[1000] - before - 0.5) < 1e-6);
    QVERIFY(w.panel().fluxPlot().shownVertical()[1] > 1.4); // made room for
    for (auto* button : w.bar().findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("×"))
            QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(w.panel().overlays().empty() && !w.bar().isVisible());
    QVERIFY(w.panel().fluxPlot().content().more.empty());
}

void OverlaysTest::residualsAreOfAnyTwo()
{
    Window w;
    const auto usual = w.panel().residuals().trace.value;
    w.press(Qt::Key_O); // the same spectrum over itself
    const auto boxes = w.bar().findChildren<QComboBox*>();
    QCOMPARE(boxes[0]->count(), 3);
    QCOMPARE(w.panel().residuals().trace.value, usual);
    boxes[1]->setCurrentIndex(2);
    for (const double value : w.panel().residuals().trace.value)
        QVERIFY(std::abs(value) < 1e-9);
    boxes[0]->setCurrentIndex(1); // the fit − what it is fitted to
    const auto& turned = w.panel().residuals().trace.value;
    QVERIFY(std::abs(turned[1000] + usual[1000]) < 1e-9);
}

void OverlaysTest::otherInstrumentsViewHasItsError()
{
    Window w;
    w.press(Qt::Key_O, Qt::ShiftModifier);
    QCOMPARE(w.panel().overlays().size(), std::size_t(1));
    const auto& overlay = w.panel().overlays()[0];
    QCOMPARE(overlay.name, QStringLiteral("a by APOGEE"));
    QVERIFY(overlay.spectrum.grid == apogeeModelGrid());
    QVERIFY(w.panel().fluxPlot().content().more[0].hasBand);
}

void OverlaysTest::overlaysFollowTheFrame()
{
    Window w;
    w.press(Qt::Key_O, Qt::ShiftModifier);
    w.panel().setFrame(SpectrumFrame::Observed);
    const auto& trace = w.panel().fluxPlot().content().more[0].trace;
    QVERIFY(!trace.runs.empty());
    const auto first = trace.runs.front().first;
    QVERIFY(trace.value[first] > 1e-6 && trace.value[first] < 1e-4); // Jy, as the spectrum
    const double shift
        = 1 + w.window.sources().find(w.window.currentSource())->analysis->velocity.value / 299792.458;
    QVERIFY(std::abs(trace.wavelength[first] / apogeeModelGrid().wavelength(first) - shift) < 1e-9);
}

void OverlaysTest::nothingIsLaidOverWhatIsNotEncoded()
{
    Window w;
    w.press(Qt::Key_O);
    QTRY_COMPARE(w.panel().overlays().size(), std::size_t(1));
    w.window.selectRow(2); // galaxy.fits
    QVERIFY(w.panel().fluxPlot().content().more.empty());
    w.press(Qt::Key_O);
    QCOMPARE(w.panel().overlays().size(), std::size_t(1));
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::OverlaysTest)

#include "overlays_test.moc"
