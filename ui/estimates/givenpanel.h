#pragma once

#include "core/analysis/given.h"
#include "ui/sources/source.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;
class QTableWidgetItem;

namespace syzygy {

/// Labels known from elsewhere, typed into a table: they enter the analysis as measurements, and what the
/// spectrum says alone stays beside them.
class GivenPanel : public QWidget {
    Q_OBJECT

public:
    explicit GivenPanel(QWidget* parent = nullptr);
    void showSource(const Source& source);
    QTableWidget& table() { return *m_table; }

Q_SIGNALS:
    /// All of them, whenever one has become complete (value and error) or was taken out.
    void given(const std::vector<GivenLabel>& labels);

private:
    enum Column { Name, Value, Error, Alone, ColumnCount };

    void createTable();
    void showRow(std::size_t label, const Source& source);
    void edited(QTableWidgetItem* item);
    std::vector<GivenLabel> typed() const; ///< the complete ones
    void complain();

    QTableWidget* m_table;
    QLabel* m_words;
    QPushButton* m_forget;
    std::vector<GivenLabel> m_given; ///< as the source has them
    SourceId m_source = 0;
};

} // namespace syzygy
