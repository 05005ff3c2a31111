#include "ui/sources/joinedtables.h"

#include "ui/common/async.h"

#include <QStringList>

#include <algorithm>

namespace syzygy {

JoinedTables::JoinedTables(SourceTableModel& model, QObject* parent)
    : QObject(parent)
    , m_model(model)
{
    m_pool.setMaxThreadCount(1);
}

JoinedTables::Entry* JoinedTables::entryOf(const std::filesystem::path& file)
{
    const auto found = std::ranges::find(m_entries, file, &Entry::file);
    return found == m_entries.end() ? nullptr : &*found;
}

void JoinedTables::join(const std::filesystem::path& asked)
{
    const auto file = absolutePath(asked);
    if (!entryOf(file))
        m_entries.push_back({ file, {} });
    ++m_reading;
    runAsync(
        this, m_pool, [file] { return JoinedTable::read(file); },
        [this](const std::shared_ptr<const JoinedTable>& table) {
            --m_reading;
            add(table);
        },
        [this, file](const QString& message) {
            --m_reading;
            if (const auto* entry = entryOf(file); entry && entry->group.isEmpty())
                remove(file);
            Q_EMIT reported(message);
        });
}

void JoinedTables::add(const std::shared_ptr<const JoinedTable>& table)
{
    auto* entry = entryOf(table->file());
    if (!entry)
        return; // removed while it was read
    if (entry->group.isEmpty())
        entry->group = freeGroup(table->file());
    m_model.removeColumns(entry->group);
    m_model.appendColumns(JoinedTable::columns(table, entry->group, m_model.columns()));
    Q_EMIT changed();
    Q_EMIT reported(wordsOf(*table, table->count(m_model.sources())));
}

QString JoinedTables::freeGroup(const std::filesystem::path& file) const
{
    const auto name = QString::fromStdString(file.filename().string());
    const bool isTaken
        = name == headerGroup() || std::ranges::find(m_entries, name, &Entry::group) != m_entries.end();
    return isTaken ? QString::fromStdString(file.string()) : name;
}

void JoinedTables::remove(const std::filesystem::path& file)
{
    const auto* entry = entryOf(file);
    if (!entry)
        return;
    m_model.removeColumns(entry->group);
    std::erase_if(m_entries, [&](const Entry& one) { return one.file == file; });
    Q_EMIT changed();
}

std::vector<std::filesystem::path> JoinedTables::files() const
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : m_entries)
        files.push_back(entry.file);
    return files;
}

QString wordsOf(const JoinedTable& table, const JoinCount& count)
{
    if (count.spectra == 0)
        return JoinedTables::tr("%1 is joined; spectra that are opened are looked for in it.")
            .arg(table.name());
    if (count.found == 0 && count.ambiguous == 0)
        return JoinedTables::tr("%1 has none of the %2 spectra: a row is found by the target's name, the "
                                "file's, or a place within 1″; add such a column.")
            .arg(table.name())
            .arg(count.spectra);
    QStringList words {
        JoinedTables::tr("%1 has %2 of %3 spectra").arg(table.name()).arg(count.found).arg(count.spectra)
    };
    if (count.ambiguous > 0)
        words << JoinedTables::tr("%1 in several rows, of which none is taken").arg(count.ambiguous);
    words << JoinedTables::tr("right-click the header of the sources to show its columns");
    return words.join(QStringLiteral("; ")) + QLatin1Char('.');
}

} // namespace syzygy
