#include "tests/ui/fakeservice.h"
#include "tests/ui/testmain.h"
#include "ui/common/theme.h"
#include "ui/estimates/velocitypanel.h"
#include "ui/map/mapnames.h"
#include "ui/map/mapview.h"
#include "ui/spectrum/fluxplot.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QDoubleSpinBox>
#include <QGraphicsRectItem>
#include <QMouseEvent>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

class PlotsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void gapStaysOpenOnTheChart();
    void linesLieOnTheirAxes();
    void marksAreDrawnByReason();
    void wheelZoomsAboutThePointer();
    void dragPansAndDoubleClickShowsAll();
    void shiftDragCutsAnInterval();
    void keysZoomAndPan();
    void altArrowsGoBackAndForward();
    void manySamplesAreThinned();
    void manyShortRunsAreFewLines();
    void hoverTellsTheSample();
    void observedFluxHasItsPowerOfTen();
    void clickOnMapFindsTheStar();
    void clickOnOpenStarSelectsIt();
    void namesCoverNeitherNamesNorPoints();
    void starsInOnePlaceAreAllTold();
    void dragOnMapMovesIt();
    void starsAreDrawnAround();
    void kielDiagramIsTheUsualWayUp();
    void linksFollowTheNeighbours();
    void mapIsCachedWithTwentyThousandStars();
    void velocityShowsSecondaryMinima();
    void velocityKeepsToItsRoom();
};

namespace {

Source readySource()
{
    static const auto service = test::fakeService();
    Source source;
    source.id = 1;
    source.state = Source::State::Ready;
    source.spectrum = std::make_shared<const Spectrum>(test::fakeSpectrum("star"));
    source.analysis = std::make_shared<const Analysis>(service.analyze(*source.spectrum, {}, {}));
    return source;
}

/// Not analysed; every `badEvery`-th sample is bad (0: none).
Source bigSource(std::size_t samples, std::size_t badEvery)
{
    Spectrum spectrum;
    for (std::size_t i = 0; i < samples; ++i) {
        spectrum.wavelength.push_back(1 + 0.8 * static_cast<double>(i) / static_cast<double>(samples));
        spectrum.flux.push_back(2 + std::sin(static_cast<double>(i)));
        spectrum.error.push_back(0.1);
        spectrum.quality.push_back(badEvery > 0 && i % badEvery == 0 ? 1 : 0);
    }
    Source source;
    source.id = 2;
    source.state = Source::State::Analysing;
    source.spectrum = std::make_shared<const Spectrum>(std::move(spectrum));
    return source;
}

void show(QWidget& widget, QSize size = { 900, 500 })
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

void wheel(QWidget& view, QPoint position, int steps)
{
    QWheelEvent event(position, view.mapToGlobal(position), {}, { 0, 120 * steps }, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

void drag(QWidget& view, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mousePress(&view, Qt::LeftButton, modifiers, from);
    QMouseEvent move(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&view, &move);
    QTest::mouseRelease(&view, Qt::LeftButton, modifiers, to);
}

MapView& shownMap(MapView& map, std::size_t stars = 500)
{
    show(map, { 500, 400 });
    map.setAtlas(test::fakeAtlas(stars));
    map.setColoring(Label::FeH, { -2, 0.5 });
    return map;
}

} // namespace

void PlotsTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("QChart|QGraphics|QPainter")));
}

void PlotsTest::gapStaysOpenOnTheChart()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    QVERIFY(panel.fluxPlot().drawnRuns() >= 3); // gap and a bad run
    for (const auto& point : panel.fluxPlot().drawnPoints())
        QVERIFY(point.x() * (1 - 22.9 / 299792.458) < 1.3021 || point.x() * (1 - 22.9 / 299792.458) > 1.3379);
}

