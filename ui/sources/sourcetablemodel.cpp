#include "ui/sources/sourcetablemodel.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/sources/sourcecolumns.h"

#include <QApplication>
#include <QBrush>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace syzygy {

namespace {

const double sortedFirst = -std::numeric_limits<double>::infinity(); // sorts before every number

QString statusToolTip(const Source& source)
{
    QStringList lines { QString::fromStdString(source.file.string()) };
    if (source.state != Source::State::Ready)
        lines << (source.error.isEmpty() ? nameOf(source.state) : source.error);
    for (const auto& flag : source.flags())
        lines << toQString(flag.words);
    return lines.join(QLatin1Char('\n'));
}

double sortValue(const SourceColumn& column, const Source& source, const Marks& marks)
{
    const double value = column.number(source, marks);
    return std::isfinite(value) ? value : sortedFirst;
}

Flag::Severity worstSeverity(const Source& source)
{
    if (source.state == Source::State::Failed)
        return Flag::Severity::Refusal;
    auto worst = Flag::Severity::Note;
    for (const auto& flag : source.flags())
        worst = std::max(worst, flag.severity);
    return worst;
}

QVariant statusColor(const Source& source)
{
    const auto theme = plotTheme(QApplication::palette());
    if (source.isBusy() || source.isFitting || source.state == Source::State::Cancelled)
        return QBrush(theme.faintText);
    const auto worst = worstSeverity(source);
    return worst == Flag::Severity::Note ? QVariant() : QVariant(QBrush(severityColor(worst, theme)));
}

QVariant alignment(const SourceColumn& column)
{
    return column.isNumeric ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                            : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace

SourceTableModel::SourceTableModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void SourceTableModel::appendColumns(std::vector<SourceColumn> columns)
{
    if (columns.empty())
        return;
    beginInsertColumns({}, columnCount(), columnCount() + static_cast<int>(columns.size()) - 1);
    std::ranges::move(columns, std::back_inserter(m_columns));
    endInsertColumns();
}

void SourceTableModel::removeColumns(const QString& group)
{
    for (int column = columnCount() - 1; column >= 0; --column)
        if (m_columns[static_cast<std::size_t>(column)].group == group && !group.isEmpty()) {
            beginRemoveColumns({}, column, column);
            m_columns.erase(m_columns.begin() + column);
            endRemoveColumns();
        }
}

void SourceTableModel::addHeaderColumns(std::span<const Source> sources)
{
    for (const auto& source : sources)
        appendColumns(newHeaderColumns(source, m_columns));
}

int SourceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sources.size());
}

int SourceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant SourceTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& source = m_sources[static_cast<std::size_t>(index.row())];
    const auto& column = m_columns[static_cast<std::size_t>(index.column())];
    const auto& marks = marksOf(source.id);
    switch (role) {
    case Qt::DisplayRole:
        return column.text(source, marks);
    case Qt::EditRole:
        return index.column() == Comment ? QVariant(marks.comment) : QVariant(column.text(source, marks));
    case Qt::ToolTipRole:
        return statusToolTip(source);
    case Qt::TextAlignmentRole:
        return alignment(column);
    case Qt::ForegroundRole:
        if (column.isNumeric && source.isEncoded() && isRefused(*source.analysis))
            return QBrush(plotTheme(QApplication::palette()).faintText);
        return index.column() == Flags || source.state == Source::State::Failed ? statusColor(source)
                                                                                : QVariant();
    case IdRole:
        return QVariant::fromValue(source.id);
    case SortRole:
        return column.isNumeric ? QVariant(sortValue(column, source, marks))
                                : QVariant(column.text(source, marks));
    default:
        return {};
    }
}

Qt::ItemFlags SourceTableModel::flags(const QModelIndex& index) const
{
    const auto usual = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Comment ? usual | Qt::ItemIsEditable : usual;
}

bool SourceTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid)
        || index.column() != Comment)
        return false;
    const auto id = m_sources[static_cast<std::size_t>(index.row())].id;
    const auto comment = value.toString().simplified();
    if (comment != marksOf(id).comment)
        Q_EMIT commentEdited(id, comment);
    return true;
}

QVariant SourceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::DisplayRole)
        return m_columns[static_cast<std::size_t>(section)].title;
    return role == Qt::ToolTipRole ? QVariant(m_columns[static_cast<std::size_t>(section)].help) : QVariant();
}

const Marks& SourceTableModel::marksOf(SourceId id) const
{
    static const Marks none;
    const auto found = m_marks.find(id);
    return found == m_marks.end() ? none : found->second;
}

void SourceTableModel::setMarks(SourceId id, const Marks& marks)
{
    const int row = rowOf(id);
    if (row < 0 || marksOf(id) == marks)
        return;
    if (marks.isEmpty())
        m_marks.erase(id);
    else
        m_marks[id] = marks;
    Q_EMIT dataChanged(index(row, Star), index(row, Subsets));
    Q_EMIT marksChanged(id);
}

const Source* SourceTableModel::find(SourceId id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_sources[static_cast<std::size_t>(row)];
}

int SourceTableModel::rowOf(SourceId id) const
{
    const auto found = std::ranges::find(m_sources, id, &Source::id);
    return found == m_sources.end() ? -1 : static_cast<int>(found - m_sources.begin());
}

void SourceTableModel::append(std::span<const Source> sources)
{
    insertAfter(0, sources);
}

void SourceTableModel::insertAfter(SourceId id, std::span<const Source> sources)
{
    if (sources.empty())
        return;
    const int row = rowOf(id);
    const int first = row < 0 ? rowCount() : row + 1;
    beginInsertRows({}, first, first + static_cast<int>(sources.size()) - 1);
    m_sources.insert(m_sources.begin() + first, sources.begin(), sources.end());
    endInsertRows();
    addHeaderColumns(sources);
}

void SourceTableModel::update(const Source& source)
{
    const int row = rowOf(source.id);
    if (row < 0)
        return;
    addHeaderColumns({ &source, 1 });
    m_sources[static_cast<std::size_t>(row)] = source;
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
}

void SourceTableModel::remove(SourceId id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_sources.erase(m_sources.begin() + row);
    m_marks.erase(id);
    endRemoveRows();
}

} // namespace syzygy
