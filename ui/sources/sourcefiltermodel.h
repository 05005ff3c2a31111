#pragma once

#include "ui/sources/filterexpression.h"
#include "ui/sources/sourcetablemodel.h"

#include <QSortFilterProxyModel>

namespace syzygy {

/// The sources that a Filter accepts, in the order chosen.
class SourceFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit SourceFilterModel(SourceTableModel& model, QObject* parent = nullptr);

    void setFilter(Filter filter);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    const SourceTableModel& m_model;
    Filter m_filter;
};

} // namespace syzygy
