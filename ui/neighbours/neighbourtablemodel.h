#pragma once

#include "core/analysis/twins.h"
#include "ui/sources/source.h"

#include <QAbstractTableModel>

#include <optional>

namespace syzygy {

class OpenAtlas;

/// Mean and scatter of a label among the nearest reference stars.
struct LabelSpread {
    double mean = 0;
    double scatter = 0; ///< sample standard deviation
};
LabelSpread spreadOf(Label label, const std::vector<AtlasNeighbour>& neighbours, const Atlas& atlas);

/// The first row is the spectrum's own answer, the second the neighbours' mean ± scatter, then the
/// neighbours. Real stars have names, and beside our labels the catalogue's, where it has them.
class NeighbourTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Star, Seen, Cosine, FirstLabel };
    static constexpr int summaryRows = 2;

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void setNeighbours(std::shared_ptr<const Analysis> analysis, std::shared_ptr<const Atlas> atlas);
    /// Of real stars: `analysis` has them for neighbours.
    void setTwins(std::shared_ptr<const Analysis> analysis, std::shared_ptr<const OpenAtlas> atlas,
                  const TwinLabels& catalogue);
    std::vector<std::size_t> stars() const;           ///< in the rows' order
    std::optional<std::size_t> starAt(int row) const; ///< none for the summary rows
    int rowOf(std::size_t star) const;                ///< -1 if it is not among them

    /// Constrained labels whose answer lies beyond 3σ (σ and scatter combined) of the neighbours' mean; of
    /// real stars, of their catalogue's.
    std::vector<Label> disagreeing() const;
    bool hasCatalogue() const; ///< for any label, of enough neighbours

private:
    struct LabelColumn {
        Label label = Label::Teff;
        bool isCatalogue = false;
    };
    const LabelColumn& labelColumn(int column) const
    {
        return m_columns[static_cast<std::size_t>(column - FirstLabel)];
    }
    QString summary(int row, int column) const;
    QString text(int row, int column) const;
    static std::vector<LabelColumn> ourColumns();
    std::vector<LabelColumn> namedColumns() const;

    std::shared_ptr<const Analysis> m_analysis;
    std::shared_ptr<const Atlas> m_atlas;
    std::shared_ptr<const OpenAtlas> m_names; // null: mocks
    TwinLabels m_catalogue;
    std::vector<LabelColumn> m_columns = ourColumns();
};

} // namespace syzygy
