#include "ui/estimates/patternplot.h"

#include "ui/common/axisticks.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

struct Element {
    Label label;
    int atomicNumber;
    const char* symbol;
};

constexpr std::array elements {
    Element { Label::C, 6, "C" },    Element { Label::N, 7, "N" },    Element { Label::O, 8, "O" },
    Element { Label::Na, 11, "Na" }, Element { Label::Mg, 12, "Mg" }, Element { Label::Al, 13, "Al" },
    Element { Label::Si, 14, "Si" }, Element { Label::S, 16, "S" },   Element { Label::K, 19, "K" },
    Element { Label::Ca, 20, "Ca" }, Element { Label::Ti, 22, "Ti" }, Element { Label::V, 23, "V" },
    Element { Label::Cr, 24, "Cr" }, Element { Label::Mn, 25, "Mn" }, Element { Label::Co, 27, "Co" },
    Element { Label::Ni, 28, "Ni" }, Element { Label::Ce, 58, "Ce" }
};
constexpr double besideFit = 4;                     // pixels between an estimate and the fit
constexpr double leastReach = 0.6, mostReach = 2.5; // dex

const Estimate& estimateOf(const Analysis& analysis, std::size_t element)
{
    return analysis.estimates[indexOf(elements[element].label)];
}

} // namespace

PatternPlot::PatternPlot(QWidget* parent)
    : QWidget(parent)
{
    setMinimumSize(200, 120);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("Abundance pattern"));
}

void PatternPlot::show(std::shared_ptr<const Analysis> analysis, std::shared_ptr<const FitReport> fit,
                       const TwinLabels& twins)
{
    m_analysis = analysis && analysis->encoded ? std::move(analysis) : nullptr;
    m_fit = std::move(fit);
    m_twins = twins;
    chooseRange();
    update();
}

/// Symmetric about the solar ratio, no wider than the values themselves ask for.
void PatternPlot::chooseRange()
{
    double reach = leastReach;
    for (std::size_t i = 0; m_analysis && i < elements.size(); ++i) {
        const auto& estimate = estimateOf(*m_analysis, i);
        reach = std::max(reach, std::abs(estimate.value) + (estimate.constrained ? estimate.sigma : 0));
        if (m_fit)
            reach = std::max(reach, std::abs(m_fit->fit.star[elements[i].label]));
    }
    reach = std::min(1.08 * reach, mostReach);
    m_low = -reach;
    m_high = reach;
}

QRectF PatternPlot::area() const
{
    const int line = fontMetrics().height();
    return QRectF(rect()).adjusted(44, line + 8, -8, -(2 * line + 6));
}

double PatternPlot::columnOf(std::size_t element) const
{
    return area().left() + (static_cast<double>(element) + 0.5) / elements.size() * area().width();
}

double PatternPlot::rowOf(double abundance) const
{
    return area().bottom()
        - (std::clamp(abundance, m_low, m_high) - m_low) / (m_high - m_low) * area().height();
}

QPointF PatternPlot::placeOf(Label element) const
{
    const auto found
        = static_cast<std::size_t>(std::ranges::find(elements, element, &Element::label) - elements.begin());
    return { columnOf(found),
             m_analysis ? rowOf(m_analysis->estimates[indexOf(element)].value) : area().center().y() };
}

void PatternPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintScale(painter);
    if (!m_analysis)
        return;
    paintTwins(painter);
    paintEstimates(painter);
    paintFit(painter);
    paintLegend(painter);
}

void PatternPlot::paintScale(QPainter& painter) const
{
    const auto theme = plotTheme(palette());
    const auto plot = area();
    const double line = fontMetrics().height();
    const double step = roundStep(m_high - m_low, std::max(2, static_cast<int>(plot.height() / 36)));
    for (double value = std::ceil(m_low / step) * step; value <= m_high; value += step) {
        painter.setPen(QPen(theme.grid, 1, std::abs(value) < step / 2 ? Qt::SolidLine : Qt::DotLine));
        painter.drawLine(QPointF(plot.left(), rowOf(value)), QPointF(plot.right(), rowOf(value)));
        painter.setPen(theme.text);
        painter.drawText(QRectF(0, rowOf(value) - line / 2, plot.left() - 5, line),
                         Qt::AlignRight | Qt::AlignVCenter,
                         formatNumber(std::abs(value) < step / 2 ? 0 : value, step < 0.1 ? 2 : 1));
    }
    painter.setPen(QPen(theme.faintText, 1));
    painter.drawLine(QPointF(plot.left(), rowOf(0)), QPointF(plot.right(), rowOf(0)));
    painter.drawText(QRectF(2, 2, plot.left() + 20, line), Qt::AlignLeft, tr("[X/Fe]"));
    const double width = plot.width() / elements.size();
    const bool hasRoom = width > painter.fontMetrics().horizontalAdvance(QStringLiteral("Mn"));
    for (std::size_t i = 0; i < elements.size(); ++i) {
        painter.setPen(theme.text); // every other one lower where they are crowded
        const double drop = hasRoom ? 0 : static_cast<double>(i % 2) * line;
        painter.drawText(QRectF(columnOf(i) - 20, plot.bottom() + 3 + drop, 40, line), Qt::AlignCenter,
                         QString::fromLatin1(elements[i].symbol));
        if (!hasRoom || width < painter.fontMetrics().horizontalAdvance(QStringLiteral("28")) + 4)
            continue;
        painter.setPen(theme.faintText);
        painter.drawText(QRectF(columnOf(i) - 20, plot.bottom() + 3 + line, 40, line), Qt::AlignCenter,
                         QString::number(elements[i].atomicNumber));
    }
}