/// A flat spectrum with an absurd sample and a gap, in pixels: where its axes say, and nowhere else.
void PlotsTest::linesLieOnTheirAxes()
{
    FluxPlotContent content;
    for (int i = 0; i <= 200; ++i) {
        content.flux.wavelength.push_back(1 + 0.001 * i);
        content.flux.value.push_back(i == 20 ? 1e30 : 1);
    }
    content.flux.runs = { { 0, 80 }, { 121, 201 } };
    FluxPlot plot;
    plot.resize(600, 300);
    plot.setLinesShown(false);
    plot.setContent(content);
    plot.setFullRange(1, 1.2);
    show(plot);
    const auto image = plot.grab().toImage();
    const auto area = plot.chart()->plotArea();
    const auto [bottom, top] = plot.shownVertical();
    const auto line = plotTheme(plot.palette()).flux;
    const auto isDrawn = [&](double wavelength, double value) {
        const double x = area.left() + (wavelength - 1) / 0.2 * area.width(),
                     y = area.bottom() - (value - bottom) / (top - bottom) * area.height();
        for (const int right : { -1, 0, 1 }) // it may lie between two pixels
            for (const int below : { -1, 0, 1 })
                if (const auto found = image.pixelColor(qRound(x) + right, qRound(y) + below);
                    std::abs(found.lightness() - line.lightness()) < 60
                    && std::abs(found.hue() - line.hue()) < 30)
                    return true;
        return false;
    };
    const double above = 0.5 * (1 + top);
    for (const double wavelength : { 1.005, 1.05, 1.075, 1.13, 1.19 })
        QVERIFY2(isDrawn(wavelength, 1) && !isDrawn(wavelength, above),
                 qPrintable(QString::number(wavelength)));
    QVERIFY(isDrawn(1.019, above) && isDrawn(1.021, above)); // upright, up to the edge
    for (const double wavelength : { 1.09, 1.1, 1.11 })
        QVERIFY2(!isDrawn(wavelength, 1), qPrintable(QString::number(wavelength)));
    plot.setRange(1.1, 1.2); // a line follows its axis
    const auto after = plot.grab().toImage();
    QVERIFY(after != image);
}

void PlotsTest::marksAreDrawnByReason()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    panel.setFrame(SpectrumFrame::Observed);
    QVERIFY(panel.fluxPlot().markCount(MaskReason::Quality) > 0);
    QCOMPARE(panel.fluxPlot().markCount(MaskReason::NotFinite), 1);
    QCOMPARE(panel.fluxPlot().markCount(MaskReason::Outlier), 1);
    panel.fluxPlot().setMarksShown(false);
    QCOMPARE(panel.fluxPlot().markCount(MaskReason::Outlier), 0);
}

void PlotsTest::wheelZoomsAboutThePointer()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    auto& plot = panel.fluxPlot();
    const auto before = plot.range();
    QSignalSpy hovered(&plot, &WavelengthView::hovered);
    const QPoint pointer(plot.width() / 3, plot.height() / 2);
    QTest::mouseMove(plot.viewport(), pointer);
    wheel(*plot.viewport(), pointer, 3);
    QVERIFY(plot.range()[1] - plot.range()[0] < 0.6 * (before[1] - before[0]));
    const double place = before[0] + (before[1] - before[0]) * (pointer.x() - 62.0) / (plot.width() - 74.0);
    const double placeAfter = plot.range()[0]
        + (plot.range()[1] - plot.range()[0]) * (pointer.x() - 62.0) / (plot.width() - 74.0);
    QVERIFY(std::abs(place - placeAfter) < 1e-6);
}

void PlotsTest::dragPansAndDoubleClickShowsAll()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    auto& plot = panel.fluxPlot();
    const auto whole = plot.range();
    plot.setRange(1.1, 1.2);
    drag(*plot.viewport(), { 400, 100 }, { 300, 100 });
    QVERIFY(plot.range()[0] > 1.105);
    QVERIFY(std::abs(plot.range()[1] - plot.range()[0] - 0.1) < 1e-9);
    QTest::mouseDClick(plot.viewport(), Qt::LeftButton, {}, { 300, 100 });
    QVERIFY(plot.range() == whole);
}

void PlotsTest::shiftDragCutsAnInterval()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    auto& plot = panel.fluxPlot();
    const auto before = plot.range();
    drag(*plot.viewport(), { 300, 100 }, { 400, 100 }, Qt::ShiftModifier);
    const double share = (plot.range()[1] - plot.range()[0]) / (before[1] - before[0]);
    QVERIFY(std::abs(share - 100.0 / (plot.width() - 74)) < 0.01);
}

