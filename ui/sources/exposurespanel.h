#pragma once

#include "ui/sources/exposures.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace syzygy {

class ExposureTableModel;
class Placeholder;

/// Do the exposures of a star tell the same labels? One column per exposure, mean, χ² in words.
class ExposuresPanel : public QWidget {
    Q_OBJECT

public:
    explicit ExposuresPanel(QWidget* parent = nullptr);

    void showComparison(ExposureComparison comparison, const QString& group);
    void showNothing(const QString& message);

    ExposureTableModel& model() { return *m_model; }
    QTableView& table() { return *m_table; }
    QString verdict() const;
    QString message() const; ///< empty while exposures are compared

Q_SIGNALS:
    void saveRequested(); ///< of the combined spectrum

private:
    ExposureTableModel* m_model;
    QTableView* m_table;
    QLabel* m_verdict;
    QPushButton* m_save;
    Placeholder* m_content;
};

} // namespace syzygy
