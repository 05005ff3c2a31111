// Frames of the window's views, offscreen, beside plain Qt Charts in the same run. The stars of the map are
// made on the spot and are of no sky.
#include "core/random.h"
#include "tests/ui/fakeservice.h"
#include "ui/map/mapview.h"
#include "ui/sources/sourcespanel.h"
#include "ui/spectrum/fluxplot.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QElapsedTimer>
#include <QLineSeries>
#include <QMainWindow>
#include <QMouseEvent>
#include <QScatterSeries>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QValueAxis>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace syzygy;

constexpr QSize frameSize { 800, 600 };

std::shared_ptr<const Atlas> atlasOf(std::size_t stars)
{
    auto atlas = std::make_shared<Atlas>();
    Random random(1);
    for (std::size_t i = 0; i < stars; ++i) {
        StellarParameters star;
        star.labels[indexOf(Label::Teff)] = random.uniform(3500, 6500);
        atlas->stars.push_back(star);
        atlas->mapPositions.push_back(
            { static_cast<float>(random.normal()), static_cast<float>(random.normal()) });
    }
    atlas->pcaPositions = atlas->mapPositions;
    return atlas;
}

std::unique_ptr<MapView>& keptMap()
{
    static std::unique_ptr<MapView> view; // gone before the application
    return view;
}

/// One map for all: a million stars take a second to make.
MapView& mapOf(std::size_t stars)
{
    auto& view = keptMap();
    static std::size_t made = 0;
    if (made != stars) {
        view = std::make_unique<MapView>();
        view->resize(frameSize);
        view->setAtlas(atlasOf(stars));
        view->setColoring(Label::Teff, { 3500, 6500 });
        view->show();
        made = stars;
    }
    return *view;
}

std::size_t countOf(const benchmark::State& state)
{
    return static_cast<std::size_t>(state.range(0));
}

void sendMouse(QWidget& view, QEvent::Type type, const QPointF& place, Qt::MouseButton button,
               Qt::MouseButtons buttons)
{
    QMouseEvent event(type, place, view.mapToGlobal(place), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(&view, &event);
}

void mapPan(benchmark::State& state)
{
    auto& view = mapOf(countOf(state));
    double x = 0;
    for (auto _ : state) {
        view.setWhole({ -3 + std::sin(x += 0.1), -3, 6, 6 });
        benchmark::DoNotOptimize(view.grab());
    }
}

void mapRecolour(benchmark::State& state)
{
    auto& view = mapOf(countOf(state));
    double lowest = 3500;
    for (auto _ : state) {
        view.setColoring(Label::Teff, { lowest += 1, 6500 });
        benchmark::DoNotOptimize(view.grab());
    }
}

void mapHover(benchmark::State& state)
{
    auto& viewport = *mapOf(countOf(state)).viewport();
    double x = 100;
    for (auto _ : state)
        sendMouse(viewport, QEvent::MouseMove, { x = x > 700 ? 100 : x + 1, 300 }, Qt::NoButton,
                  Qt::NoButton);
}

/// From the last move of the mouse to the stars selected, without the frame that shows them.
void mapLasso(benchmark::State& state)
{
    auto& view = mapOf(countOf(state));
    auto& viewport = *view.viewport();
    view.setSelecting(true);
    for (auto _ : state) {
        sendMouse(viewport, QEvent::MouseButtonPress, { 300, 200 }, Qt::LeftButton, Qt::LeftButton);
        for (const auto& place : { QPointF(500, 200), QPointF(500, 400), QPointF(300, 400) })
            sendMouse(viewport, QEvent::MouseMove, place, Qt::NoButton, Qt::LeftButton);
        sendMouse(viewport, QEvent::MouseButtonRelease, { 300, 400 }, Qt::LeftButton, Qt::NoButton);
    }
    state.counters["selected"] = static_cast<double>(view.selection().stars.size());
    view.setSelecting(false);
    view.clearSelection();
}

/// 32 series by colour, as one would without a cloud of one's own.
void mapOfScatterSeries(benchmark::State& state)
{
    constexpr std::size_t bins = 32;
    QChartView view(new QChart);
    view.resize(frameSize);
    QValueAxis *x = new QValueAxis, *y = new QValueAxis;
    view.chart()->addAxis(x, Qt::AlignBottom);
    view.chart()->addAxis(y, Qt::AlignLeft);
    y->setRange(-3, 3);
    Random random(1);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        auto* series = new QScatterSeries;
        QList<QPointF> points;
        for (std::size_t i = 0; i < countOf(state) / bins; ++i)
            points << QPointF(random.normal(), random.normal());
        series->replace(points);
        series->setMarkerSize(4);
        series->setPen(Qt::NoPen);
        view.chart()->addSeries(series);
        series->attachAxis(x);
        series->attachAxis(y);
    }
    view.show();
    double shift = 0;
    for (auto _ : state) {
        shift += 0.1;
        x->setRange(-3 + std::sin(shift), 3 + std::sin(shift));
        benchmark::DoNotOptimize(view.grab());
    }
}