void PatternPlot::paintTwins(QPainter& painter) const
{
    auto color = plotTheme(palette()).reference;
    color.setAlpha(70);
    const double half = 0.38 * area().width() / elements.size();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto& twins = m_twins[indexOf(elements[i].label)];
        if (!twins)
            continue;
        const double top = rowOf(twins->value + twins->scatter),
                     bottom = rowOf(twins->value - twins->scatter);
        painter.fillRect(QRectF(columnOf(i) - half, top, 2 * half, std::max(1.0, bottom - top)), color);
    }
}

void PatternPlot::paintEstimates(QPainter& painter) const
{
    const auto theme = plotTheme(palette());
    const double shift = m_fit ? -besideFit : 0;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto& estimate = estimateOf(*m_analysis, i);
        const auto color = estimate.constrained && !isRefused(*m_analysis) ? theme.text : theme.faintText;
        const double x = columnOf(i) + shift;
        painter.setPen(QPen(color, 1.4));
        painter.drawLine(QPointF(x, rowOf(estimate.value - estimate.sigma)),
                         QPointF(x, rowOf(estimate.value + estimate.sigma)));
        painter.setBrush(estimate.constrained ? color : theme.background);
        painter.drawEllipse(QPointF(x, rowOf(estimate.value)), 3.2, 3.2);
    }
}

void PatternPlot::paintFit(QPainter& painter) const
{
    if (!m_fit)
        return;
    const auto theme = plotTheme(palette());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto k = indexOf(elements[i].label);
        const double value = m_fit->fit.star.labels[k], sigma = m_fit->fit.sigma[k],
                     x = columnOf(i) + besideFit;
        painter.setPen(QPen(theme.fit, 1.4));
        painter.drawLine(QPointF(x, rowOf(value - sigma)), QPointF(x, rowOf(value + sigma)));
        painter.setBrush(theme.fit);
        const double y = rowOf(value);
        painter.drawPolygon(QPolygonF { { x, y - 4 }, { x + 4, y }, { x, y + 4 }, { x - 4, y } });
    }
}

void PatternPlot::paintLegend(QPainter& painter) const
{
    const auto theme = plotTheme(palette());
    const double line = fontMetrics().height();
    double right = width() - 8;
    const auto add = [&](const QString& words, const QColor& color) {
        const double needed = painter.fontMetrics().horizontalAdvance(words);
        painter.setPen(color);
        painter.drawText(QRectF(right - needed, 2, needed, line), Qt::AlignLeft, words);
        right -= needed + 12;
    };
    std::size_t twins = 0; // real ones may tell less of some elements
    for (const auto& element : elements)
        if (const auto& told = m_twins[indexOf(element.label)])
            twins = std::max(twins, told->stars);
    if (twins > 0)
        add(tr("▮ %1 twins").arg(twins), theme.reference);
    if (m_fit)
        add(tr("◆ fit"), theme.fit);
    add(tr("● spectrum  ○ prior"), theme.text);
}

QString PatternPlot::textAt(const QPointF& place) const
{
    if (!m_analysis || !rect().contains(place.toPoint()))
        return {};
    const double column = (place.x() - area().left()) / area().width() * elements.size();
    if (column < 0 || column >= elements.size())
        return {};
    const auto& element = elements[static_cast<std::size_t>(column)];
    const auto k = indexOf(element.label);
    const auto& estimate = m_analysis->estimates[k];
    auto text = QStringLiteral("%1 = %2").arg(toQString(labelInfos[k].symbol),
                                              formatBelief(element.label, estimate));
    text += tr("\nσ from noise %1, model %2, floor %3")
                .arg(formatNumber(estimate.sigmaNoise, 3), formatNumber(estimate.sigmaModel, 3),
                     formatNumber(estimate.sigmaFloor, 3));
    if (m_fit)
        text += tr("\nfit %1").arg(formatSigma(m_fit->fit.star.labels[k], m_fit->fit.sigma[k], 2));
    if (const auto& twins = m_twins[k])
        text += tr("\n%1 twins %2").arg(twins->stars).arg(formatSigma(twins->value, twins->scatter, 2));
    return text;
}

bool PatternPlot::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), textAt(help->pos()), this);
    return true;
}

} // namespace syzygy
