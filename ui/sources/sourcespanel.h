#pragma once

#include "ui/sources/sourcetablemodel.h"

#include <QWidget>

#include <vector>

class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QTimer;

namespace syzygy {

class OfferBar;
class Placeholder;

/// The table of open spectra: sorted by any column, filtered by words, stepped through with the keyboard.
class SourcesPanel : public QWidget {
    Q_OBJECT

public:
    explicit SourcesPanel(SourceTableModel& model, QWidget* parent = nullptr);

    void select(SourceId id);
    void selectCurrent();                   ///< marks the row that became current when the selected one went
    void step(int rows);                    ///< +1 = the next one in the order shown
    SourceId current() const;               ///< 0 if none
    std::vector<SourceId> selected() const; ///< in the order shown
    std::vector<SourceId> shown() const;    ///< those that pass the filter, in the order shown
    void focusFilter();
    QTableView& table() { return *m_table; }
    QLineEdit& filter() { return *m_filter; }
    OfferBar& offers() { return *m_offers; }
    QString message() const; ///< empty while there are rows

Q_SIGNALS:
    void currentChanged(SourceId id);
    void removeRequested();
    void openRequested();
    void unitsRequested(); ///< a file that does not say its unit was double-clicked
    void selectionChanged();
    void menuRequested(const QPoint& place); ///< on the screen

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void createTable();
    void activate(const QModelIndex& index);
    void showMessage();
    void spanFailures(); ///< lets the sentence of a file that could not be read run over the whole row
    SourceId idAt(int row) const;

    SourceTableModel& m_model;
    QSortFilterProxyModel* m_proxy;
    QLineEdit* m_filter;
    OfferBar* m_offers;
    QTableView* m_table;
    QTimer* m_spanTimer; // gathers changes
    Placeholder* m_content;
};

} // namespace syzygy
