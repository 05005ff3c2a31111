#include "app/screenshot.h"

#include "core/error.h"
#include "ui/common/picture.h"
#include "ui/map/mappanel.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/window/mainwindow.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <cstdio>

namespace syzygy {

namespace {

constexpr int pollInterval = 50; // ms
constexpr int settleTime = 300;  // ms, for layouts and the reference spectrum after the row is chosen

bool anyFailed(const MainWindow& window)
{
    return std::ranges::count(window.sources().sources(), Source::State::Failed, &Source::state) > 0;
}

QWidget& viewOf(MainWindow& window, ScreenshotRequest::View view)
{
    if (view == ScreenshotRequest::View::Spectrum)
        return window.spectrumPanel().plots();
    return view == ScreenshotRequest::View::Map ? window.mapPanel().plot() : window;
}

void takePicture(MainWindow& window, const ScreenshotRequest& request)
{
    int status = anyFailed(window) ? 1 : 0;
    try {
        auto& view = viewOf(window, request.view);
        if (request.millimetres.isEmpty())
            savePicture(view, request.file, 1);
        else
            saveFigure(view, request.file, request.millimetres);
    } catch (const Error& error) {
        std::fprintf(stderr, "syzygy: %s\n", error.what());
        status = 1;
    }
    QCoreApplication::exit(status);
}

} // namespace

void takeScreenshotWhenReady(MainWindow& window, const ScreenshotRequest& request)
{
    auto* timer = new QTimer(&window);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, timer, request] {
        if (window.isBusy())
            return;
        timer->stop();
        window.selectRow(request.row);
        QTimer::singleShot(settleTime, &window, [&window, request] { takePicture(window, request); });
    });
    timer->start(pollInterval);
}

} // namespace syzygy
