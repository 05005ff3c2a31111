#include "ui/neighbours/neighbourtablemodel.h"

#include "ui/common/format.h"

#include <QFont>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

Label labelOf(int column)
{
    return static_cast<Label>(column - NeighbourTableModel::FirstLabel);
}

} // namespace

LabelSpread spreadOf(Label label, const std::vector<AtlasNeighbour>& neighbours, const Atlas& atlas)
{
    if (neighbours.empty())
        return {};
    const auto count = static_cast<double>(neighbours.size());
    double sum = 0, squares = 0;
    for (const auto& neighbour : neighbours)
        sum += atlas.stars[neighbour.star][label];
    const double mean = sum / count;
    for (const auto& neighbour : neighbours)
        squares += std::pow(atlas.stars[neighbour.star][label] - mean, 2);
    return { mean, count > 1 ? std::sqrt(squares / (count - 1)) : 0 };
}

int NeighbourTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_analysis ? 0
                                           : summaryRows + static_cast<int>(m_analysis->neighbours.size());
}

int NeighbourTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstLabel + static_cast<int>(labelCount);
}

QString NeighbourTableModel::summary(int row, int column) const
{
    if (column == Star)
        return row == 0 ? tr("this spectrum") : tr("their mean");
    if (column < FirstLabel)
        return {};
    const auto label = labelOf(column);
    if (row == 0)
        return formatEstimate(label, m_analysis->estimates[indexOf(label)]);
    const auto [mean, scatter] = spreadOf(label, m_analysis->neighbours, *m_atlas);
    Estimate shown;
    shown.value = mean;
    shown.sigma = scatter;
    return formatEstimate(label, shown);
}

QString NeighbourTableModel::text(int row, int column) const
{
    const auto& neighbour = m_analysis->neighbours[static_cast<std::size_t>(row - summaryRows)];
    switch (column) {
    case Star:
        return QString::number(neighbour.star);
    case Seen:
        return toQString(nameOf(neighbour.instrument));
    case Cosine:
        return formatNumber(neighbour.cosine, 4);
    default:
        return formatNumber(m_atlas->stars[neighbour.star][labelOf(column)], decimalsOf(labelOf(column)));
    }
}

QVariant NeighbourTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isSummary = index.row() < summaryRows;
    if (role == Qt::DisplayRole)
        return isSummary ? summary(index.row(), index.column()) : text(index.row(), index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant((index.column() <= Seen ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::FontRole && isSummary) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    return {};
}

QVariant NeighbourTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Star:
        return tr("Reference star");
    case Seen:
        return tr("Seen by");
    case Cosine:
        return tr("cosine");
    default:
        return section < columnCount() ? toQString(infoOf(labelOf(section)).symbol) : QString();
    }
}

void NeighbourTableModel::setNeighbours(std::shared_ptr<const Analysis> analysis,
                                        std::shared_ptr<const Atlas> atlas)
{
    beginResetModel();
    const bool usable = analysis && atlas && analysis->encoded && !analysis->neighbours.empty();
    m_analysis = usable ? std::move(analysis) : nullptr;
    m_atlas = std::move(atlas);
    endResetModel();
}

std::optional<std::size_t> NeighbourTableModel::starAt(int row) const
{
    if (row < summaryRows || row >= rowCount())
        return std::nullopt;
    return m_analysis->neighbours[static_cast<std::size_t>(row - summaryRows)].star;
}

int NeighbourTableModel::rowOf(std::size_t star) const
{
    if (!m_analysis)
        return -1;
    const auto found = std::ranges::find(m_analysis->neighbours, star, &AtlasNeighbour::star);
    return found == m_analysis->neighbours.end()
        ? -1
        : summaryRows + static_cast<int>(found - m_analysis->neighbours.begin());
}

std::vector<Label> NeighbourTableModel::disagreeing() const
{
    std::vector<Label> labels;
    for (std::size_t i = 0; m_analysis && i < labelCount; ++i) {
        const auto& estimate = m_analysis->estimates[i];
        const auto [mean, scatter] = spreadOf(static_cast<Label>(i), m_analysis->neighbours, *m_atlas);
        if (estimate.constrained && std::abs(estimate.value - mean) > 3 * std::hypot(estimate.sigma, scatter))
            labels.push_back(static_cast<Label>(i));
    }
    return labels;
}

} // namespace syzygy
