// The spectrum as its user drives it: units, frames, boxes, typed ranges.
#include "core/units.h"
#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/spectrum/chips.h"
#include "ui/spectrum/displayunits.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QApplication>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSettings>
#include <QTest>
#include <QToolButton>
#include <QValueAxis>

#include <cmath>

namespace syzygy {

class SpectrumViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void unitsAreRemembered();
    void wavelengthUnitChangesAtAClick();
    void mediumChangesAtAClick();
    void fluxUnitChangesAtAClick();
    void unknownFluxUnitStaysAsInTheFile();
    void atRestShiftsTheWavelengthsOnly();
    void rangesAreRead_data();
    void rangesAreRead();
    void typedRangeIsShown();
    void wrongRangeIsSaid();
    void boxChoosesBothRanges();
};

namespace {

Source readySource(const std::string& fluxUnit = "Jy")
{
    static const auto service = test::fakeService();
    auto spectrum = test::fakeSpectrum("star");
    spectrum.fluxUnit = fluxUnit;
    Source source;
    source.id = 1;
    source.state = Source::State::Ready;
    source.spectrum = std::make_shared<const Spectrum>(std::move(spectrum));
    source.analysis = std::make_shared<const Analysis>(service.analyze(*source.spectrum, {}, {}));
    return source;
}

/// A panel that shows one source as observed.
struct Shown {
    explicit Shown(const std::string& fluxUnit = "Jy")
        : source(readySource(fluxUnit))
    {
        panel.resize(900, 500);
        panel.show();
        (void)QTest::qWaitForWindowActive(&panel); // else no shortcuts
        panel.showSource(&source);
        panel.setFrame(SpectrumFrame::Observed);
    }

    void click(const char* chip)
    {
        Q_EMIT panel.findChild<ChipBar*>()->linkActivated(QString::fromLatin1(chip));
    }
    void type(const QString& range)
    {
        auto& box = *panel.findChild<QLineEdit*>(QStringLiteral("range"));
        box.setFocus();
        box.selectAll();
        QTest::keyClicks(&box, range);
        QTest::keyClick(&box, Qt::Key_Return);
    }
    void drag(QPointF from, QPointF to)
    {
        auto& plot = panel.fluxPlot();
        auto at = [&](QPointF share) {
            return QPoint(qRound(62 + share.x() * (plot.width() - 74)),
                          qRound(60 + share.y() * (plot.height() - 80)));
        };
        QTest::mousePress(plot.viewport(), Qt::LeftButton, Qt::ShiftModifier, at(from));
        QMouseEvent move(QEvent::MouseMove, at(to), plot.viewport()->mapToGlobal(at(to)), Qt::NoButton,
                         Qt::LeftButton, Qt::ShiftModifier);
        QApplication::sendEvent(plot.viewport(), &move);
        QTest::mouseRelease(plot.viewport(), Qt::LeftButton, Qt::ShiftModifier, at(to));
    }

    Source source;
    SpectrumPanel panel;
};

} // namespace

void SpectrumViewTest::init()
{
    QSettings().clear();
}

void SpectrumViewTest::unitsAreRemembered()
{
    for (const auto& words : { "um", "nm air", "A Jy", "A air f_lambda" })
        QCOMPARE(toWords(displayUnitsOf(QString::fromLatin1(words))), QString::fromLatin1(words));
    Shown().click("wavelength");
    QCOMPARE(Shown().panel.units().wavelength.unit, WavelengthUnit::Nanometre);
}

void SpectrumViewTest::wavelengthUnitChangesAtAClick()
{
    Shown shown;
    auto& plot = shown.panel.fluxPlot();
    const auto range = plot.range();
    const auto points = plot.drawnPoints();
    shown.click("wavelength");
    shown.click("wavelength");
    QCOMPARE(plot.shownAxis().min(), range[0] * 1e4);
    QCOMPARE(plot.shownAxis().max(), range[1] * 1e4);
    QVERIFY(plot.range() == range && plot.drawnPoints() == points); // only the numbers on the axis
    Q_EMIT plot.hovered(1.15);
    QVERIFY2(shown.panel.readOut().contains(QStringLiteral("Å")), qPrintable(shown.panel.readOut()));
    shown.click("wavelength");
    QCOMPARE(plot.shownAxis().min(), range[0]);
}

void SpectrumViewTest::mediumChangesAtAClick()
{
    Shown shown;
    const auto range = shown.panel.fluxPlot().range();
    shown.click("vacuum");
    QVERIFY(std::abs(shown.panel.fluxPlot().shownAxis().min() - airFromVacuum(range[0])) < 1e-12);
    QVERIFY(shown.panel.findChild<ChipBar*>()->text().contains(QStringLiteral("air")));
}

