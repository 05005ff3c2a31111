#include "ui/neighbours/neighbourtablemodel.h"

#include "ui/common/format.h"
#include "ui/common/openatlas.h"

#include <QFont>

#include <algorithm>
#include <cmath>

namespace syzygy {

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
    return parent.isValid() ? 0 : FirstLabel + static_cast<int>(m_columns.size());
}

std::vector<NeighbourTableModel::LabelColumn> NeighbourTableModel::ourColumns()
{
    std::vector<LabelColumn> columns;
    for (std::size_t k = 0; k < labelCount; ++k)
        columns.push_back({ static_cast<Label>(k), false });
    return columns;
}

/// Beside ours, what the catalogue has of any of them.
std::vector<NeighbourTableModel::LabelColumn> NeighbourTableModel::namedColumns() const
{
    std::vector<LabelColumn> columns;
    for (const auto& ours : ourColumns()) {
        columns.push_back(ours);
        const auto isKnown = [&](const AtlasNeighbour& neighbour) {
            return std::isfinite(m_names->stars().known(neighbour.star).value[indexOf(ours.label)]);
        };
        if (m_analysis && std::ranges::any_of(m_analysis->neighbours, isKnown))
            columns.push_back({ ours.label, true });
    }
    return columns;
}

QString NeighbourTableModel::summary(int row, int column) const
{
    if (column == Star)
        return row == 0 ? tr("this spectrum") : tr("their mean");
    if (column < FirstLabel)
        return {};
    const auto [label, isCatalogue] = labelColumn(column);
    if (row == 0)
        return isCatalogue ? QString() : formatEstimate(label, m_analysis->estimates[indexOf(label)]);
    if (isCatalogue) {
        const auto& told = m_catalogue[indexOf(label)];
        return told ? formatSigma(told->value, told->scatter, decimalsOf(label)) : QString();
    }
    const auto [mean, scatter] = spreadOf(label, m_analysis->neighbours, *m_atlas);
    return formatSigma(mean, scatter, decimalsOf(label));
}

QString NeighbourTableModel::text(int row, int column) const
{
    const auto& neighbour = m_analysis->neighbours[static_cast<std::size_t>(row - summaryRows)];
    switch (column) {
    case Star:
        return m_names ? m_names->nameOf(neighbour.star) : QString::number(neighbour.star);
    case Seen:
        return toQString(nameOf(neighbour.instrument));
    case Cosine:
        return formatNumber(neighbour.cosine, 4);
    default:
        break;
    }
    const auto [label, isCatalogue] = labelColumn(column);
    const double value = isCatalogue ? m_names->stars().known(neighbour.star).value[indexOf(label)]
                                     : m_atlas->stars[neighbour.star][label];
    return formatNumber(value, decimalsOf(label));
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
    if (role == Qt::ToolTipRole && m_names && !isSummary)
        return m_names->describe(*starAt(index.row()));
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
        return m_names ? tr("Star") : tr("Reference star");
    case Seen:
        return tr("Seen by");
    case Cosine:
        return tr("cosine");
    default:
        break;
    }
    if (section >= columnCount())
        return {};
    const auto [label, isCatalogue] = labelColumn(section);
    const auto symbol = toQString(infoOf(label).symbol);
    return isCatalogue ? tr("%1 cat.").arg(symbol) : symbol;
}

void NeighbourTableModel::setNeighbours(std::shared_ptr<const Analysis> analysis,
                                        std::shared_ptr<const Atlas> atlas)
{
    beginResetModel();
    const bool usable = analysis && atlas && analysis->encoded && !analysis->neighbours.empty();
    m_analysis = usable ? std::move(analysis) : nullptr;
    m_atlas = std::move(atlas);
    m_names = nullptr;
    m_catalogue = m_analysis ? twinLabels(m_analysis->neighbours, *m_atlas) : TwinLabels {};
    m_columns = ourColumns();
    endResetModel();
}

void NeighbourTableModel::setTwins(std::shared_ptr<const Analysis> analysis,
                                   std::shared_ptr<const OpenAtlas> atlas, const TwinLabels& catalogue)
{
    beginResetModel();
    const bool usable = analysis && atlas && analysis->encoded && !analysis->neighbours.empty();
    m_analysis = usable ? std::move(analysis) : nullptr;
    m_atlas = atlas ? atlas->drawn() : nullptr;
    m_names = std::move(atlas);
    m_catalogue = catalogue;
    m_columns = m_names ? namedColumns() : ourColumns();
    endResetModel();
}

std::vector<std::size_t> NeighbourTableModel::stars() const
{
    std::vector<std::size_t> stars;
    if (m_analysis)
        for (const auto& neighbour : m_analysis->neighbours)
            stars.push_back(neighbour.star);
    return stars;
}

bool NeighbourTableModel::hasCatalogue() const
{
    return std::ranges::any_of(m_catalogue, [](const auto& told) { return told.has_value(); });
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
    for (std::size_t k = 0; m_analysis && k < labelCount; ++k)
        if (twinsDisagree(static_cast<Label>(k), *m_analysis, m_catalogue))
            labels.push_back(static_cast<Label>(k));
    return labels;
}

} // namespace syzygy
