#pragma once

#include <QList>
#include <QPen>
#include <QPointF>

#include <vector>

class QAbstractAxis;
class QAreaSeries;
class QChart;
class QLineSeries;

namespace syzygy {

using PointRuns = std::vector<QList<QPointF>>;

/// A line of a chart that is left open between runs: one series per run, kept and filled anew.
class BrokenLine {
public:
    BrokenLine(QChart& chart, QAbstractAxis& x, QAbstractAxis& y);
    void setPen(const QPen& pen);
    void replace(const PointRuns& runs);
    int runCount() const { return m_used; } ///< runs drawn now
    QList<QPointF> points() const;          ///< of all runs drawn now

private:
    QLineSeries& series(std::size_t index);

    QChart& m_chart;
    QAbstractAxis& m_x;
    QAbstractAxis& m_y;
    QPen m_pen;
    std::vector<QLineSeries*> m_series;
    int m_used = 0;
};

/// A band of a chart between two lines, open between runs like BrokenLine.
class BrokenBand {
public:
    BrokenBand(QChart& chart, QAbstractAxis& x, QAbstractAxis& y);
    void setColor(const QColor& color);
    /// Both have the same number of runs.
    void replace(const PointRuns& lower, const PointRuns& upper);

private:
    QAreaSeries& series(std::size_t index);

    QChart& m_chart;
    QAbstractAxis& m_x;
    QAbstractAxis& m_y;
    QColor m_color;
    std::vector<QAreaSeries*> m_series;
};

} // namespace syzygy
