#include "ui/common/brokenline.h"

#include <QAreaSeries>
#include <QChart>
#include <QLineSeries>

namespace syzygy {

BrokenLine::BrokenLine(QChart& chart, QAbstractAxis& x, QAbstractAxis& y)
    : m_chart(chart)
    , m_x(x)
    , m_y(y)
{
}

void BrokenLine::setPen(const QPen& pen)
{
    m_pen = pen;
    for (auto* line : m_series)
        line->setPen(pen);
}

void BrokenLine::replace(const PointRuns& runs)
{
    for (std::size_t i = 0; i < runs.size(); ++i) {
        series(i).replace(runs[i]);
        series(i).setVisible(true);
    }
    for (std::size_t i = runs.size(); i < m_series.size(); ++i)
        m_series[i]->setVisible(false);
    m_used = static_cast<int>(runs.size());
}

QList<QPointF> BrokenLine::points() const
{
    QList<QPointF> all;
    for (int i = 0; i < m_used; ++i)
        all += m_series[static_cast<std::size_t>(i)]->points();
    return all;
}

QLineSeries& BrokenLine::series(std::size_t index)
{
    while (m_series.size() <= index) {
        auto* line = new QLineSeries;
        m_chart.addSeries(line);
        line->attachAxis(&m_x);
        line->attachAxis(&m_y);
        line->setPen(m_pen);
        m_series.push_back(line);
    }
    return *m_series[index];
}

BrokenBand::BrokenBand(QChart& chart, QAbstractAxis& x, QAbstractAxis& y)
    : m_chart(chart)
    , m_x(x)
    , m_y(y)
{
}

void BrokenBand::setColor(const QColor& color)
{
    m_color = color;
    for (auto* band : m_series)
        band->setColor(color);
}

void BrokenBand::replace(const PointRuns& lower, const PointRuns& upper)
{
    for (std::size_t i = 0; i < lower.size(); ++i) {
        series(i).lowerSeries()->replace(lower[i]);
        series(i).upperSeries()->replace(upper[i]);
        series(i).setVisible(true);
    }
    for (std::size_t i = lower.size(); i < m_series.size(); ++i)
        m_series[i]->setVisible(false);
}

QAreaSeries& BrokenBand::series(std::size_t index)
{
    while (m_series.size() <= index) {
        auto* band = new QAreaSeries;
        band->setUpperSeries(new QLineSeries(band));
        band->setLowerSeries(new QLineSeries(band));
        m_chart.addSeries(band);
        band->attachAxis(&m_x);
        band->attachAxis(&m_y);
        band->setPen(Qt::NoPen);
        band->setColor(m_color);
        m_series.push_back(band);
    }
    return *m_series[index];
}

} // namespace syzygy
