#include "tests/ui/fakeservice.h"
#include "ui/spectrum/readout.h"
#include "ui/spectrum/trace.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace syzygy {

class TraceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsBreakAtGapAndMask();
    void noLineCrossesTheDetectorGap();
    void thinningKeepsSpikes();
    void thinningLeavesFewPointsAlone();
    void bandHasOneEdgePointForEachColumn();
    void edgesOfTheBandAreTheValuesMovedByTheirErrors();
    void loneSampleBecomesADash();
    void rangeIgnoresOutliers();
    void marksMoveToTheRestFrame();
    void overlayCarriesContinuumAndVelocity();
    void readOutNamesQualityBits();
    void preparedReadOutNamesQualityBits();
    void readOutSaysGap();
};

namespace {

Trace straightTrace(std::size_t samples)
{
    Trace trace;
    for (std::size_t i = 0; i < samples; ++i) {
        trace.wavelength.push_back(1.0 + 1e-5 * static_cast<double>(i));
        trace.value.push_back(1.0);
    }
    trace.runs = { { 0, samples } };
    return trace;
}

PreparedSpectrum flatPrepared(double velocity)
{
    PreparedSpectrum prepared;
    prepared.grid = nirspecModelGrid();
    prepared.velocity = velocity;
    prepared.flux.assign(prepared.grid.size, 1.0F);
    prepared.error.assign(prepared.grid.size, 0.1F);
    prepared.mask.assign(prepared.grid.size, 1);
    prepared.continuum.assign(prepared.grid.size, 3.0F);
    return prepared;
}

} // namespace

void TraceTest::runsBreakAtGapAndMask()
{
    const std::vector<double> wavelength { 1.0, 1.1, 1.2, 1.3, 3.0, 3.1, 3.2, 3.3 };
    const std::vector<std::uint8_t> usable { 1, 1, 0, 1, 1, 1, 1, 1 };
    const auto runs = drawableRuns(wavelength, usable);
    QCOMPARE(runs.size(), std::size_t(3));
    QCOMPARE(runs[0].last, std::size_t(2));
    QCOMPARE(runs[1].first, std::size_t(3));
    QCOMPARE(runs[1].last, std::size_t(4));
    QCOMPARE(runs[2].first, std::size_t(4));
}

void TraceTest::noLineCrossesTheDetectorGap()
{
    const auto spectrum = test::fakeSpectrum("star");
    const auto trace = observedTrace(spectrum, maskReasons(spectrum, nullptr));
    for (const auto& run : trace.runs)
        for (std::size_t i = run.first + 1; i < run.last; ++i)
            QVERIFY(trace.wavelength[i] - trace.wavelength[i - 1] < 1e-3);
    QVERIFY(trace.runs.size() >= 3); // gap, bad run, NaN
}

void TraceTest::thinningKeepsSpikes()
{
    auto trace = straightTrace(100000);
    trace.value[43210] = 17;
    trace.value[43211] = -5;
    const auto points = thinned(trace, trace.runs[0], 1.0, 2.0, 500);
    QVERIFY(points.size() <= 2 * 500 + 4);
    const auto [low, high] = std::ranges::minmax(points, {}, &QPointF::y);
    QCOMPARE(low.y(), -5.0);
    QCOMPARE(high.y(), 17.0);
    QVERIFY(std::ranges::is_sorted(points, {}, &QPointF::x));
}

void TraceTest::thinningLeavesFewPointsAlone()
{
    const auto trace = straightTrace(100);
    QCOMPARE(thinned(trace, trace.runs[0], 0.9, 1.1, 500).size(), 100);
    // Ten samples inside and one beyond each end, so that the line runs to the edge of the plot.
    QCOMPARE(thinned(trace, trace.runs[0], 1.000095, 1.000195, 500).size(), 12);
    QVERIFY(thinned(trace, trace.runs[0], 1.5, 1.6, 500).isEmpty());
}

/// And no sample lies beyond the edges.
void TraceTest::bandHasOneEdgePointForEachColumn()
{
    auto trace = straightTrace(5000);
    const double from = trace.wavelength.front(), to = trace.wavelength.back();
    for (std::size_t i = 0; i < trace.value.size(); ++i)
        trace.value[i] = std::sin(12.9898 * static_cast<double>(i)); // like noise
    constexpr int columns = 500;
    const auto lines = thinnedRuns(trace, from, to, columns);
    const auto lower = edgeOf(lines, false, from, to, columns),
               upper = edgeOf(lines, true, from, to, columns);
    QVERIFY(lines[0].size() > columns + 1);
    QVERIFY(lower[0].size() <= columns + 1 && lower[0].size() == upper[0].size());
    for (std::size_t i = 0; i < trace.value.size(); ++i) {
        const auto column = static_cast<qsizetype>((trace.wavelength[i] - from) / (to - from) * columns);
        QVERIFY(trace.value[i] >= lower[0][column].y() && trace.value[i] <= upper[0][column].y());
    }
    const QList<QPointF> few { { 1.1, 0 }, { 1.2, 1 } };
    QCOMPARE(edgeOf({ few }, true, 1, 2, columns)[0], few);
}

