#pragma once

#include "ui/sources/session.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <optional>

class QTimer;

namespace syzygy {

/// Saves the session by itself, soon after each change, into a file of this process; leaves it as the last
/// session when the program ends as it should. What a process that died left behind is offered.
class SessionKeeper : public QObject {
    Q_OBJECT

public:
    /// `folder` is made if need be. `now` tells the session when it is to be saved.
    SessionKeeper(std::filesystem::path folder, std::function<SavedSession()> now, QObject* parent = nullptr);
    ~SessionKeeper() override;

    void changed(); ///< saved within half a second
    void saveNow(); ///< if anything changed
    void close();   ///< as the last session; nothing is saved afterwards

    /// Of the newest process that did not end as it should, which is forgotten; nothing if there is none.
    std::optional<SavedSession> takeCrashed();
    std::optional<SavedSession> last() const; ///< of the last program that ended

Q_SIGNALS:
    void failed(const QString& sentence);

private:
    void keepAsLast(const SavedSession& session) const;

    std::filesystem::path m_folder, m_own, m_last;
    std::function<SavedSession()> m_now;
    QTimer* m_timer;
    QByteArray m_saved;
    bool m_isClosed = false;
};

} // namespace syzygy
