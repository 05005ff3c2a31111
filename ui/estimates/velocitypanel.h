#pragma once

#include "core/processing/velocity.h"

#include <QWidget>

class QChartView;
class QDoubleSpinBox;
class QLabel;
class QLineSeries;
class QPushButton;
class QScatterSeries;
class QValueAxis;

namespace syzygy {

/// The radial velocity, its χ² curve with secondary minima, and a way to give another one.
class VelocityPanel : public QWidget {
    Q_OBJECT

public:
    explicit VelocityPanel(QWidget* parent = nullptr);
    void showVelocity(const Velocity& velocity);
    int minimaShown() const;
    bool hasCurve() const { return m_hasCurve; }
    int heightWithCurve() const; ///< that shows one well

Q_SIGNALS:
    void velocityGiven(double kilometresPerSecond);
    void measurementRequested();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* createControls();
    void createChart();
    void drawCurve(const Velocity& velocity);
    int heightWithoutCurve() const;
    void fitTheRoom();
    void applyTheme();

    QLabel* m_words;
    QDoubleSpinBox* m_value;
    QPushButton* m_measure;
    QChartView* m_view;
    QWidget* m_controls = nullptr;
    QValueAxis *m_x, *m_y;
    QLineSeries* m_curve;
    QScatterSeries *m_best, *m_minima;
    bool m_hasCurve = false;
    QString m_sentence, m_explanation;
};

} // namespace syzygy
