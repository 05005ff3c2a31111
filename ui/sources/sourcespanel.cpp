#include "ui/sources/sourcespanel.h"

#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/sources/offerbar.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace syzygy {

SourcesPanel::SourcesPanel(SourceTableModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_proxy(new QSortFilterProxyModel(this))
    , m_filter(new QLineEdit)
    , m_offers(new OfferBar)
    , m_table(new QTableView)
    , m_spanTimer(new QTimer(this))
{
    m_proxy->setSourceModel(&m_model);
    m_proxy->setSortRole(SourceTableModel::SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    createTable();
    m_filter->setPlaceholderText(tr("Filter by file, target, mode or flag (/)"));
    m_filter->setClearButtonEnabled(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(3);
    layout->addWidget(m_filter);
    layout->addWidget(m_offers);
    layout->addWidget(m_content = new Placeholder(m_table), 1);
    connect(m_filter, &QLineEdit::textChanged, m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_content, &Placeholder::linkActivated, this, &SourcesPanel::openRequested);
    for (auto* rows :
         { static_cast<QAbstractItemModel*>(&m_model), static_cast<QAbstractItemModel*>(m_proxy) }) {
        connect(rows, &QAbstractItemModel::rowsInserted, this, &SourcesPanel::showMessage);
        connect(rows, &QAbstractItemModel::rowsRemoved, this, &SourcesPanel::showMessage);
    }
    connect(m_proxy, &QAbstractItemModel::layoutChanged, m_spanTimer, qOverload<>(&QTimer::start));
    connect(m_proxy, &QAbstractItemModel::dataChanged, m_spanTimer, qOverload<>(&QTimer::start));
    connect(m_spanTimer, &QTimer::timeout, this, &SourcesPanel::spanFailures);
    m_spanTimer->setSingleShot(true);
    showMessage();
}

void SourcesPanel::createTable()
{
    m_table->setAccessibleName(tr("Sources"));
    m_table->setModel(m_proxy);
    m_table->setSortingEnabled(true);
    m_proxy->sort(-1); // in the order of opening until a header is clicked
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    applyTableLook(*m_table, m_table->accessibleName());
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const auto widthOf = [&](const char* sample) {
        return m_table->fontMetrics().horizontalAdvance(QLatin1String(sample)) + 14;
    };
    const std::array samples { "exp2_2609_19_x1d", "0000_00 aa",  "G140H/F100LP",  "00000",
                               "-000.0 +- 0.0",    "0000 +- 000", "-0.00 +- 0.00", "-0.00 +- 0.00" };
    for (int column = 0; column < SourceTableModel::Flags; ++column)
        m_table->setColumnWidth(column, widthOf(samples[static_cast<std::size_t>(column)]));
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { Q_EMIT currentChanged(idAt(index.row())); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SourcesPanel::selectionChanged);
    connect(m_table, &QTableView::activated, this, &SourcesPanel::activate);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& place) {
        if (m_table->indexAt(place).isValid())
            Q_EMIT menuRequested(m_table->viewport()->mapToGlobal(place));
    });
}

SourceId SourcesPanel::idAt(int row) const
{
    return m_proxy->index(row, 0).data(SourceTableModel::IdRole).value<SourceId>();
}

void SourcesPanel::select(SourceId id)
{
    const auto index = m_proxy->mapFromSource(m_model.index(m_model.rowOf(id), 0));
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->selectRow(index.row());
}

void SourcesPanel::selectCurrent()
{
    if (m_table->currentIndex().isValid() && !m_table->selectionModel()->hasSelection())
        m_table->selectRow(m_table->currentIndex().row());
}

void SourcesPanel::step(int rows)
{
    const int count = m_proxy->rowCount();
    if (count > 0)
        m_table->selectRow(std::clamp(m_table->currentIndex().row() + rows, 0, count - 1));
}

SourceId SourcesPanel::current() const
{
    return idAt(m_table->currentIndex().row());
}

std::vector<SourceId> SourcesPanel::selected() const
{
    std::vector<SourceId> ids;
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        if (m_table->selectionModel()->isRowSelected(row, {}))
            ids.push_back(idAt(row));
    return ids;
}

std::vector<SourceId> SourcesPanel::shown() const
{
    std::vector<SourceId> ids;
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        ids.push_back(idAt(row));
    return ids;
}

void SourcesPanel::activate(const QModelIndex& index)
{
    if (const auto* source = m_model.find(idAt(index.row())); source && source->asks())
        Q_EMIT unitsRequested();
}

void SourcesPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

QString SourcesPanel::message() const
{
    return m_content->message();
}

void SourcesPanel::spanFailures()
{
    m_table->clearSpans();
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        if (const auto* source = m_model.find(idAt(row));
            source->state == Source::State::Failed && !source->spectrum)
            m_table->setSpan(row, SourceTableModel::Target, 1,
                             SourceTableModel::ColumnCount - SourceTableModel::Target);
}

void SourcesPanel::showMessage()
{
    m_spanTimer->start();
    if (m_model.rowCount() == 0)
        m_content->setMessage(tr(
            "Nothing is open. Drop files or folders on the window, or <a href=\"open\">choose files</a>."));
    else if (m_proxy->rowCount() == 0)
        m_content->setMessage(tr("No source matches the filter."));
    else
        m_content->setMessage({});
}

bool SourcesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress)
        if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
            Q_EMIT removeRequested();
            return true;
        }
    return QWidget::eventFilter(watched, event);
}

} // namespace syzygy
