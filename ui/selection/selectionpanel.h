#pragma once

#include "ui/selection/selectionsummary.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace syzygy {

class HistogramGrid;
class Placeholder;

/// The stars that were selected on the map, against all: how many, a histogram for each label, and what can
/// be done with them. They are selected by an expression or as a named subset here, too. It selects nothing
/// itself: who owns it does.
class SelectionPanel : public QWidget {
    Q_OBJECT

public:
    explicit SelectionPanel(QWidget* parent = nullptr);

    /// The names of the subsets that are kept, and of those the ones of an atlas as it was before it changed.
    void setSubsets(const QStringList& names, const QStringList& stale);
    void setCurrentSubset(const QString& name);            ///< until something else is selected
    void setSelection(std::size_t stars, std::size_t all); ///< its summary follows
    void setSummary(SelectionSummary summary);
    void setShowsSome(bool showsSome); ///< the map, and not all
    /// On what was typed or chosen, in its place until something is selected. Empty: nothing to say.
    void setProblem(const QString& sentence);

    QLineEdit& expression() { return *m_expression; }
    QComboBox& subsets() { return *m_subsets; }
    HistogramGrid& histograms() { return *m_histograms; }
    QString words() const;        ///< on the selection, or the problem
    QString emptyMessage() const; ///< empty while there is something to show

Q_SIGNALS:
    void expressionGiven(const QString& text);
    void onlyRequested(); ///< the selected alone on the map
    void allRequested();
    void subsetChosen(const QString& name);
    void keepRequested(const QString& name); ///< the selected as a subset
    void removeRequested(const QString& name);

private:
    void createExpression();
    QWidget* createBar();
    QWidget* createSubsetBar();
    QToolButton* addButton(const QString& name, const QString& text, const QString& help);
    void askForName();
    void showWords();
    void enableButtons();
    QString currentSubset() const; ///< empty: none is chosen

    QLineEdit* m_expression = nullptr;
    QComboBox* m_subsets = nullptr;
    QToolButton *m_only = nullptr, *m_all = nullptr, *m_keep = nullptr, *m_remove = nullptr;
    QLabel* m_words;
    HistogramGrid* m_histograms;
    Placeholder* m_content;
    std::size_t m_stars = 0, m_of = 0;
    QString m_problem;
};

} // namespace syzygy
