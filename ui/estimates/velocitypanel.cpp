#include "ui/estimates/velocitypanel.h"

#include "ui/common/axisticks.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QChart>
#include <QChartView>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineSeries>
#include <QPushButton>
#include <QScatterSeries>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>

namespace syzygy {

namespace {

QString sentence(const Velocity& velocity)
{
    auto number = formatVelocity(velocity);
    if (velocity.zeroPointError > 0)
        number += QStringLiteral(" ± ") + formatNumber(velocity.zeroPointError, 0);
    auto value = VelocityPanel::tr("v = %1 km/s").arg(number);
    switch (velocity.source) {
    case Velocity::Source::Measured:
        if (!velocity.secondaryMinima.empty())
            value += VelocityPanel::tr("; next %1, Δχ² %2")
                         .arg(formatNumber(velocity.secondaryMinima.front().velocity, 0),
                              formatNumber(velocity.secondaryMinima.front().deltaChiSquare, 0));
        return value;
    case Velocity::Source::Given:
        return value;
    case Velocity::Source::AlreadyAtRest:
        return VelocityPanel::tr("The file's wavelengths are at rest.");
    case Velocity::Source::NotFound:
        break;
    }
    return VelocityPanel::tr("No velocity found; give one below.");
}

/// The curve at a velocity, above its lowest point. (The stated Δχ² of a minimum may be scaled by the
/// residuals.)
double curveAt(const Velocity& velocity, double trial)
{
    const auto& trials = velocity.trialVelocities;
    const auto above = std::ranges::lower_bound(trials, trial);
    const auto index = std::min(static_cast<std::size_t>(above - trials.begin()), trials.size() - 1);
    return velocity.chiSquare[index] - std::ranges::min(velocity.chiSquare);
}

/// Largest Δχ² worth showing: enough for the secondary minima, not the whole of a steep curve.
double ceilingOf(const Velocity& velocity)
{
    const double largest = std::ranges::max(velocity.chiSquare) - std::ranges::min(velocity.chiSquare);
    double wanted = 0.25 * largest;
    for (const auto& minimum : velocity.secondaryMinima)
        wanted = std::max(wanted, 1.3 * curveAt(velocity, minimum.velocity));
    return std::max(1.0, std::min(1.05 * largest, wanted));
}

} // namespace

VelocityPanel::VelocityPanel(QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel)
    , m_value(new QDoubleSpinBox)
    , m_measure(new QPushButton(tr("Measure")))
    , m_view(new QChartView)
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
    , m_curve(new QLineSeries)
    , m_best(new QScatterSeries)
    , m_minima(new QScatterSeries)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_words);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_controls = createControls());
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    createChart();
    applyTheme();
    showVelocity({});
}

QWidget* VelocityPanel::createControls()
{
    auto* controls = new QWidget;
    auto* layout = new QHBoxLayout(controls);
    layout->setContentsMargins(0, 0, 0, 0);
    m_value->setRange(-3000, 3000);
    m_value->setDecimals(1);
    m_value->setSuffix(tr(" km/s"));
    m_value->setToolTip(tr("Analyse at this velocity instead of measuring it"));
    auto* use = new QPushButton(tr("Use"));
    use->setObjectName(QStringLiteral("useVelocity"));
    layout->addWidget(m_value, 1);
    layout->addWidget(use);
    layout->addWidget(m_measure);
    connect(use, &QPushButton::clicked, this, [this] { Q_EMIT velocityGiven(m_value->value()); });
    connect(m_measure, &QPushButton::clicked, this, &VelocityPanel::measurementRequested);
    return controls;
}

