#pragma once

#include "ui/sources/marks.h"
#include "ui/sources/source.h"
#include "ui/sources/sourcecolumns.h"

#include <QAbstractTableModel>

#include <map>
#include <span>
#include <vector>

namespace syzygy {

/// The open spectra and failed files, one row each; of a file that could not be read the target's place tells
/// why. Its columns are sourceColumns(), then the keywords of the headers read, then what joined tables
/// bring. Sorting and filtering are a proxy's. Marks are kept beside the sources, so that what comes back
/// from a reading or an analysis never overwrites them.
class SourceTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// The first ones; the others are found by columnOf().
    enum Column {
        File,
        Target,
        Mode,
        Snr,
        RadialVelocity,
        Teff,
        Logg,
        FeH,
        Flags,
        Star,
        Ticks,
        Comment,
        Subsets
    };
    enum Role { IdRole = Qt::UserRole, SortRole };

    explicit SourceTableModel(QObject* parent = nullptr);

    const std::vector<SourceColumn>& columns() const { return m_columns; }
    void appendColumns(std::vector<SourceColumn> columns);
    void removeColumns(const QString& group);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Of a comment: asks for it by commentEdited, which is undone with the other marks.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const std::vector<Source>& sources() const { return m_sources; }
    const Source* find(SourceId id) const; ///< null if it is not there (any more)
    int rowOf(SourceId id) const;          ///< -1 if it is not there

    const Marks& marksOf(SourceId id) const; ///< empty ones if it has none
    void setMarks(SourceId id, const Marks& marks);

    void append(std::span<const Source> sources);
    void insertAfter(SourceId id, std::span<const Source> sources); ///< at the end if it is not there
    void update(const Source& source); ///< found by its id; ignored if it is not there
    void remove(SourceId id);

Q_SIGNALS:
    void commentEdited(SourceId id, const QString& comment);
    void marksChanged(SourceId id);

private:
    void addHeaderColumns(std::span<const Source> sources);

    std::vector<SourceColumn> m_columns = sourceColumns();
    std::vector<Source> m_sources;
    std::map<SourceId, Marks> m_marks; ///< of those that have any
};

} // namespace syzygy
