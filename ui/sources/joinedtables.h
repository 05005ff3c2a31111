#pragma once

#include "ui/sources/joinedtable.h"
#include "ui/sources/sourcetablemodel.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <memory>
#include <vector>

namespace syzygy {

/// The user's tables beside the open spectra: read in the background, their columns appended to the model's.
/// Reading one again replaces it.
class JoinedTables : public QObject {
    Q_OBJECT

public:
    explicit JoinedTables(SourceTableModel& model, QObject* parent = nullptr);

    void join(const std::filesystem::path& file); ///< returns at once
    void remove(const std::filesystem::path& file);
    std::vector<std::filesystem::path> files() const; ///< those that are being read included; absolute
    bool isBusy() const { return m_reading > 0; }

Q_SIGNALS:
    void changed();
    void reported(const QString& sentence); ///< what was found, or why there is nothing

private:
    struct Entry {
        std::filesystem::path file;
        QString group; ///< of its columns; empty until it is read
    };

    void add(const std::shared_ptr<const JoinedTable>& table);
    QString freeGroup(const std::filesystem::path& file) const;
    Entry* entryOf(const std::filesystem::path& file);

    SourceTableModel& m_model;
    std::vector<Entry> m_entries;
    int m_reading = 0;
    QThreadPool m_pool; // last: it waits for what still reads
};

/// "labels.csv has 22 of 24 spectra; right-click ... "
QString wordsOf(const JoinedTable& table, const JoinCount& count);

} // namespace syzygy
