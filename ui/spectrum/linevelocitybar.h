#pragma once

#include <QWidget>

class QDoubleSpinBox;
class QSlider;

namespace syzygy {

/// At which velocity the line list is drawn: a slider over it, and a button that takes it for the star's.
class LineVelocityBar : public QWidget {
    Q_OBJECT

public:
    explicit LineVelocityBar(QWidget* parent = nullptr);

    void setStar(double velocity); ///< km/s of the star as analysed: the lines go there
    double velocity() const;       ///< km/s, of the lines

Q_SIGNALS:
    void velocityChanged(double velocity); ///< by the user
    void velocityTaken(double velocity);   ///< to be the star's

private:
    QSlider* m_slider;
    QDoubleSpinBox* m_box;
    double m_star = 0;
};

} // namespace syzygy
