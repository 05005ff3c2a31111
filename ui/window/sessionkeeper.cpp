#include "ui/window/sessionkeeper.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "core/processes.h"

#include <QTimer>

#include <algorithm>
#include <charconv>
#include <string>
#include <unistd.h>
#include <vector>

namespace syzygy {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "session-", suffix = ".json";

/// The number of the process that a session belongs to; 0 if the name is none of a session.
int processOf(const fs::path& file)
{
    const auto name = file.filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix))
        return 0;
    int number = 0;
    const auto *first = name.data() + prefix.size(), *last = name.data() + name.size() - suffix.size();
    const auto parsed = std::from_chars(first, last, number);
    return parsed.ec == std::errc() && parsed.ptr == last ? number : 0;
}

/// Newest first.
std::vector<fs::path> leftBehind(const fs::path& folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (const int process = processOf(entry.path()); process > 0 && !mayBeWriting(process, entry.path()))
            found.emplace_back(fs::last_write_time(entry.path(), error), entry.path());
    std::ranges::sort(found, std::greater<>());
    std::vector<fs::path> files;
    for (auto& [time, file] : found)
        files.push_back(std::move(file));
    return files;
}

} // namespace

SessionKeeper::SessionKeeper(fs::path folder, std::function<SavedSession()> now, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_own(m_folder / (std::string(prefix) + std::to_string(::getpid()) + std::string(suffix)))
    , m_last(m_folder / "last-session.json")
    , m_now(std::move(now))
    , m_timer(new QTimer(this))
{
    std::error_code error;
    fs::create_directories(m_folder, error); // where that fails, the first saving says so
    constexpr int delay = 500;               // ms
    m_timer->setSingleShot(true);
    m_timer->setInterval(delay);
    connect(m_timer, &QTimer::timeout, this, &SessionKeeper::saveNow);
}

SessionKeeper::~SessionKeeper() = default;

void SessionKeeper::changed()
{
    if (!m_isClosed && !m_timer->isActive()) // not put off by what changes on and on
        m_timer->start();
}

void SessionKeeper::saveNow()
{
    if (m_isClosed)
        return;
    m_timer->stop();
    const auto json = toJson(m_now(), m_folder);
    if (json == m_saved)
        return;
    try {
        writeTextAtomically(m_own, { json.constData(), static_cast<std::size_t>(json.size()) });
        m_saved = json;
    } catch (const Error& error) {
        Q_EMIT failed(tr("The session is not saved: %1").arg(QString::fromUtf8(error.what())));
    }
}

void SessionKeeper::close()
{
    if (m_isClosed)
        return;
    m_timer->stop();
    m_isClosed = true;
    auto session = m_now();
    session.wasClosed = true;
    try {
        if (!session.files.empty()) // an empty window does not make the last one forgotten
            writeSession(m_last, session);
    } catch (const Error&) {
        return; // the own file stays, to be offered
    }
    std::error_code error;
    fs::remove(m_own, error);
}

void SessionKeeper::keepAsLast(const SavedSession& session) const
{
    try {
        writeSession(m_last, session);
    } catch (const Error&) { // it is offered all the same
    }
}

std::optional<SavedSession> SessionKeeper::takeCrashed()
{
    std::optional<SavedSession> newest;
    std::error_code error;
    for (const auto& file : leftBehind(m_folder)) {
        try {
            auto session = readSession(file);
            if (!newest && !session.files.empty())
                newest = std::move(session);
        } catch (const Error&) { // cut off by something that is not us: nothing to offer
        }
        fs::remove(file, error);
    }
    if (newest)
        keepAsLast(*newest); // also where it is not wanted now
    return newest;
}

std::optional<SavedSession> SessionKeeper::last() const
{
    try {
        return readSession(m_last);
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace syzygy
