#include "ui/sources/sourcefiltermodel.h"

#include <utility>

namespace syzygy {

SourceFilterModel::SourceFilterModel(SourceTableModel& model, QObject* parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
    setSortRole(SourceTableModel::SortRole);
}

void SourceFilterModel::setFilter(Filter filter)
{
    m_filter = std::move(filter);
    invalidateFilter();
}

bool SourceFilterModel::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto& source = m_model.sources()[static_cast<std::size_t>(row)];
    return m_filter.accepts(source, m_model.marksOf(source.id));
}

} // namespace syzygy
