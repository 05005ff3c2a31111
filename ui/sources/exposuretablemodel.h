#pragma once

#include "ui/sources/exposures.h"

#include <QAbstractTableModel>

namespace syzygy {

/// The labels of several exposures of one star side by side: each exposure, their mean, whether they agree,
/// and the combined spectrum where it was made.
class ExposureTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int mostExposures = 6; ///< columns; the mean and χ² are of all

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setComparison(ExposureComparison comparison);
    const ExposureComparison& comparison() const { return m_comparison; }

    static constexpr int agreementColumn = 1, firstExposure = 2;
    int meanColumn() const { return firstExposure + exposureCount(); }
    int combinedColumn() const { return meanColumn() + 1; } ///< = columnCount() if there is none

private:
    int exposureCount() const;
    QString text(Label label, int column) const;
    bool isConstrained(Label label, int column) const;
    QVariant color(Label label, int column) const;

    ExposureComparison m_comparison;
    QStringList m_titles; ///< of the exposures
};

} // namespace syzygy
