#pragma once

#include "ui/sources/source.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace syzygy {

class OpenAtlas;
struct NamedTwins;
class NeighbourTableModel;
class Placeholder;

/// The reference stars nearest to the selected spectrum in the full latent space, as evidence for its labels.
class NeighboursPanel : public QWidget {
    Q_OBJECT

public:
    explicit NeighboursPanel(QWidget* parent = nullptr);
    void showSource(const Source* source, std::shared_ptr<const Atlas> atlas);
    /// Its neighbours among real stars; null twins: they are being looked for.
    void showTwins(const Source* source, std::shared_ptr<const OpenAtlas> atlas, const NamedTwins* twins);
    void setSelectedStar(std::optional<std::size_t> star);

    NeighbourTableModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    QString verdict() const; ///< whether they agree with the answer, in words

    QComboBox& seenBy() { return *m_seenBy; } ///< all, or those that one instrument saw

Q_SIGNALS:
    void seenByChosen(std::optional<Instrument> seenBy); ///< nothing: both
    void starSelected(std::size_t star);
    void openRequested(const std::vector<std::size_t>& stars); ///< their spectra
    void exportRequested();

private:
    QComboBox* createSeenBy();
    QWidget* createBar();
    void showTable(const Source* source, const QString& whyEmpty);
    QString judge() const;
    QString judgeTwins() const;

    NeighbourTableModel* m_model;
    QTableView* m_table;
    QLabel* m_verdict;
    QComboBox* m_seenBy;
    QPushButton *m_open = nullptr, *m_export = nullptr;
    bool m_areNamed = false; // real stars
    Placeholder* m_content;
};

} // namespace syzygy