void PlotsTest::keysZoomAndPan()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    auto& plot = panel.fluxPlot();
    const auto whole = plot.range();
    QTest::keyClick(&plot, Qt::Key_Plus);
    const auto zoomed = plot.range();
    QVERIFY(zoomed[0] > whole[0] && zoomed[1] < whole[1]);
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(plot.range()[0] > zoomed[0]);
    QTest::keyClick(&plot, Qt::Key_0);
    QVERIFY(plot.range() == whole);
}

void PlotsTest::altArrowsGoBackAndForward()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&panel));
    panel.showSource(&source);
    auto& plot = panel.fluxPlot();
    const auto whole = plot.range();
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(plot.range() == whole); // nothing was left yet
    drag(*plot.viewport(), { 300, 100 }, { 400, 100 }, Qt::ShiftModifier);
    const auto cut = plot.range();
    drag(*plot.viewport(), { 400, 100 }, { 350, 100 });
    const auto moved = plot.range();
    QTest::mouseClick(plot.viewport(), Qt::LeftButton, {}, { 350, 100 }); // moves nothing, leaves no step
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(plot.range() == cut);
    QTest::keyClick(&plot, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(plot.range() == whole);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::AltModifier);
    QTest::keyClick(&plot, Qt::Key_Right, Qt::AltModifier);
    QVERIFY(plot.range() == moved);
}

void PlotsTest::manySamplesAreThinned()
{
    SpectrumPanel panel;
    const auto source = bigSource(300000, 0);
    show(panel);
    panel.showSource(&source);
    QVERIFY(panel.fluxPlot().drawnPoints().size() < 3 * panel.fluxPlot().width());
}

void PlotsTest::manyShortRunsAreFewLines()
{
    SpectrumPanel panel;
    const auto source = bigSource(50000, 5);
    show(panel);
    panel.showSource(&source);
    QVERIFY(panel.fluxPlot().drawnRuns() < 10);
    panel.fluxPlot().setRange(1.4, 1.4005); // 31 samples: each bad one opens the line
    QVERIFY(panel.fluxPlot().drawnRuns() >= 6);
}

void PlotsTest::hoverTellsTheSample()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    panel.setFrame(SpectrumFrame::Observed);
    Q_EMIT panel.fluxPlot().hovered(1.2015);
    QVERIFY2(panel.readOut().contains(QStringLiteral("DO_NOT_USE")), qPrintable(panel.readOut()));
    Q_EMIT panel.fluxPlot().hovered(std::numeric_limits<double>::quiet_NaN());
    QVERIFY(panel.readOut().contains(QStringLiteral("outlier"))); // back to the legend
}

void PlotsTest::observedFluxHasItsPowerOfTen()
{
    SpectrumPanel panel;
    const auto source = readySource();
    show(panel);
    panel.showSource(&source);
    QCOMPARE(panel.fluxPlot().scale(), 1.0);
    panel.setFrame(SpectrumFrame::Observed);
    QCOMPARE(panel.fluxPlot().scale(), 1e-5);
}

void PlotsTest::clickOnMapFindsTheStar()
{
    MapView map;
    shownMap(map);
    QSignalSpy clicked(&map, &MapView::starClicked);
    QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, map.pixelOf(123).toPoint());
    QCOMPARE(clicked.size(), 1);
    const auto found = map.pixelOf(clicked[0][0].value<std::size_t>()) - map.pixelOf(123);
    QVERIFY(std::hypot(found.x(), found.y()) < 2); // that one, or one that covers it
}

void PlotsTest::clickOnOpenStarSelectsIt()
{
    MapView map;
    shownMap(map);
    const auto atlas = test::fakeAtlas(500);
    map.setOpenStars({ { 42, QStringLiteral("mine"), atlas->mapPositions[7], atlas->pcaPositions[7] } });
    QSignalSpy clicked(&map, &MapView::sourceClicked);
    QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, map.pixelOf(7).toPoint());
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].value<SourceId>(), SourceId(42));
    map.setProjection(MapProjection::Pca);
    QTest::mouseClick(map.viewport(), Qt::LeftButton, {}, map.pixelOf(7).toPoint());
    QCOMPARE(clicked.size(), 2);
}

