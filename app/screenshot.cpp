#include "app/screenshot.h"

#include "core/error.h"
#include "ui/sources/exporting.h"
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

void takePicture(MainWindow& window, const QString& file)
{
    int status = anyFailed(window) ? 1 : 0;
    try {
        savePicture(window, file, 1);
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
        QTimer::singleShot(settleTime, &window, [&window, request] { takePicture(window, request.file); });
    });
    timer->start(pollInterval);
}

} // namespace syzygy
