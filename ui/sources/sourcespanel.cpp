#include "ui/sources/sourcespanel.h"

#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/sources/filterexpression.h"
#include "ui/sources/offerbar.h"
#include "ui/sources/sourcecolumns.h"
#include "ui/sources/sourcefiltermodel.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace syzygy {

namespace {

/// Of the menu of columns.
QString groupOf(const SourceColumn& column)
{
    return !column.group.isEmpty()                      ? column.group
        : column.key.startsWith(QStringLiteral("fit_")) ? SourcesPanel::tr("Fit by physics")
        : column.key.endsWith(QStringLiteral("_err"))   ? SourcesPanel::tr("Errors")
        : column.key.endsWith(QStringLiteral("_fe"))    ? SourcesPanel::tr("Abundances")
                                                        : QString();
}

} // namespace

SourcesPanel::SourcesPanel(SourceTableModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_proxy(new SourceFilterModel(model, this))
    , m_filter(new QLineEdit)
    , m_filterProblem(new QLabel)
    , m_offers(new OfferBar)
    , m_table(new QTableView)
    , m_spanTimer(new QTimer(this))
{
    createTable();
    createHeader();
    createFilter();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(3);
    layout->addWidget(m_filter);
    layout->addWidget(m_filterProblem);
    layout->addWidget(m_offers);
    layout->addWidget(m_content = new Placeholder(m_table), 1);
    connect(m_content, &Placeholder::linkActivated, this, [this](const QString& link) {
        link == QStringLiteral("tour") ? Q_EMIT tourRequested() : Q_EMIT openRequested();
    });
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
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                const auto id = idAt(index.row());
                if (id != 0)
                    m_lookedAt = id;
                Q_EMIT currentChanged(id);
            });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SourcesPanel::selectionChanged);
    connect(m_table, &QTableView::activated, this, &SourcesPanel::activate);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& place) {
        if (m_table->indexAt(place).isValid())
            Q_EMIT menuRequested(m_table->viewport()->mapToGlobal(place));
    });
}

void SourcesPanel::createFilter()
{
    m_filter->setPlaceholderText(tr("Filter: words, or teff<4800 and star (/)"));
    m_filter->setToolTip(tr("Words: file, target, mode, flags, comment. Expressions: teff<4800 and not flag, "
                            "fe_h >= -0.5 or tick3, comment ~ binary. "
                            "Columns by their keys: teff, logg, fe_h, mg_fe, teff_err, snr, velocity, "
                            "domain_score, chi2, surprise …"));
    m_filter->setClearButtonEnabled(true);
    m_filterProblem->setWordWrap(true);
    m_filterProblem->setObjectName(QStringLiteral("filterProblem"));
    m_filterProblem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, &SourcesPanel::applyFilter);
}

void SourcesPanel::applyFilter()
{
    auto filter = Filter::parse(m_filter->text(), m_model.columns());
    m_filterProblem->setText(filter.problem());
    m_filterProblem->setVisible(!filter.problem().isEmpty());
    const auto lookedAt = m_lookedAt; // a table that is shown again makes its first row the current one
    m_proxy->setFilter(std::move(filter));
    select(lookedAt);
    Q_EMIT viewChanged();
}

void SourcesPanel::createHeader()
{
    auto* header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    const auto widthOf = [&](const char* sample) {
        return m_table->fontMetrics().horizontalAdvance(QLatin1String(sample)) + 14;
    };
    setUsualWidths(0, header->count() - 1);
    m_table->setColumnWidth(SourceTableModel::File, widthOf("exp2_2609_19_x"));
    m_table->setColumnWidth(SourceTableModel::Snr, widthOf("00000"));
    m_table->setColumnWidth(SourceTableModel::Teff, widthOf("0000 +- 000"));
    m_table->setColumnWidth(SourceTableModel::Star, widthOf("*"));
    m_table->setColumnWidth(SourceTableModel::RadialVelocity, widthOf("-000.0 +- 0.0"));
    setShownColumns({});
    connect(m_proxy, &QAbstractItemModel::columnsInserted, this,
            [this](const QModelIndex&, int first, int last) { hideNewColumns(first, last); });
    connect(m_proxy, &QAbstractItemModel::columnsRemoved, this, &SourcesPanel::applyFilter);
    connect(header, &QHeaderView::sectionMoved, this, &SourcesPanel::viewChanged);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &SourcesPanel::viewChanged);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& place) {
        auto* menu = makeColumnMenu();
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(header->viewport()->mapToGlobal(place));
    });
}

