#pragma once

#include "core/analysis/twins.h"
#include "ui/sources/source.h"

#include <QAbstractTableModel>

namespace syzygy {

/// The 20 labels of one spectrum, by the encoders and, where it was made, by the fit.
class EstimateTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Value, Alone, Fit, Twins, Place, From, Noise, Spread, Floor, ColumnCount };
    enum Role { ValueRole = Qt::UserRole, SigmaRole, ConstrainedRole, DisagreesRole };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Null, or one that is not encoded: no rows.
    void setAnalysis(std::shared_ptr<const Analysis> analysis, std::shared_ptr<const FitReport> fit = {},
                     const TwinLabels& twins = {});

private:
    QString text(Label label, const Estimate& estimate, int column) const;
    QString explanation(Label label, const Estimate& estimate, int column) const;
    QVariant color(Label label, const Estimate& estimate, int column) const;
    bool disagrees(Label label) const; ///< encoders and fit

    std::shared_ptr<const Analysis> m_analysis;
    std::shared_ptr<const FitReport> m_fit; ///< null: no second opinion
    TwinLabels m_twins;
};

} // namespace syzygy