Trace traceOf(std::size_t samples)
{
    Trace trace;
    Random random(1);
    for (std::size_t i = 0; i < samples; ++i) {
        trace.wavelength.push_back(1 + static_cast<double>(i) / static_cast<double>(samples));
        trace.value.push_back(1 + 0.05 * random.normal());
        trace.error.push_back(0.05);
    }
    trace.runs = { { 0, samples } };
    return trace;
}

void spectrumFrame(benchmark::State& state)
{
    FluxPlot plot;
    plot.resize(frameSize);
    FluxPlotContent content;
    content.flux = traceOf(countOf(state));
    plot.setContent(std::move(content));
    plot.setFullRange(1, 2);
    plot.show();
    double shift = 0;
    for (auto _ : state) {
        shift = shift > 0.4 ? 0 : shift + 0.01;
        plot.setRange(1 + shift, 1.5 + shift);
        benchmark::DoNotOptimize(plot.grab());
    }
}

void spectrumOfLineSeries(benchmark::State& state)
{
    QChartView view(new QChart);
    view.resize(frameSize);
    auto* series = new QLineSeries;
    const auto trace = traceOf(countOf(state));
    QList<QPointF> points;
    for (std::size_t i = 0; i < trace.value.size(); ++i)
        points << QPointF(trace.wavelength[i], trace.value[i]);
    series->replace(points);
    view.chart()->addSeries(series);
    view.chart()->createDefaultAxes();
    view.show();
    double shift = 0;
    for (auto _ : state) {
        shift = shift > 0.4 ? 0 : shift + 0.01;
        view.chart()->axes(Qt::Horizontal).front()->setRange(1 + shift, 1.5 + shift);
        benchmark::DoNotOptimize(view.grab());
    }
}

/// From an arrow key to the next of 200 sources shown everywhere: all that the event loop has to do, painting
/// included. No analysis: they are done.
void stepSources(benchmark::State& state)
{
    constexpr int count = 200;
    MainWindow window(test::fakeService(20000));
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < count; ++i)
        files.push_back("star" + std::to_string(i) + ".fits");
    window.show();
    window.open(files);
    if (!QTest::qWaitFor([&] { return !window.isBusy() && window.sources().rowCount() == count; }, 120000))
        return state.SkipWithError("the sources are not there after two minutes");
    auto& table = window.sourcesPanel().table();
    window.selectRow(0);
    int row = 0;
    double slowest = 0;
    for (auto _ : state) {
        QElapsedTimer timer;
        timer.start();
        QTest::keyClick(&table, (++row / (count - 1)) % 2 == 0 ? Qt::Key_Down : Qt::Key_Up);
        QApplication::processEvents();
        slowest = std::max(slowest, static_cast<double>(timer.nsecsElapsed()) * 1e-6);
    }
    state.counters["slowest_ms"] = slowest;
}

void windowFirstPaint(benchmark::State& state)
{
    for (auto _ : state) {
        MainWindow window { AnalysisService() };
        window.show();
        benchmark::DoNotOptimize(window.grab());
    }
}

void emptyWindowFirstPaint(benchmark::State& state)
{
    for (auto _ : state) {
        QMainWindow window;
        window.resize(1280, 800);
        window.show();
        benchmark::DoNotOptimize(window.grab());
    }
}

BENCHMARK(mapPan)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(mapRecolour)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(mapHover)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(mapLasso)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(mapOfScatterSeries)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(2);
BENCHMARK(spectrumFrame)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK(spectrumOfLineSeries)->Arg(200'000)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(stepSources)->Unit(benchmark::kMillisecond);
BENCHMARK(windowFirstPaint)->Unit(benchmark::kMillisecond);
BENCHMARK(emptyWindowFirstPaint)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    keptMap().reset();
}
