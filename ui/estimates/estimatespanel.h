#pragma once

#include "core/analysis/twins.h"
#include "ui/common/labeldistributions.h"
#include "ui/sources/source.h"

#include <QWidget>

#include <map>

class QLabel;
class QSplitter;
class QTabWidget;
class QTableView;

namespace syzygy {

class DomainGauge;
class EstimateTableModel;
class FitBar;
class FlagList;
class GivenPanel;
class PatternPlot;
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
    void showSource(const Source* source, const QString& problem, const TwinLabels& twins = {});

    /// The twins of real stars are shown unless the user hides them; those of mocks if he asks for them.
    void setTwinsAreReal(bool areReal) { m_twinsAreReal = areReal; }

    EstimateTableModel& model() { return *m_model; }
    QString message() const; ///< empty while estimates are shown
    QString flagText() const;
    QTableView& table() { return *m_table; }
    FitBar& fitBar() { return *m_fit; }
    PatternPlot& pattern() { return *m_pattern; }
    GivenPanel& givenPanel() { return *m_given; }
    QTabWidget& views() { return *m_views; } ///< table, pattern, what is known

Q_SIGNALS:
    void velocityGiven(double kilometresPerSecond);
    void measurementRequested();
    void fitRequested();
    void labelsGiven(const std::vector<GivenLabel>& labels);
    void fitCancelled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTableView* createTable();
    QTabWidget* createViews();
    void chooseColumns(const QPoint& place);
    void showColumns(const Source& source);
    void connectParts();
    void shareRoom();
    void showAnalysis(const Source& source, const TwinLabels& twins);
    QString emptySentence(const Source* source, const QString& problem) const;

    QLabel* m_title;
    FlagList* m_flags;
    DomainGauge* m_gauge;
    FitBar* m_fit;
    EstimateTableModel* m_model;
    PlaceDelegate* m_delegate;
    QTableView* m_table;
    PatternPlot* m_pattern;
    GivenPanel* m_given;
    QTabWidget* m_views;
    Placeholder* m_labels;        // the views, or why they are empty
    std::map<int, bool> m_chosen; // columns that the user showed or hid
    bool m_twinsAreReal = false;
    VelocityPanel* m_velocity;
    QSplitter* m_parts;      // labels above, velocity below
    bool m_isShared = false; // by the user
    Placeholder* m_content;
};

} // namespace syzygy
