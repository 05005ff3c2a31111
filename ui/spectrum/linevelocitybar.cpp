#include "ui/spectrum/linevelocitybar.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace syzygy {

namespace {

constexpr int reach = 1000;     // km/s, of the slider
constexpr int stepsPerUnit = 2; // of the slider, per km/s

} // namespace

LineVelocityBar::LineVelocityBar(QWidget* parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_box(new QDoubleSpinBox)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("Lines at")));
    m_slider->setRange(-reach * stepsPerUnit, reach * stepsPerUnit);
    m_slider->setPageStep(20 * stepsPerUnit);
    m_slider->setAccessibleName(tr("Velocity of the line list"));
    m_box->setRange(-3000, 3000);
    m_box->setDecimals(1);
    m_box->setSuffix(tr(" km/s"));
    m_box->setAccessibleName(tr("Velocity of the line list"));
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_box);
    auto* back = new QPushButton(tr("As measured"));
    auto* take = new QPushButton(tr("Take it"));
    take->setToolTip(tr("Analyses the spectrum again with this velocity"));
    layout->addWidget(back);
    layout->addWidget(take);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { m_box->setValue(static_cast<double>(value) / stepsPerUnit); });
    connect(m_box, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(static_cast<int>(std::lround(value * stepsPerUnit)));
        Q_EMIT velocityChanged(value);
    });
    connect(back, &QPushButton::clicked, this, [this] { m_box->setValue(m_star); });
    connect(take, &QPushButton::clicked, this, [this] { Q_EMIT velocityTaken(velocity()); });
}

void LineVelocityBar::setStar(double velocity)
{
    m_star = velocity;
    const QSignalBlocker box(m_box), slider(m_slider);
    m_box->setValue(velocity);
    m_slider->setValue(static_cast<int>(std::lround(velocity * stepsPerUnit)));
}

double LineVelocityBar::velocity() const
{
    return m_box->value();
}

} // namespace syzygy
