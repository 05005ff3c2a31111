#include "ui/neighbours/neighbourspanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/neighbours/neighbourtablemodel.h"

#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace syzygy {

NeighboursPanel::NeighboursPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new NeighbourTableModel(this))
    , m_table(new QTableView)
    , m_verdict(new QLabel)
{
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    applyTableLook(*m_table, tr("Neighbours"));
    m_verdict->setWordWrap(true);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 4);
    pageLayout->setSpacing(3);
    pageLayout->addWidget(m_verdict);
    pageLayout->addWidget(m_table, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content = new Placeholder(page));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (const auto star = m_model->starAt(current.row()))
                    Q_EMIT starSelected(*star);
            });
    showSource(nullptr, nullptr);
}

QString NeighboursPanel::judge() const
{
    const int count = m_model->rowCount() - NeighbourTableModel::summaryRows;
    const auto labels = m_model->disagreeing();
    if (labels.empty())
        return tr("The %1 nearest reference stars agree with the answer within 3σ.").arg(count);
    QStringList names;
    for (const auto label : labels)
        names << toQString(infoOf(label).symbol);
    return tr("<b>The %1 nearest reference stars disagree</b> with the answer in %2.")
        .arg(count)
        .arg(names.join(QStringLiteral(", ")));
}

void NeighboursPanel::showSource(const Source* source, std::shared_ptr<const Atlas> atlas)
{
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_model->setNeighbours(source ? source->analysis : nullptr, std::move(atlas));
    }
    const bool empty = m_model->rowCount() == 0;
    m_content->setMessage(empty ? tr("The nearest reference stars of the selected spectrum appear here.")
                                : QString());
    const bool refused = source && source->analysis && isRefused(*source->analysis);
    m_verdict->setText(empty ? QString() : refused ? tr("These labels are not to be believed: such neighbours say nothing.") : judge());
    if (!empty)
        m_table->resizeColumnsToContents();
}

void NeighboursPanel::setSelectedStar(std::optional<std::size_t> star)
{
    const QSignalBlocker blocker(m_table->selectionModel());
    const int row = star ? m_model->rowOf(*star) : -1;
    if (row < 0)
        m_table->clearSelection();
    else if (m_model->starAt(m_table->currentIndex().row())
             != star) // a star may be there twice, seen by both
        m_table->selectRow(row);
    m_table->viewport()->update();
}

QString NeighboursPanel::verdict() const
{
    return m_verdict->text();
}

} // namespace syzygy
