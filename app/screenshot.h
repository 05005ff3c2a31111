#pragma once

#include <QSizeF>
#include <QString>
#include <QStringList>

namespace syzygy {

class MainWindow;

struct ScreenshotRequest {
    QString file; ///< .png or .pdf
    QSize size { 1280, 800 };
    int row = 0;       ///< of the sources, the one to show
    QStringList shown; ///< panels to bring to the front, and "why", "noise", "contours"
    enum class View { Window, Spectrum, Map } view = View::Window;
    QSizeF millimetres {}; ///< of a figure; empty: as on the screen
};

/// What ScreenshotRequest::shown may hold.
QStringList showableNames();

/// Waits until every source is analysed, then writes the picture and leaves the event loop: exit code 0, or 1
/// if a file failed or the picture could not be written.
void takeScreenshotWhenReady(MainWindow& window, const ScreenshotRequest& request);

} // namespace syzygy
