#pragma once

#include "ui/common/labeldistributions.h"
#include "ui/sources/source.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace syzygy {

class DomainGauge;
class EstimateTableModel;
class FitBar;
class FlagList;
class Placeholder;
class PlaceDelegate;
class VelocityPanel;

/// What was found out about the selected spectrum: flags in words, domain score, labels, velocity.
class EstimatesPanel : public QWidget {
    Q_OBJECT

public:
    explicit EstimatesPanel(QWidget* parent = nullptr);

    void setDistributions(const LabelDistributions& distributions);
    /// Null: nothing is selected. `problem`: why there are no labels for any spectrum; may be empty.
    void showSource(const Source* source, const QString& problem);

    EstimateTableModel& model() { return *m_model; }
    QString message() const; ///< empty while estimates are shown
    QString flagText() const;
    QTableView& table() { return *m_table; }
    FitBar& fitBar() { return *m_fit; }

Q_SIGNALS:
    void velocityGiven(double kilometresPerSecond);
    void measurementRequested();
    void fitRequested();
    void fitCancelled();

private:
    QTableView* createTable();
    void connectParts();
    void showAnalysis(const Source& source);
    QString emptySentence(const Source* source, const QString& problem) const;

    QLabel* m_title;
    FlagList* m_flags;
    DomainGauge* m_gauge;
    FitBar* m_fit;
    EstimateTableModel* m_model;
    PlaceDelegate* m_delegate;
    QTableView* m_table;
    Placeholder* m_labels; // the table, or why it is empty
    VelocityPanel* m_velocity;
    Placeholder* m_content;
};

} // namespace syzygy
