#pragma once

#include <QColor>
#include <QList>
#include <QPen>
#include <QPointF>

#include <vector>

class QChart;
class QValueAxis;

namespace syzygy {

using PointRuns = std::vector<QList<QPointF>>;

/// A line upon the axes of a chart that is left open between runs. Drawn by an item of its own: a series of
/// Qt Charts works out the outline of all that it draws, for clicks that nobody asks it about here, and takes
/// a third longer for a frame of 200,000 samples.
class BrokenLine {
public:
    BrokenLine(QChart& chart, const QValueAxis& x, const QValueAxis& y);
    void setPen(const QPen& pen); ///< Qt has a shorter way for those up to a pixel wide
    void replace(PointRuns runs);
    int runCount() const;          ///< runs drawn now
    QList<QPointF> points() const; ///< of all runs drawn now

private:
    class Item;
    Item* m_item; ///< the chart's
};

/// A band between two lines, open between runs like BrokenLine.
class BrokenBand {
public:
    BrokenBand(QChart& chart, const QValueAxis& x, const QValueAxis& y);
    void setColor(const QColor& color);
    /// Both have the same number of runs.
    void replace(PointRuns lower, PointRuns upper);

private:
    class Item;
    Item* m_item; ///< the chart's
};

} // namespace syzygy
