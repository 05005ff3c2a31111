#include "app/screenshot.h"

#include "core/error.h"
#include "ui/common/picture.h"
#include "ui/map/mappanel.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/window/mainwindow.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace syzygy {

namespace {

const auto whyName = QStringLiteral("why"), noiseName = QStringLiteral("noise"),
           contoursName = QStringLiteral("contours");
constexpr int pollInterval = 50; // ms
constexpr int settleTime = 300;  // ms, for layouts and the reference spectrum after the row is chosen

bool anyFailed(const MainWindow& window)
{
    return std::ranges::count(window.sources().sources(), Source::State::Failed, &Source::state) > 0;
}

/// As soon as nothing is being done, and not before some ms.
void whenIdle(MainWindow& window, int after, const std::function<void()>& action)
{
    auto* timer = new QTimer(&window);
    QObject::connect(timer, &QTimer::timeout, &window, [&window, timer, action] {
        timer->setInterval(pollInterval);
        if (window.isBusy())
            return;
        timer->deleteLater();
        timer->stop();
        action();
    });
    timer->start(std::max(after, pollInterval));
}

QWidget& viewOf(MainWindow& window, ScreenshotRequest::View view)
{
    if (view == ScreenshotRequest::View::Spectrum)
        return window.spectrumPanel().plots();
    return view == ScreenshotRequest::View::Map ? window.mapPanel().plot() : window;
}

/// Whose objectName is that of the panel.
void show(MainWindow& window, const QString& name)
{
    if (name == whyName)
        return window.spectrumPanel().toggleWhy();
    if (name == noiseName)
        return window.mapPanel().toggleNoise();
    if (name == contoursName)
        return window.mapPanel().toggleContours();
    auto* dock = window.findChild<QDockWidget*>(name);
    dock->show();
    dock->raise();
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

QStringList showableNames()
{
    return { QStringLiteral("sources"),
             QStringLiteral("neighbours"),
             QStringLiteral("exposures"),
             QStringLiteral("selection"),
             QStringLiteral("estimates"),
             QStringLiteral("whatif"),
             whyName,
             noiseName,
             contoursName };
}

void takeScreenshotWhenReady(MainWindow& window, const ScreenshotRequest& request)
{
    whenIdle(window, 0, [&window, request] {
        window.selectRow(request.row);
        for (const auto& name : request.shown)
            show(window, name);
        whenIdle(window, settleTime, [&window, request] { takePicture(window, request); });
    });
}

} // namespace syzygy