void SourcesPanel::setUsualWidths(int first, int last)
{
    const auto& columns = m_model.columns();
    for (int column = first; column <= last; ++column) {
        const auto* sample
            = columns[static_cast<std::size_t>(column)].isNumeric ? "-0.00 +- 0.00" : "0000_00 aaa";
        m_table->setColumnWidth(column, m_table->fontMetrics().horizontalAdvance(QLatin1String(sample)) + 14);
    }
}

/// What headers and joined tables bring stays out of sight until it is chosen, or was chosen in the session
/// that is restored.
void SourcesPanel::hideNewColumns(int first, int last)
{
    setUsualWidths(first, last);
    for (int column = first; column <= last; ++column)
        m_table->setColumnHidden(column, true);
    if (!m_wantedColumns.isEmpty())
        setShownColumns(QStringList(m_wantedColumns));
    if (columnOf(m_wantedSort, m_model.columns()) >= 0)
        sortBy(QString(m_wantedSort), sortOrder());
    if (!m_filter->text().isEmpty())
        applyFilter();
}

/// What stands first is in the menu itself, the many labels, errors and fits, and what others brought, are
/// below it.
QMenu* SourcesPanel::makeColumnMenu()
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("columns"));
    std::vector<std::pair<QString, QMenu*>> groups; // in the order of the columns
    const auto menuOf = [&](const QString& group) {
        if (group.isEmpty())
            return menu;
        const auto found = std::ranges::find(groups, group, &std::pair<QString, QMenu*>::first);
        return found != groups.end() ? found->second
                                     : groups.emplace_back(group, new QMenu(group, menu)).second;
    };
    const auto& columns = m_model.columns();
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
        const auto& column = columns[static_cast<std::size_t>(i)];
        auto* action = menuOf(groupOf(column))->addAction(column.title);
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(i));
        action->setToolTip(column.help);
        action->setObjectName(column.key);
        connect(action, &QAction::toggled, this, [this, i](bool shown) { showColumn(i, shown); });
    }
    menu->addSeparator();
    for (const auto& [name, more] : groups)
        menu->addMenu(more);
    menu->addSeparator();
    menu->addAction(tr("The usual columns"), this, [this] {
        setShownColumns({});
        Q_EMIT viewChanged();
    });
    menu->addAction(tr("In the order of opening"), this, [this] { sortBy({}, Qt::AscendingOrder); });
    return menu;
}

void SourcesPanel::showColumn(int column, bool shown)
{
    m_wantedColumns.clear();
    auto* header = m_table->horizontalHeader();
    if (shown && m_table->isColumnHidden(column)) // at the right end of those that are shown
        header->moveSection(header->visualIndex(column), header->count() - 1);
    m_table->setColumnHidden(column, !shown);
    m_spanTimer->start();
    Q_EMIT viewChanged();
}

QStringList SourcesPanel::shownColumns() const
{
    QStringList keys;
    const auto* header = m_table->horizontalHeader();
    for (int place = 0; place < header->count(); ++place)
        if (const int column = header->logicalIndex(place); !header->isSectionHidden(column))
            keys << m_model.columns()[static_cast<std::size_t>(column)].key;
    return keys;
}

QStringList SourcesPanel::wantedColumns() const
{
    return m_wantedColumns.isEmpty() ? shownColumns() : m_wantedColumns;
}