void PlotsTest::namesCoverNeitherNamesNorPoints()
{
    QGraphicsRectItem parent;
    MapNames names(&parent);
    const QRectF area(0, 0, 400, 300);
    const std::vector<QPointF> points { { 200, 150 }, { 206, 152 }, { 204, 146 }, { 230, 150 },
                                        { 395, 295 }, { 3, 3 },     { 500, 20 } };
    std::vector<MapNames::Name> wanted;
    for (std::size_t i = 0; i < points.size(); ++i)
        wanted.push_back({ QStringLiteral("2609_%1").arg(i), points[i], i == 3 });
    names.setNames(wanted, area);
    const auto boxes = names.boxes();
    QCOMPARE(boxes.size(),
             std::size_t(6)); // all but the one outside, where beside alone would leave room for four
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        QVERIFY(area.contains(boxes[i]));
        for (std::size_t other = 0; other < i; ++other)
            QVERIFY(!boxes[i].intersects(boxes[other]));
        QVERIFY(std::ranges::none_of(points, [&](const QPointF& point) { return boxes[i].contains(point); }));
    }
    wanted.clear();
    for (int i = 0; i < 40; ++i)
        wanted.push_back({ QStringLiteral("star_%1").arg(i), { 200, 150 }, false });
    names.setNames(wanted, area);
    QVERIFY(names.boxes().size() >= 4 && names.boxes().size() < 40); // what finds no room is left out
    const auto exposure = [](double x) {
        return MapNames::Name { QStringLiteral("2609_19"), { x, 150 }, false };
    };
    names.setNames({ exposure(200), exposure(205), exposure(330) }, area);
    QCOMPARE(names.boxes().size(),
             std::size_t(2)); // exposures of a star close to each other bear its name once
}

void PlotsTest::starsInOnePlaceAreAllTold()
{
    MapView map;
    shownMap(map);
    const auto place = map.pixelOf(7);
    const auto position = test::fakeAtlas(500)->mapPositions[7];
    map.setOpenStars({ { 1, QStringLiteral("first"), position, position },
                       { 2, QStringLiteral("second"), position, position } });
    QCOMPARE(map.openNamesAt(place), QStringList({ QStringLiteral("first"), QStringLiteral("second") }));
    QVERIFY(map.openNamesAt(place + QPointF(40, 0)).isEmpty());
}

void PlotsTest::dragOnMapMovesIt()
{
    MapView map;
    shownMap(map);
    QSignalSpy clicked(&map, &MapView::starClicked);
    const auto before = map.pixelOf(5);
    drag(*map.viewport(), { 250, 200 }, { 290, 170 });
    QVERIFY(std::abs(map.pixelOf(5).x() - before.x() - 40) < 1.5);
    QVERIFY(std::abs(map.pixelOf(5).y() - before.y() + 30) < 1.5);
    QCOMPARE(clicked.size(), 0);
    wheel(*map.viewport(), { 200, 200 }, 2);
    map.showWhole();
    QVERIFY((map.pixelOf(5) - before).manhattanLength() < 1);
}

