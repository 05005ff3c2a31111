#include "ui/estimatetablemodel.h"

#include "ui/format.h"

#include <QApplication>
#include <QPalette>

#include <array>

namespace syzygy {

namespace {

QString explanation(Label label, const Estimate& estimate)
{
    const int decimals = decimalsOf(label) + 1;
    const auto word = estimate.constrained
        ? EstimateTableModel::tr("Constrained by this spectrum.")
        : EstimateTableModel::tr(
            "Not constrained: this spectrum says no more than what is usual for such stars.");
    return EstimateTableModel::tr("%1 = %2 %3\nσ from noise %4, model %5, floor %6\n%7")
        .arg(toQString(infoOf(label).symbol), formatEstimate(label, estimate), toQString(infoOf(label).unit),
             formatNumber(estimate.sigmaNoise, decimals), formatNumber(estimate.sigmaModel, decimals),
             formatNumber(estimate.sigmaFloor, decimals), word);
}

} // namespace

int EstimateTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_analysis ? 0 : static_cast<int>(labelCount);
}

int EstimateTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EstimateTableModel::text(Label label, const Estimate& estimate, int column) const
{
    switch (column) {
    case Name:
        return toQString(infoOf(label).symbol);
    case Value:
        return formatEstimate(label, estimate) + QLatin1Char(' ') + toQString(infoOf(label).unit);
    case From:
        return estimate.constrained ? tr("spectrum") : tr("prior only");
    case Noise:
        return formatNumber(estimate.sigmaNoise, decimalsOf(label) + 1);
    case Spread:
        return formatNumber(estimate.sigmaModel, decimalsOf(label) + 1);
    case Floor:
        return formatNumber(estimate.sigmaFloor, decimalsOf(label) + 1);
    default:
        return {};
    }
}

QVariant EstimateTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto label = static_cast<Label>(index.row());
    const auto& estimate = m_analysis->estimates[indexOf(label)];
    switch (role) {
    case Qt::DisplayRole:
        return text(label, estimate, index.column());
    case Qt::ToolTipRole:
        return explanation(label, estimate);
    case Qt::TextAlignmentRole:
        return index.column() == Name || index.column() == From ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                                                : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return estimate.constrained ? QVariant() : QApplication::palette().brush(QPalette::PlaceholderText);
    case ValueRole:
        return estimate.value;
    case SigmaRole:
        return estimate.sigma;
    case ConstrainedRole:
        return estimate.constrained;
    default:
        return {};
    }
}

QVariant EstimateTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Place)
        return tr("Value and ±1σ over the histogram of the reference stars");
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == From)
        return tr("Whether this spectrum constrains the label, or only what is usual for such stars does");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    static const std::array<QString, ColumnCount> titles { tr("Label"),  tr("Value ± σ"), tr("Place"),
                                                           tr("From"),   tr("σ noise"),   tr("σ model"),
                                                           tr("σ floor") };
    return section >= 0 && section < ColumnCount ? titles[static_cast<std::size_t>(section)] : QVariant();
}

void EstimateTableModel::setAnalysis(std::shared_ptr<const Analysis> analysis)
{
    beginResetModel();
    m_analysis = analysis && analysis->encoded ? std::move(analysis) : nullptr;
    endResetModel();
}

} // namespace syzygy