std::vector<SourceColumn> SourcesPanel::ownColumns() const
{
    std::vector<SourceColumn> own;
    for (const auto& key : shownColumns())
        if (const int column = columnOf(key, m_model.columns());
            column >= 0 && !m_model.columns()[static_cast<std::size_t>(column)].group.isEmpty())
            own.push_back(m_model.columns()[static_cast<std::size_t>(column)]);
    return own;
}

void SourcesPanel::setShownColumns(const QStringList& keys)
{
    std::vector<int> wanted;
    const bool areThere = std::ranges::all_of(
        keys, [this](const QString& key) { return columnOf(key, m_model.columns()) >= 0; });
    m_wantedColumns = areThere ? QStringList() : keys;
    for (const auto& key : keys)
        if (const int column = columnOf(key, m_model.columns());
            column >= 0 && std::ranges::find(wanted, column) == wanted.end())
            wanted.push_back(column);
    if (wanted.empty())
        for (const auto* key : { "star", "target", "teff", "logg", "fe_h", "snr", "flags", "file" })
            wanted.push_back(columnOf(QString::fromLatin1(key)));
    auto* header = m_table->horizontalHeader();
    const QSignalBlocker silent(header);
    for (int column = 0; column < header->count(); ++column)
        m_table->setColumnHidden(column, std::ranges::find(wanted, column) == wanted.end());
    for (int place = 0; place < static_cast<int>(wanted.size()); ++place)
        header->moveSection(header->visualIndex(wanted[static_cast<std::size_t>(place)]), place);
    m_spanTimer->start();
}

void SourcesPanel::sortBy(const QString& key, Qt::SortOrder order)
{
    const int column = key.isEmpty() ? -1 : columnOf(key, m_model.columns());
    m_wantedSort = column < 0 ? key : QString();
    m_table->horizontalHeader()->setSortIndicator(column, order);
    if (column < 0)
        m_proxy->sort(-1);
}

QString SourcesPanel::sortKey() const
{
    const int column = m_table->horizontalHeader()->sortIndicatorSection();
    return column < 0 || m_proxy->sortColumn() < 0 ? QString()
                                                   : m_model.columns()[static_cast<std::size_t>(column)].key;
}

Qt::SortOrder SourcesPanel::sortOrder() const
{
    return m_table->horizontalHeader()->sortIndicatorOrder();
}

void SourcesPanel::editComment()
{
    const int row = m_table->currentIndex().row();
    if (row < 0)
        return;
    if (m_table->isColumnHidden(SourceTableModel::Comment))
        showColumn(SourceTableModel::Comment, true);
    const auto cell = m_proxy->index(row, SourceTableModel::Comment);
    m_table->scrollTo(cell);
    m_table->edit(cell);
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

void SourcesPanel::selectThese(const std::vector<SourceId>& ids)
{
    QItemSelection selection;
    for (const auto id : ids)
        if (const auto index = m_proxy->mapFromSource(m_model.index(m_model.rowOf(id), 0)); index.isValid())
            selection.select(index, m_proxy->index(index.row(), m_proxy->columnCount() - 1));
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
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
        if (m_table->selectionModel()->rowIntersectsSelection(row, {}))
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
    const auto* header = m_table->horizontalHeader();
    const int first = header->visualIndex(SourceTableModel::Target);
    const bool isFirstInOrder = first == SourceTableModel::Target; // spans go by the model's columns
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        if (const auto* source = m_model.find(idAt(row));
            isFirstInOrder && source->state == Source::State::Failed && !source->spectrum)
            m_table->setSpan(row, SourceTableModel::Target, 1,
                             m_model.columnCount() - SourceTableModel::Target);
}

void SourcesPanel::showMessage()
{
    m_spanTimer->start();
    if (m_model.rowCount() == 0)
        m_content->setMessage(
            tr("Nothing is open. Drop files or folders on the window, or <a href=\"open\">choose files</a>. "
               "<a href=\"tour\">A tour</a> shows the window on the bundled samples."));
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