void SpectrumViewTest::fluxUnitChangesAtAClick()
{
    Shown shown;
    const auto& plot = shown.panel.fluxPlot();
    const auto janskys = plot.content().flux;
    shown.click("unit");
    const auto& converted = plot.content().flux;
    for (std::size_t i : { std::size_t(0), std::size_t(1000), std::size_t(3000) }) {
        const double angstrom = janskys.wavelength[i] * 1e4;
        const double factor = 2.99792458e-5 / (angstrom * angstrom);
        QVERIFY(std::abs(converted.value[i] / (janskys.value[i] * factor) - 1) < 1e-9);
        QVERIFY(std::abs(converted.error[i] / (janskys.error[i] * factor) - 1) < 1e-9);
    }
    QVERIFY(plot.content().title.contains(QStringLiteral("erg")));
    const auto& fit = plot.content().overlay; // follows
    QVERIFY(!fit.runs.empty() && fit.value[fit.runs.front().first] < 1e-15);
    shown.click("unit");
    QCOMPARE(plot.content().flux.value[1000], janskys.value[1000]);
}

void SpectrumViewTest::unknownFluxUnitStaysAsInTheFile()
{
    Shown shown("counts");
    const auto value = shown.panel.fluxPlot().content().flux.value[1000];
    shown.click("unit");
    QCOMPARE(shown.panel.fluxPlot().content().flux.value[1000], value);
    QVERIFY(shown.panel.fluxPlot().content().title.contains(QStringLiteral("counts")));
}

void SpectrumViewTest::atRestShiftsTheWavelengthsOnly()
{
    Shown shown;
    auto& plot = shown.panel.fluxPlot();
    const auto observed = plot.content().flux;
    for (auto* button : shown.panel.findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("At rest"))
            button->click();
    const auto& rest = plot.content().flux;
    const double shift = 1 + shown.source.analysis->velocity.value / speedOfLight;
    QVERIFY(std::abs(rest.wavelength[500] * shift / observed.wavelength[500] - 1) < 1e-12);
    QCOMPARE(rest.value[500], observed.value[500]);
    QCOMPARE(plot.content().lineShift, 1.0);
    Q_EMIT plot.hovered(1.2015 / shift);
    QVERIFY2(shown.panel.readOut().contains(QStringLiteral("at rest")), qPrintable(shown.panel.readOut()));
    QVERIFY(shown.panel.readOut().contains(QStringLiteral("DO_NOT_USE")));
}

void SpectrumViewTest::rangesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isRange");
    for (const char* text :
         { "1.15-1.36", "1.15 – 1.36", " 1.15 1.36 ", "1,15-1,36", "1.36-1.15", "1.15 - 1.36 µm" })
        QTest::addRow("%s", text) << QString::fromUtf8(text) << true;
    for (const char* text : { "", "1.15", "1.15-", "-1.15-1.36", "a-b", "1.15-1.15", "0-1", "1.15-1.36-1.5" })
        QTest::addRow("%s", text) << QString::fromUtf8(text) << false;
}

void SpectrumViewTest::rangesAreRead()
{
    QFETCH(QString, text);
    QFETCH(bool, isRange);
    const auto range = parseRange(text, {});
    QCOMPARE(range.has_value(), isRange);
    if (range)
        QVERIFY(std::abs((*range)[0] - 1.15) < 1e-12 && std::abs((*range)[1] - 1.36) < 1e-12);
}

void SpectrumViewTest::typedRangeIsShown()
{
    Shown shown;
    auto& plot = shown.panel.fluxPlot();
    const auto whole = plot.range();
    shown.type(QStringLiteral("1.15-1.25"));
    QVERIFY(plot.range() == (std::array { 1.15, 1.25 }));
    shown.click("wavelength");
    shown.click("wavelength");
    shown.type(QStringLiteral("12000-12500"));
    QVERIFY(std::abs(plot.range()[0] - 1.2) < 1e-12 && std::abs(plot.range()[1] - 1.25) < 1e-12);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(plot.range() == whole);
}

void SpectrumViewTest::wrongRangeIsSaid()
{
    Shown shown;
    const auto range = shown.panel.fluxPlot().range();
    shown.type(QStringLiteral("red"));
    QVERIFY2(shown.panel.readOut().contains(QStringLiteral("is no range")),
             qPrintable(shown.panel.readOut()));
    QVERIFY(shown.panel.fluxPlot().range() == range);
}

void SpectrumViewTest::boxChoosesBothRanges()
{
    Shown shown;
    auto& plot = shown.panel.fluxPlot();
    const auto before = plot.plotRange();
    const auto vertical = plot.shownVertical();
    shown.drag({ 0.3, 0.5 }, { 0.6, 0.5 });
    QVERIFY(plot.range()[0] > before.x[0] && plot.range()[1] < before.x[1]);
    QVERIFY(!plot.plotRange().y);
    shown.drag({ 0.2, 0.2 }, { 0.8, 0.8 });
    QVERIFY(plot.plotRange().y.has_value());
    QVERIFY(plot.shownVertical()[1] - plot.shownVertical()[0] < 0.9 * (vertical[1] - vertical[0]));
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(plot.plotRange() == before);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::AltModifier);
    QVERIFY(plot.plotRange().y.has_value());
    QTest::mouseDClick(plot.viewport(), Qt::LeftButton);
    QVERIFY(plot.plotRange() == before);
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::SpectrumViewTest)

#include "spectrumview_test.moc"
