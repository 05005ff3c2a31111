#include "ui/sources/exposuretablemodel.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QBrush>

#include <algorithm>

namespace syzygy {

namespace {

constexpr double unlikely = 0.01; ///< of a χ² by chance: the exposures disagree

Estimate meanOf(const LabelAgreement& agreement)
{
    Estimate mean;
    mean.value = agreement.value;
    mean.sigma = agreement.sigma;
    mean.constrained = agreement.constrained;
    return mean;
}

} // namespace

int ExposureTableModel::exposureCount() const
{
    return std::min(mostExposures, static_cast<int>(m_comparison.exposures.size()));
}

int ExposureTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_comparison.exposures.size() < 2 ? 0 : static_cast<int>(labelCount);
}

int ExposureTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : combinedColumn() + (m_comparison.combined ? 1 : 0);
}

QString ExposureTableModel::text(Label label, int column) const
{
    const auto i = indexOf(label);
    if (column == 0)
        return toQString(infoOf(label).symbol);
    if (column == meanColumn())
        return formatBelief(label, meanOf(m_comparison.agreement.labels[i]));
    if (column == agreementColumn)
        return agreementWords(m_comparison.agreement.labels[i]);
    if (column == combinedColumn())
        return formatBelief(label, m_comparison.combined->estimates[i]);
    return formatBelief(
        label,
        m_comparison.exposures[static_cast<std::size_t>(column - firstExposure)].analysis->estimates[i]);
}

bool ExposureTableModel::isConstrained(Label label, int column) const
{
    const auto i = indexOf(label);
    if (column == combinedColumn())
        return m_comparison.combined->estimates[i].constrained;
    if (column >= firstExposure && column < meanColumn())
        return m_comparison.exposures[static_cast<std::size_t>(column - firstExposure)]
            .analysis->estimates[i]
            .constrained;
    return m_comparison.agreement.labels[i].constrained;
}

QVariant ExposureTableModel::color(Label label, int column) const
{
    if (!isConstrained(label, column))
        return QApplication::palette().brush(QPalette::PlaceholderText);
    if (column == agreementColumn && m_comparison.agreement.labels[indexOf(label)].probability < unlikely)
        return QBrush(severityColor(Flag::Severity::Warning, plotTheme(QApplication::palette())));
    return {};
}

QVariant ExposureTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto label = static_cast<Label>(index.row());
    const bool isText = index.column() == 0 || index.column() == agreementColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(label, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return color(label, index.column());
    case Qt::ToolTipRole:
        return isConstrained(label, index.column())
            ? QVariant()
            : QVariant(tr("Not constrained: in parentheses is what is usual for such stars."));
    default:
        return {};
    }
}

QVariant ExposureTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return QAbstractTableModel::headerData(section, orientation, role);
    const bool isTip = role == Qt::ToolTipRole;
    if (section == 0)
        return isTip ? QVariant() : tr("Label");
    if (section == meanColumn())
        return isTip ? tr("Weighted by the noise alone; what the exposures share does not average down")
                     : tr("Mean ± σ");
    if (section == agreementColumn)
        return isTip
            ? tr("χ² about the mean by the exposures' noise, and how often chance alone makes it larger")
            : tr("Agree?");
    if (section == combinedColumn())
        return isTip ? tr("Labels of the combined spectrum") : tr("Combined");
    const auto& source = m_comparison.exposures[static_cast<std::size_t>(section - firstExposure)];
    return isTip
        ? tr("%1\nS/N %2 per pixel")
              .arg(QString::fromStdString(source.file.string()), formatNumber(source.analysis->snr, 0))
        : m_titles[section - firstExposure];
}

void ExposureTableModel::setComparison(ExposureComparison comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_titles = shortTitles(m_comparison.exposures);
    endResetModel();
}

} // namespace syzygy
