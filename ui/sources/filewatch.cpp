#include "ui/sources/filewatch.h"

#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QTimer>

namespace syzygy {

FileWatch::FileWatch(QObject* parent)
    : QObject(parent)
    , m_watcher(new QFileSystemWatcher(this))
    , m_timer(new QTimer(this))
{
    constexpr int delay = 500; // ms: writing a file takes several writes
    m_timer->setSingleShot(true);
    m_timer->setInterval(delay);
    connect(m_timer, &QTimer::timeout, this, &FileWatch::look);
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, [this](const QString& file) {
        m_suspects.insert(file);
        m_timer->start();
    });
}

void FileWatch::setFiles(const QStringList& files)
{
    const QSet<QString> wanted(files.begin(), files.end());
    QStringList gone, added;
    for (const auto& [file, state] : m_states)
        if (!wanted.contains(file))
            gone << file;
    for (const auto& file : gone)
        m_states.erase(file);
    for (const auto& file : wanted)
        if (!m_states.contains(file) && QFileInfo::exists(file)) {
            m_states[file] = stateOf(file);
            added << file;
        }
    if (!gone.isEmpty())
        m_watcher->removePaths(gone);
    if (!added.isEmpty())
        m_watcher->addPaths(added);
}

FileWatch::State FileWatch::stateOf(const QString& file)
{
    const std::filesystem::path path = file.toStdString();
    std::error_code error;
    State state { std::filesystem::file_size(path, error), std::filesystem::last_write_time(path, error) };
    return error ? State {} : state;
}

void FileWatch::look()
{
    QStringList found;
    for (auto suspect = m_suspects.begin(); suspect != m_suspects.end();) {
        const auto known = m_states.find(*suspect);
        const bool isThere = QFileInfo::exists(*suspect);
        if (known != m_states.end() && !isThere) { // between its removal and its return
            ++suspect;
            continue;
        }
        if (known != m_states.end()) {
            m_watcher->addPath(*suspect); // the watcher lost it, if it was replaced
            const auto now = stateOf(*suspect);
            if (now != known->second)
                found << *suspect;
            known->second = now;
        }
        suspect = m_suspects.erase(suspect);
    }
    if (!m_suspects.isEmpty())
        m_timer->start();
    if (!found.isEmpty())
        Q_EMIT changed(found);
}

} // namespace syzygy
