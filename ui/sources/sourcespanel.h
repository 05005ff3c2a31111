#pragma once

#include "ui/sources/sourcetablemodel.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QMenu;
class QTableView;
class QTimer;

namespace syzygy {

class OfferBar;
class Placeholder;
class SourceFilterModel;

/// The table of open spectra: columns chosen by the user, sorted by any, filtered by words or an expression
/// (Filter), stepped through with the keyboard.
class SourcesPanel : public QWidget {
    Q_OBJECT

public:
    explicit SourcesPanel(SourceTableModel& model, QWidget* parent = nullptr);

    void select(SourceId id);
    void selectThese(const std::vector<SourceId>& ids); ///< those that are shown; the current one stays
    void selectCurrent();                   ///< marks the row that became current when the selected one went
    void step(int rows);                    ///< +1 = the next one in the order shown
    SourceId current() const;               ///< 0 if none
    std::vector<SourceId> selected() const; ///< in the order shown
    std::vector<SourceId> shown() const;    ///< those that pass the filter, in the order shown
    void focusFilter();
    void editComment(); ///< of the current source, in its place

    QStringList shownColumns() const;  ///< keys, from left to right
    QStringList wantedColumns() const; ///< and those that are still to come, for the session
    /// Keys that no column has are shown once one has them; the usual ones where none is left.
    void setShownColumns(const QStringList& keys);
    std::vector<SourceColumn>
    ownColumns() const; ///< of headers and joined tables, those shown, from left to right
    void sortBy(const QString& key, Qt::SortOrder order); ///< empty: in the order of opening
    QString sortKey() const;                              ///< empty: in the order of opening
    Qt::SortOrder sortOrder() const;
    QTableView& table() { return *m_table; }
    QLineEdit& filter() { return *m_filter; }
    OfferBar& offers() { return *m_offers; }
    QString message() const; ///< empty while there are rows

Q_SIGNALS:
    void currentChanged(SourceId id);
    void removeRequested();
    void openRequested();
    void tourRequested();
    void unitsRequested(); ///< a file that does not say its unit was double-clicked
    void selectionChanged();
    void menuRequested(const QPoint& place); ///< on the screen
    void viewChanged();                      ///< columns, order or filter, by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void createTable();
    void activate(const QModelIndex& index);
    void showMessage();
    void spanFailures(); ///< lets the sentence of a file that could not be read run over the whole row
    SourceId idAt(int row) const;

    SourceTableModel& m_model;
    void createFilter();
    void createHeader();
    QMenu* makeColumnMenu();
    void showColumn(int column, bool shown);
    void applyFilter();

    void setUsualWidths(int first, int last);
    void hideNewColumns(int first, int last);

    QStringList m_wantedColumns; // of setShownColumns(), as long as some of them are missing
    SourceId m_lookedAt = 0;     // current while there are rows
    QString m_wantedSort;        // of sortBy(), as long as it is missing
    SourceFilterModel* m_proxy;
    QLineEdit* m_filter;
    QLabel* m_filterProblem;
    OfferBar* m_offers;
    QTableView* m_table;
    QTimer* m_spanTimer; // gathers changes
    Placeholder* m_content;
};

} // namespace syzygy
