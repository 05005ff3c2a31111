#pragma once

#include "ui/sources/source.h"

#include <QAbstractTableModel>

#include <span>
#include <vector>

namespace syzygy {

/// The open spectra and failed files, one row each; of a file that could not be read the target's place tells
/// why. Sorting and filtering are a proxy's.
class SourceTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { File, Target, Mode, Snr, RadialVelocity, Teff, Logg, FeH, Flags, ColumnCount };
    enum Role { IdRole = Qt::UserRole, SortRole };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const std::vector<Source>& sources() const { return m_sources; }
    const Source* find(SourceId id) const; ///< null if it is not there (any more)
    int rowOf(SourceId id) const;          ///< -1 if it is not there

    void append(std::span<const Source> sources);
    void insertAfter(SourceId id, std::span<const Source> sources); ///< at the end if it is not there
    void update(const Source& source); ///< found by its id; ignored if it is not there
    void remove(SourceId id);

private:
    std::vector<Source> m_sources;
};

} // namespace syzygy