/// Around the left half: those whose pixels lie there, no other.
void PlotsTest::starsAreDrawnAround()
{
    MapView map;
    shownMap(map);
    QSignalSpy changed(&map, &MapView::selectionChanged), clicked(&map, &MapView::starClicked);
    const auto atlas = test::fakeAtlas(500);
    map.setOpenStars({ { 7, QStringLiteral("mine"), atlas->mapPositions[3], {}, {} } });
    std::vector<std::size_t> expected;
    for (std::size_t star = 0; star < 500; ++star)
        if (map.pixelOf(star).x() < 250)
            expected.push_back(star);
    QVERIFY(!expected.empty() && expected.size() < 500);
    auto& area = *map.viewport();
    QTest::mousePress(&area, Qt::LeftButton, Qt::ShiftModifier, { 1, 1 }); // 0, 0 would be the middle
    for (const QPoint corner : { QPoint(250, 0), QPoint(250, 399), QPoint(0, 399) }) {
        QMouseEvent move(QEvent::MouseMove, corner, area.mapToGlobal(corner), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QApplication::sendEvent(&area, &move);
    }
    QTest::mouseRelease(&area, Qt::LeftButton, Qt::ShiftModifier, { 0, 399 });
    QCOMPARE(changed.size(), 1);
    QCOMPARE(map.selection().stars, expected);
    const bool isLeft = map.pixelOf(3).x() < 250;
    QCOMPARE(map.selection().sources.size(), std::size_t(isLeft ? 1 : 0));
    QCOMPARE(clicked.size(), 0);
    QTest::mouseClick(&area, Qt::LeftButton, Qt::ShiftModifier, { 10, 10 }); // lets go
    QVERIFY(map.selection().stars.empty());
}

/// Hot stars on the left, giants at the top.
void PlotsTest::kielDiagramIsTheUsualWayUp()
{
    MapView map;
    shownMap(map);
    map.setAxes({ { {}, true, Label::Teff }, { {}, true, Label::Logg } });
    const auto atlas = test::fakeAtlas(500);
    for (std::size_t star = 1; star < 500; ++star) {
        const auto &a = atlas->stars[star - 1], &b = atlas->stars[star];
        if (a[Label::Teff] != b[Label::Teff])
            QCOMPARE(map.pixelOf(star).x() < map.pixelOf(star - 1).x(), b[Label::Teff] > a[Label::Teff]);
        if (a[Label::Logg] != b[Label::Logg])
            QCOMPARE(map.pixelOf(star).y() > map.pixelOf(star - 1).y(), b[Label::Logg] > a[Label::Logg]);
    }
}

void PlotsTest::linksFollowTheNeighbours()
{
    MapView map;
    shownMap(map);
    const auto atlas = test::fakeAtlas(500);
    map.setOpenStars({ { 1, QStringLiteral("mine"), atlas->mapPositions[0], atlas->pcaPositions[0] } });
    map.setCurrent(1, { { 3, Instrument::Nirspec, 0.99 }, { 9, Instrument::Apogee, 0.98 } });
    QCOMPARE(map.linkCount(), 2);
    map.setCurrent(0, {});
    QCOMPARE(map.linkCount(), 0);
}

void PlotsTest::mapIsCachedWithTwentyThousandStars()
{
    MapView map;
    shownMap(map, 20000);
    const auto first = map.grab().toImage();
    QCOMPARE(map.grab().toImage(), first);
    map.setColoring(Label::Teff, { 3500, 6500 });
    QVERIFY(map.grab().toImage() != first);
}

void PlotsTest::velocityShowsSecondaryMinima()
{
    VelocityPanel panel;
    show(panel, { 300, 200 });
    panel.showVelocity(readySource().analysis->velocity);
    QCOMPARE(panel.minimaShown(), 1);
    panel.showVelocity({});
    QCOMPARE(panel.minimaShown(), 0);
    Velocity velocity; // where none was found, the lowest point of the curve is none
    velocity.source = Velocity::Source::NotFound;
    velocity.value = -661.4;
    panel.showVelocity(velocity);
    QCOMPARE(panel.findChild<QDoubleSpinBox*>()->value(), 0.0);
}

/// Its curve went over the controls in a low window.
void PlotsTest::velocityKeepsToItsRoom()
{
    VelocityPanel panel;
    panel.showVelocity(readySource().analysis->velocity);
    const auto* curve = panel.findChild<QChartView*>();
    const auto* value = panel.findChild<QDoubleSpinBox*>();
    show(panel, { 300, 80 });
    QVERIFY(panel.height() <= 80);
    QVERIFY(!curve->isVisible() && value->isVisible());
    panel.resize(300, 220);
    QTRY_VERIFY(curve->isVisible());
    QTRY_VERIFY(curve->geometry().bottom() < value->mapTo(&panel, QPoint(0, 0)).y());
    panel.resize(300, 80);
    QTRY_VERIFY(!curve->isVisible());
}

} // namespace syzygy

SYZYGY_TEST_MAIN(syzygy::PlotsTest)
#include "plots_test.moc"
