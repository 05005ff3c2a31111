#pragma once

#include "core/analysis/twins.h"
#include "ui/sources/source.h"

#include <QWidget>

namespace syzygy {

/// The abundance pattern: [X/Fe] with σ of the elements by atomic number, the twins' spread behind it, the
/// fit by physics beside it. Hollow where the spectrum says no more than the prior. Hovering tells the
/// numbers.
class PatternPlot : public QWidget {
    Q_OBJECT

public:
    explicit PatternPlot(QWidget* parent = nullptr);

    void show(std::shared_ptr<const Analysis> analysis, std::shared_ptr<const FitReport> fit,
              const TwinLabels& twins);
    QSize sizeHint() const override { return { 320, 220 }; }
    QString textAt(const QPointF& place) const; ///< of the tool tip; empty beside the elements
    QPointF placeOf(Label element) const;       ///< of its estimate, for tests

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF area() const;
    double columnOf(std::size_t element) const;
    double rowOf(double abundance) const;
    void chooseRange();
    void paintScale(QPainter& painter) const;
    void paintTwins(QPainter& painter) const;
    void paintEstimates(QPainter& painter) const;
    void paintFit(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;

    std::shared_ptr<const Analysis> m_analysis;
    std::shared_ptr<const FitReport> m_fit;
    TwinLabels m_twins;
    double m_low = -1, m_high = 1; ///< dex
};

} // namespace syzygy