/// As if the values had been moved before: extremes, single points and dashes.
void TraceTest::edgesOfTheBandAreTheValuesMovedByTheirErrors()
{
    for (const std::size_t samples : { 1, 50, 5000 }) {
        auto trace = straightTrace(samples);
        trace.error.resize(samples);
        for (std::size_t i = 0; i < samples; ++i) {
            trace.value[i] = std::sin(12.9898 * static_cast<double>(i));
            trace.error[i] = 0.1 + 0.05 * std::cos(78.233 * static_cast<double>(i));
        }
        auto moved = trace;
        for (std::size_t i = 0; i < samples; ++i)
            moved.value[i] -= 2 * trace.error[i];
        QCOMPARE(thinnedRuns(trace, 1, 2, 500, -2), thinnedRuns(moved, 1, 2, 500));
        trace.error.clear(); // a quantity without errors is where it is
        QCOMPARE(thinnedRuns(trace, 1, 2, 500, -2), thinnedRuns(trace, 1, 2, 500));
    }
}

void TraceTest::loneSampleBecomesADash()
{
    auto trace = straightTrace(3);
    trace.runs = { { 1, 2 } };
    const auto points = thinned(trace, trace.runs[0], 0.9, 1.1, 500);
    QCOMPARE(points.size(), 2);
    QVERIFY(points[0].x() > trace.wavelength[0] && points[1].x() < trace.wavelength[2]);
}

void TraceTest::rangeIgnoresOutliers()
{
    auto trace = straightTrace(10000);
    for (std::size_t i = 0; i < trace.value.size(); ++i)
        trace.value[i] = std::sin(static_cast<double>(i));
    trace.value[5000] = 1e6;
    const auto [low, high] = robustRange(trace, 0.9, 1.2);
    QVERIFY(low > -2 && low < -1 && high > 1 && high < 2);
    for (std::size_t i = 0; i < 300; ++i) // the first samples of a detector, far off
        trace.value[i] = i % 2 == 0 ? 50 : -50;
    const auto [bottom, top] = robustRange(trace, 0.9, 1.2);
    QVERIFY(bottom > -12 && top < 12);
}

void TraceTest::marksMoveToTheRestFrame()
{
    const auto spectrum = test::fakeSpectrum("star");
    const auto reasons = maskReasons(spectrum, nullptr);
    const auto observed = maskMarks(spectrum, reasons, SpectrumFrame::Observed, 300);
    const auto prepared = maskMarks(spectrum, reasons, SpectrumFrame::Prepared, 300);
    QCOMPARE(observed.size(), prepared.size());
    QVERIFY(std::abs(observed[0].wavelength / prepared[0].wavelength - 1 - 300 / 299792.458) < 1e-12);
}

void TraceTest::overlayCarriesContinuumAndVelocity()
{
    const auto prepared = flatPrepared(-100);
    const std::vector<float> fit(prepared.grid.size, 0.5F);
    const auto observed = overlayTrace(prepared, fit, SpectrumFrame::Observed);
    QCOMPARE(observed.value[10], 1.5);
    QVERIFY(observed.wavelength[10] < prepared.grid.wavelength(10)); // approaching: blue shift
    QCOMPARE(overlayTrace(prepared, fit, SpectrumFrame::Prepared).value[10], 0.5);
    QVERIFY(overlayTrace(prepared, std::vector<float>(7), SpectrumFrame::Prepared).runs.empty());
}

void TraceTest::readOutNamesQualityBits()
{
    const auto spectrum = test::fakeSpectrum("star");
    const auto text = observedReadOut(spectrum, maskReasons(spectrum, nullptr), 1.2015);
    QVERIFY2(text.contains(QStringLiteral("DO_NOT_USE, DEAD")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("Jy")));
    QVERIFY(text.contains(QStringLiteral("not used")));
}

void TraceTest::preparedReadOutNamesQualityBits()
{
    const auto spectrum = test::fakeSpectrum("star");
    const auto analysis = test::fakeService(10).analyze(spectrum, {}, {});
    const auto textAt = [&](double rest) {
        return preparedReadOut(spectrum, analysis.prepared.reasons, analysis.prepared, rest);
    };
    const auto bad = textAt(1.2016); // at rest; seen at 1.20151 µm
    QVERIFY2(bad.contains(QStringLiteral("DO_NOT_USE, DEAD")), qPrintable(bad));
    QVERIFY(bad.contains(QStringLiteral("not used")));
    const auto good = textAt(1.15);
    QVERIFY2(good.contains(QStringLiteral("DQ good")) && good.contains(QStringLiteral("S/N")),
             qPrintable(good));
    QVERIFY(textAt(1.32).contains(QStringLiteral("gap")));
    QVERIFY(textAt(5).isEmpty());
}

void TraceTest::readOutSaysGap()
{
    const auto spectrum = test::fakeSpectrum("star");
    QVERIFY(observedReadOut(spectrum, maskReasons(spectrum, nullptr), 1.32).contains(QStringLiteral("gap")));
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::TraceTest)
#include "trace_test.moc"
