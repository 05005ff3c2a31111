// A star observed otherwise: labels and map follow the sliders, the truth's ghost stays, one click leads
// back.
#include "tests/ui/testmain.h"
#include "tests/ui/window/shownwindow.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/map/mappanel.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/whatif/whatifpanel.h"

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTableWidget>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace syzygy {

class WhatIfWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatItIsForWhereThereIsNothing();
    void numbersStandBesideTheSliders();
    void labelsAndMapFollowTheSlider();
    void oneClickLeadsBack();
    void everySliderIsAWish();
    void onlyTheLastWishWaits();
    void anotherSourceIsShownAsItIs();
    void tableAndSessionKnowNothingOfIt();
};

namespace {

struct Window : test::ShownWindow {
    Window()
        : ShownWindow({ "a.fits", "b.fits" })
    {
        window.findChild<QDockWidget*>(QStringLiteral("whatif"))->raise();
    }

    bool settle()
    {
        QApplication::processEvents();
        return ShownWindow::settle();
    }
    WhatIfPanel& panel() { return window.whatIfPanel(); }
    QSlider& slider(const QString& name)
    {
        for (auto* each : panel().findChildren<QSlider*>())
            if (each->accessibleName() == name)
                return *each;
        qFatal("no such slider");
    }
    void move(const QString& name, int value)
    {
        slider(name).setValue(value);
        settle();
    }
    QString wouldBe() { return panel().findChild<QTableWidget*>()->item(0, 2)->text(); }
    QString estimate()
    {
        return window.estimatesPanel().model().index(0, EstimateTableModel::Value).data().toString();
    }
};

} // namespace

void WhatIfWindowTest::saysWhatItIsForWhereThereIsNothing()
{
    MainWindow window(test::fakeService());
    window.show();
    QVERIFY(!window.whatIfPanel().wish().changes());
}

void WhatIfWindowTest::numbersStandBesideTheSliders()
{
    Window w;
    const auto number
        = [&](const char* name) { return w.panel().findChild<QLabel*>(QString::fromUtf8(name))->text(); };
    const auto own = number("S/N");
    QVERIFY(own.toDouble() > 5);
    QCOMPARE(number("Resolution"), QStringLiteral("2700"));
    QCOMPARE(number("Velocity off by"), QStringLiteral("0 km/s"));
    QCOMPARE(number("Gap's width"), QStringLiteral("0.000 µm"));
    QCOMPARE(w.panel().findChild<QTableWidget*>()->item(0, 0)->text(), QStringLiteral("Teff [K]"));
    w.move(QStringLiteral("S/N"), 300);
    w.move(QStringLiteral("Gap's width"), 500);
    QVERIFY(number("S/N").toDouble() < own.toDouble());
    QCOMPARE(number("Gap's width"), QStringLiteral("0.100 µm"));
    w.panel().reset();
    QCOMPARE(number("S/N"), own);
}

void WhatIfWindowTest::labelsAndMapFollowTheSlider()
{
    Window w;
    const auto truth = w.estimate();
    w.window.spectrumPanel().setFrame(SpectrumFrame::Observed);
    const auto observed = w.window.spectrumPanel().fluxPlot().content().flux.error;
    w.move(QStringLiteral("S/N"), 300);
    QVERIFY(w.panel().wish().snr.has_value());
    QVERIFY2(w.estimate() != truth, qPrintable(w.estimate()));
    QVERIFY(!w.wouldBe().isEmpty());
    const auto& errors = w.window.spectrumPanel().fluxPlot().content().flux.error;
    QVERIFY(errors[1000] > 2 * observed[1000]);
    QCOMPARE(w.window.spectrumPanel().overlays().size(), std::size_t(1)); // the ghost
    QCOMPARE(w.window.sources().rowCount(), 2);
    const auto first = w.estimate();
    w.move(QStringLiteral("S/N"), 100);
    QVERIFY(w.estimate() != first);
    QCOMPARE(w.window.spectrumPanel().overlays().size(), std::size_t(1));
}

void WhatIfWindowTest::oneClickLeadsBack()
{
    Window w;
    const auto truth = w.estimate();
    const auto flux = w.window.spectrumPanel().fluxPlot().content().flux.value;
    w.move(QStringLiteral("S/N"), 300);
    w.move(QStringLiteral("Velocity off by"), 50);
    w.panel().findChild<QPushButton*>()->click();
    w.settle();
    QCOMPARE(w.estimate(), truth);
    QVERIFY(w.window.spectrumPanel().fluxPlot().content().flux.value == flux);
    QVERIFY(w.window.spectrumPanel().overlays().empty());
    QVERIFY(w.wouldBe().isEmpty() && !w.panel().wish().changes());
}

void WhatIfWindowTest::everySliderIsAWish()
{
    Window w;
    w.move(QStringLiteral("Resolution"), 500);
    QVERIFY(w.panel().wish().resolvingPower.value_or(0) > 300 && *w.panel().wish().resolvingPower < 2700);
    w.move(QStringLiteral("Velocity off by"), -80);
    QCOMPARE(w.panel().wish().velocity, -80.0);
    w.move(QStringLiteral("Gap at"), 200);
    w.move(QStringLiteral("Gap's width"), 500);
    const auto lost = w.panel().wish().lost;
    QCOMPARE(lost.size(), std::size_t(1));
    QVERIFY(std::abs(lost[0][1] - lost[0][0] - 0.1) < 1e-12);
    w.move(QStringLiteral("Gap at"), 700); // the gap moves
    QVERIFY(w.panel().wish().lost[0][0] > lost[0][0]);
}

/// Thirty moves while one answer is being found: that one, and the last.
void WhatIfWindowTest::onlyTheLastWishWaits()
{
    Window w;
    const auto& controls = w.controls;
    controls->delay = 50;
    const int before = controls->analyses;
    for (int i = 0; i < 30; ++i)
        w.slider(QStringLiteral("S/N")).setValue(900 - 20 * i);
    w.settle();
    QVERIFY(controls->analyses - before <= 3);
    controls->delay = 0;
    const auto last = w.estimate();
    w.move(QStringLiteral("S/N"), 500);
    w.move(QStringLiteral("S/N"), 320);
    QCOMPARE(w.estimate(), last);
}

void WhatIfWindowTest::anotherSourceIsShownAsItIs()
{
    Window w;
    w.window.selectRow(1);
    const auto truth = w.estimate();
    w.window.selectRow(0);
    w.move(QStringLiteral("S/N"), 100);
    w.window.selectRow(1);
    w.settle();
    QCOMPARE(w.estimate(), truth);
    QVERIFY(!w.panel().wish().changes());
    QVERIFY(w.window.spectrumPanel().overlays().empty());
}

void WhatIfWindowTest::tableAndSessionKnowNothingOfIt()
{
    Window w;
    const auto* source = w.window.sources().find(w.window.currentSource());
    const auto analysis = source->analysis;
    const auto options = source->options.velocity;
    w.move(QStringLiteral("S/N"), 100);
    source = w.window.sources().find(w.window.currentSource());
    QVERIFY(source->analysis == analysis && source->options.velocity == options);
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::WhatIfWindowTest)

#include "whatif_test.moc"
