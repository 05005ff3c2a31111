#pragma once

#include "ui/selection/selectionsummary.h"

#include <QWidget>

class QPainter;

namespace syzygy {

struct PlotTheme;

/// A small histogram for each number of the selected stars (coloured) before that of all stars (grey), as
/// many in a row as there is room for. A tool tip tells medians and scatters.
class HistogramGrid : public QWidget {
    Q_OBJECT

public:
    explicit HistogramGrid(QWidget* parent = nullptr);

    void setSummary(SelectionSummary summary);
    const SelectionSummary& summary() const { return m_summary; }

    QRect cellOf(std::size_t number) const;
    QString describe(std::size_t number) const; ///< as its tool tip says it

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int columnsIn(int width) const;
    int cellHeight() const;
    void drawCell(QPainter& painter, const SelectedNumber& number, const QRect& cell,
                  const PlotTheme& theme) const;

    SelectionSummary m_summary;
};

} // namespace syzygy
