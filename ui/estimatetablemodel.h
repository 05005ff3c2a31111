#pragma once

#include "ui/source.h"

#include <QAbstractTableModel>

namespace syzygy {

/// The 20 labels of one spectrum.
class EstimateTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Place, From, Noise, Spread, Floor, ColumnCount };
    enum Role { ValueRole = Qt::UserRole, SigmaRole, ConstrainedRole };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Null, or one that is not encoded: no rows.
    void setAnalysis(std::shared_ptr<const Analysis> analysis);

private:
    QString text(Label label, const Estimate& estimate, int column) const;

    std::shared_ptr<const Analysis> m_analysis;
};

} // namespace syzygy
