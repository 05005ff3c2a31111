#pragma once

#include "ui/sources/source.h"

#include <QWidget>

#include <optional>

class QLabel;
class QTableView;

namespace syzygy {

class NeighbourTableModel;
class Placeholder;

/// The reference stars nearest to the selected spectrum in the full latent space, as evidence for its labels.
class NeighboursPanel : public QWidget {
    Q_OBJECT

public:
    explicit NeighboursPanel(QWidget* parent = nullptr);
    void showSource(const Source* source, std::shared_ptr<const Atlas> atlas);
    void setSelectedStar(std::optional<std::size_t> star);

    NeighbourTableModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    QString verdict() const; ///< whether they agree with the answer, in words

Q_SIGNALS:
    void starSelected(std::size_t star);

private:
    QString judge() const;

    NeighbourTableModel* m_model;
    QTableView* m_table;
    QLabel* m_verdict;
    Placeholder* m_content;
};

} // namespace syzygy
