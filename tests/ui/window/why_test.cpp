// The strip that tells which wavelengths pull a label up and down, and its lines.
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/spectrum/whybar.h"
#include "ui/spectrum/whyplot.h"

#include <QComboBox>
#include <QTest>

#include <cmath>

namespace syzygy {

class WhyWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stripTellsThePullsAndNamesLines();
    void otherLabelIsAsked();
    void itFollowsTheSource();
    void itFollowsFrameAndRange();
    void nothingIsAskedWhileHidden();
};

namespace {

struct Window : test::ShownWindow {
    Window()
        : ShownWindow({ "a.fits", "b.fits", "galaxy.fits" })
    {
    }

    SpectrumPanel& panel() { return window.spectrumPanel(); }
    WhyPlot& plot() { return *panel().findChild<WhyPlot*>(); }
    void toggle()
    {
        test::trigger(window, QStringLiteral("Why is"));
        settle();
    }
};

} // namespace

void WhyWindowTest::stripTellsThePullsAndNamesLines()
{
    Window w;
    w.toggle();
    QVERIFY(w.plot().isVisible());
    const auto& pull = w.panel().pull();
    QCOMPARE(pull.value.size(), nirspecModelGrid().size);
    const auto pixel = static_cast<std::size_t>(std::lround(nirspecModelGrid().pixel(1.1831)));
    QVERIFY(pull.value[pixel] > 0.01); // a line deeper than its twins': [Fe/H] up
    const auto words = w.panel().whyBar().words();
    QVERIFY2(words.contains(QStringLiteral("1.1831")) || words.contains(QStringLiteral("1.1828")),
             qPrintable(words));
    QCOMPARE(words.count(QStringLiteral("µm")), 3);
}

void WhyWindowTest::otherLabelIsAsked()
{
    Window w;
    w.toggle();
    const auto pull = w.panel().pull().value;
    w.panel().whyBar().findChild<QComboBox*>()->setCurrentIndex(0);
    w.settle();
    QVERIFY(w.panel().pull().value != pull);
    QVERIFY2(w.panel().whyBar().words().contains(QStringLiteral(" K ")),
             qPrintable(w.panel().whyBar().words()));
    QCOMPARE(w.controls->whys.load(), 2);
}

void WhyWindowTest::itFollowsTheSource()
{
    Window w;
    w.toggle();
    w.window.selectRow(1);
    w.settle();
    QCOMPARE(w.controls->whys.load(), 2);
    QVERIFY(!w.panel().pull().value.empty());
    w.window.selectRow(2); // galaxy.fits
    w.settle();
    QVERIFY(w.panel().pull().value.empty());
    QVERIFY(w.panel().whyBar().words().contains(QStringLiteral("Nothing")));
}

void WhyWindowTest::itFollowsFrameAndRange()
{
    Window w;
    w.toggle();
    w.panel().setFrame(SpectrumFrame::Observed);
    const double shift = 1 - 22.9 / 299792.458;
    QVERIFY(std::abs(w.panel().pull().wavelength[500] / nirspecModelGrid().wavelength(500) - shift) < 1e-12);
    w.panel().fluxPlot().setRange(1.15, 1.25);
    QVERIFY(w.plot().range() == w.panel().fluxPlot().range());
    w.plot().setRange(1.1, 1.3);
    QVERIFY(w.plot().range() == w.panel().fluxPlot().range());
    QCOMPARE(w.controls->whys.load(), 1); // looking is not asking
}

void WhyWindowTest::nothingIsAskedWhileHidden()
{
    Window w;
    w.window.selectRow(1);
    w.settle();
    QCOMPARE(w.controls->whys.load(), 0);
    w.toggle();
    w.toggle();
    w.window.selectRow(0);
    w.settle();
    QVERIFY(!w.plot().isVisible());
    QCOMPARE(w.controls->whys.load(), 1);
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::WhyWindowTest)

#include "why_test.moc"
