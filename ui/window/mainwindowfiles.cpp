// Files that are written anew while they are open.
#include "ui/sources/filewatch.h"
#include "ui/window/mainwindow.h"

#include <QTimer>

#include <filesystem>

namespace syzygy {

void MainWindow::watchFiles()
{
    m_watch = new FileWatch(this);
    auto* timer = new QTimer(this); // gathers what is opened
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this] {
        QStringList files;
        for (const auto& source : m_sources->sources())
            files << QString::fromStdString(absolutePath(source.file).string());
        m_watch->setFiles(files);
    });
    for (const auto change : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        connect(m_sources, change, timer, qOverload<>(&QTimer::start));
    connect(m_watch, &FileWatch::changed, this, [this](const QStringList& files) {
        for (const auto& file : files)
            m_loader->markStale(file.toStdString());
        const auto name
            = QString::fromStdString(std::filesystem::path(files.front().toStdString()).filename().string());
        report(
            files.size() == 1
                ? tr("%1 changed on disk; what is shown is what it was. F8 reads it again.").arg(name)
                : tr("%1 and %2 more changed on disk; what is shown is what they were. F8 reads them again.")
                      .arg(name)
                      .arg(files.size() - 1));
    });
}

void MainWindow::reloadChanged()
{
    std::vector<SourceId> stale;
    for (const auto& source : m_sources->sources())
        if (source.isStale)
            stale.push_back(source.id);
    for (const auto id : stale)
        m_loader->reload(id);
    if (stale.empty())
        report(tr("No open file has changed on disk."));
}

} // namespace syzygy
