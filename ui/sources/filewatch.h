#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>

#include <filesystem>
#include <map>

class QFileSystemWatcher;
class QTimer;

namespace syzygy {

/// Tells which of the open files are written anew. A file that is replaced (written beside and renamed, as
/// this program and astropy's users do) counts, one that is only read or touched does not, one that goes away
/// does when it comes back.
class FileWatch : public QObject {
    Q_OBJECT

public:
    explicit FileWatch(QObject* parent = nullptr);
    void setFiles(const QStringList& files); ///< absolute paths

Q_SIGNALS:
    void changed(const QStringList& files); ///< once for what changes within half a second

private:
    struct State {
        std::uintmax_t size = 0;
        std::filesystem::file_time_type time {};
        bool operator==(const State&) const = default;
    };
    static State stateOf(const QString& file);
    void look();

    QFileSystemWatcher* m_watcher;
    QTimer* m_timer;
    std::map<QString, State> m_states;
    QSet<QString> m_suspects;
};

} // namespace syzygy
