#include "ui/sources/sourcetablemodel.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QBrush>
#include <QStyle>

#include <algorithm>
#include <array>
#include <limits>

namespace syzygy {

namespace {

constexpr std::array columnLabels { Label::Teff, Label::Logg, Label::FeH };
const double unknown = -std::numeric_limits<double>::infinity(); // sorts before every number

Label labelOf(int column)
{
    return columnLabels[static_cast<std::size_t>(column - SourceTableModel::Teff)];
}

bool isNumeric(int column)
{
    return column >= SourceTableModel::Snr && column <= SourceTableModel::FeH;
}

std::vector<Flag> flagsOf(const Source& source)
{
    auto flags = source.analysis ? source.analysis->flags : std::vector<Flag>();
    if (source.fit)
        flags.insert(flags.end(), source.fit->flags.begin(), source.fit->flags.end());
    return flags;
}

QString flagKeys(const Source& source)
{
    QStringList keys;
    for (const auto& flag : flagsOf(source))
        keys << toQString(flag.key);
    return keys.join(QStringLiteral(", ")).replace(QLatin1Char('_'), QLatin1Char(' '));
}

/// The sentence without the folder, which would hide the reason.
QString failureText(const Source& source)
{
    auto sentence = source.error;
    sentence.replace(QString::fromStdString(source.file.string()), source.fileName());
    return source.needsUnit ? SourceTableModel::tr("Say its units (double click): %1").arg(sentence)
                            : sentence;
}

QString statusText(const Source& source)
{
    if (source.state == Source::State::Failed)
        return source.error;
    if (source.isFitting)
        return SourceTableModel::tr("fitting");
    return source.state == Source::State::Ready ? flagKeys(source) : nameOf(source.state);
}

QString statusToolTip(const Source& source)
{
    QStringList lines { QString::fromStdString(source.file.string()) };
    if (source.state != Source::State::Ready)
        lines << (source.error.isEmpty() ? nameOf(source.state) : source.error);
    for (const auto& flag : flagsOf(source))
        lines << toQString(flag.words);
    return lines.join(QLatin1Char('\n'));
}

QString numberText(const Source& source, int column)
{
    if (!source.analysis)
        return {};
    if (column == SourceTableModel::Snr)
        return formatNumber(source.analysis->snr, 0);
    if (column == SourceTableModel::RadialVelocity)
        return formatVelocity(source.analysis->velocity);
    if (!source.analysis->encoded)
        return {};
    return formatBelief(labelOf(column), source.analysis->estimates[indexOf(labelOf(column))]);
}

double sortValue(const Source& source, int column)
{
    if (!source.analysis)
        return unknown;
    if (column == SourceTableModel::Snr)
        return source.analysis->snr;
    if (column == SourceTableModel::RadialVelocity)
        return source.analysis->velocity.value;
    return source.analysis->encoded ? source.analysis->estimates[indexOf(labelOf(column))].value : unknown;
}

QString text(const Source& source, int column)
{
    if (isNumeric(column))
        return numberText(source, column);
    switch (column) {
    case SourceTableModel::File:
        return source.fileName();
    case SourceTableModel::Target:
        return source.spectrum ? toQString(source.spectrum->provenance.source) : failureText(source);
    case SourceTableModel::Mode:
        return source.spectrum ? toQString(source.spectrum->provenance.mode) : QString();
    default:
        return statusText(source);
    }
}

Flag::Severity worstSeverity(const Source& source)
{
    if (source.state == Source::State::Failed)
        return Flag::Severity::Refusal;
    auto worst = Flag::Severity::Note;
    for (const auto& flag : flagsOf(source))
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

QVariant alignment(int column)
{
    return isNumeric(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                             : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace

int SourceTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sources.size());
}

int SourceTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SourceTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& source = m_sources[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(source, index.column());
    case Qt::ToolTipRole:
        return statusToolTip(source);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case Qt::ForegroundRole:
        return index.column() == Flags || source.state == Source::State::Failed ? statusColor(source)
                                                                                : QVariant();
    case IdRole:
        return QVariant::fromValue(source.id);
    case SortRole:
        return isNumeric(index.column()) ? QVariant(sortValue(source, index.column()))
                                         : text(source, index.column());
    default:
        return {};
    }
}

QVariant SourceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    static const std::array<QString, ColumnCount> titles { tr("File"),  tr("Target"),   tr("Mode"),
                                                           tr("S/N"),   tr("v [km/s]"), tr("Teff [K]"),
                                                           tr("log g"), tr("[Fe/H]"),   tr("Flags") };
    return section >= 0 && section < ColumnCount ? titles[static_cast<std::size_t>(section)] : QVariant();
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
}

void SourceTableModel::update(const Source& source)
{
    const int row = rowOf(source.id);
    if (row < 0)
        return;
    m_sources[static_cast<std::size_t>(row)] = source;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void SourceTableModel::remove(SourceId id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_sources.erase(m_sources.begin() + row);
    endRemoveRows();
}

} // namespace syzygy