void VelocityPanel::createChart()
{
    auto& chart = *m_view->chart();
    chart.addAxis(m_x, Qt::AlignBottom);
    chart.addAxis(m_y, Qt::AlignLeft);
    for (QXYSeries* series : { static_cast<QXYSeries*>(m_curve), static_cast<QXYSeries*>(m_minima),
                               static_cast<QXYSeries*>(m_best) }) {
        chart.addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
    }
    m_best->setMarkerSize(9);
    m_minima->setMarkerSize(7);
    m_minima->setMarkerShape(QScatterSeries::MarkerShapeTriangle);
    chart.legend()->hide();
    chart.setMargins(QMargins(0, 2, 8, 0));
    chart.setBackgroundRoundness(0);
    chart.layout()->setContentsMargins(0, 0, 0, 0);
    m_x->setTitleText(tr("velocity [km/s]"));
    m_y->setTitleText(tr("Δχ²"));
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // what room the labels leave
}

void VelocityPanel::showVelocity(const Velocity& velocity)
{
    m_explanation = m_sentence = sentence(velocity);
    if (velocity.zeroPointError > 0)
        m_explanation += tr("\n± as measured, ± how far the star's place in the slit may shift it");
    const QSignalBlocker blocker(m_value);
    m_value->setValue(velocity.source == Velocity::Source::NotFound
                          ? 0
                          : velocity.value); // the best of a curve without a minimum is none
    drawCurve(velocity);
}

void VelocityPanel::drawCurve(const Velocity& velocity)
{
    m_hasCurve
        = velocity.trialVelocities.size() > 1 && velocity.trialVelocities.size() == velocity.chiSquare.size();
    fitTheRoom();
    QList<QPointF> curve, minima;
    if (m_hasCurve) {
        const double best = std::ranges::min(velocity.chiSquare);
        for (std::size_t i = 0; i < velocity.chiSquare.size(); ++i)
            curve << QPointF(velocity.trialVelocities[i], velocity.chiSquare[i] - best);
        for (const auto& minimum : velocity.secondaryMinima)
            minima << QPointF(minimum.velocity, curveAt(velocity, minimum.velocity));
        const double top = ceilingOf(velocity);
        setAxisRange(*m_x, velocity.trialVelocities.front(), velocity.trialVelocities.back(), 4);
        setAxisRange(*m_y, -0.08 * top, top, 3);
    }
    m_curve->replace(curve);
    m_minima->replace(minima);
    m_best->replace(m_hasCurve && velocity.source != Velocity::Source::NotFound
                        ? QList<QPointF> { { velocity.value, 0 } }
                        : QList<QPointF>());
}

int VelocityPanel::heightWithoutCurve() const
{
    return m_words->sizeHint().height() + m_controls->sizeHint().height() + 2 * layout()->spacing();
}

int VelocityPanel::heightWithCurve() const
{
    constexpr int usual = 132;
    return heightWithoutCurve() + usual;
}

/// In a low window the labels need the room more.
void VelocityPanel::fitTheRoom()
{
    constexpr int least = 110; // axes and their title leave a curve that can be read
    m_words->setText(m_words->fontMetrics().elidedText(m_sentence, Qt::ElideRight, width()));
    const bool hasRoom = height() - heightWithoutCurve() >= least;
    m_view->setVisible(m_hasCurve && hasRoom);
    m_words->setToolTip(m_hasCurve && !hasRoom
                            ? m_explanation + tr("\nDrag the border above this up to see Δχ² over velocity.")
                            : m_explanation);
}

int VelocityPanel::minimaShown() const
{
    return static_cast<int>(m_minima->count());
}

void VelocityPanel::applyTheme()
{
    const auto theme = plotTheme(palette());
    styleChart(*m_view->chart(), theme);
    m_view->setBackgroundBrush(theme.background);
    m_curve->setPen(QPen(theme.flux, 1.3));
    m_best->setColor(theme.fit);
    m_minima->setColor(theme.reference);
    m_best->setBorderColor(Qt::transparent);
    m_minima->setBorderColor(Qt::transparent);
}

void VelocityPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTheRoom();
}

void VelocityPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

} // namespace syzygy
