#include "ui/spectrum/fluxplot.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/spectrum/overlay.h"

#include <QChart>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr std::array markShapes {
    QScatterSeries::MarkerShapeCircle,   QScatterSeries::MarkerShapeRotatedRectangle,
    QScatterSeries::MarkerShapeTriangle, QScatterSeries::MarkerShapeRectangle,
    QScatterSeries::MarkerShapeStar,     QScatterSeries::MarkerShapeCircle,
    QScatterSeries::MarkerShapeRectangle
};

QScatterSeries* addMarks(QChart& chart, QValueAxis& x, QValueAxis& y, QScatterSeries::MarkerShape shape)
{
    auto* series = new QScatterSeries;
    series->setMarkerShape(shape);
    series->setMarkerSize(7);
    series->setBorderColor(Qt::transparent);
    chart.addSeries(series);
    series->attachAxis(&x);
    series->attachAxis(&y);
    return series;
}

} // namespace

FluxPlot::FluxPlot(QWidget* parent)
    : WavelengthView(parent)
    , m_shade(*chart(), xAxis(), yAxis())
    , m_band(*chart(), xAxis(), yAxis())
    , m_flux(*chart(), xAxis(), yAxis())
    , m_overlay(*chart(), xAxis(), yAxis())
    , m_lines(new LineMarks(chart()))
{
    for (std::size_t reason = 1; reason < maskReasonCount; ++reason)
        m_marks[reason] = addMarks(*chart(), xAxis(), yAxis(), markShapes[reason]);
    setTitled(false);
    applyColors();
}

void FluxPlot::setContent(FluxPlotContent content)
{
    if (content.title != m_content.title) // other units: the range chosen in the former means nothing
        setVertical(std::nullopt);
    m_content = std::move(content);
    rescale();
    redraw();
}

void FluxPlot::setLinesShown(bool shown)
{
    m_lines->setVisible(shown);
}

void FluxPlot::setLineShift(double shift)
{
    m_content.lineShift = shift;
    m_lines->setPlace(plotArea(), range(), shift);
}

void FluxPlot::setMarksShown(bool shown)
{
    m_marksShown = shown;
    redraw();
}

void FluxPlot::setBandShown(bool shown)
{
    m_bandShown = shown;
    redraw();
}

int FluxPlot::markCount(MaskReason reason) const
{
    const auto* series = m_marks[static_cast<std::size_t>(reason)];
    return series ? static_cast<int>(series->count()) : 0;
}

void FluxPlot::applyColors()
{
    const auto theme = plotTheme(palette());
    auto shade = maskColor(MaskReason::Masked, theme);
    shade.setAlpha(60);
    m_shade.setColor(shade);
    m_band.setColor(theme.band);
    m_flux.setPen(QPen(theme.flux, 1));
    m_overlay.setPen(QPen(m_content.overlayIsReference ? theme.reference : theme.fit, 1));
    m_lines->setColors(theme.text, theme.faintText);
    for (std::size_t reason = 1; reason < maskReasonCount; ++reason)
        m_marks[reason]->setColor(maskColor(static_cast<MaskReason>(reason), theme));
}

void FluxPlot::rescale()
{
    const auto& wavelength = m_content.flux.wavelength;
    m_scale = 1;
    if (wavelength.empty())
        return;
    const auto [low, high] = robustRange(m_content.flux, wavelength.front(), wavelength.back());
    const double largest = std::max(std::abs(low), std::abs(high));
    const int exponent = largest > 0 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
    if (std::abs(exponent) > 2)
        m_scale = std::pow(10.0, exponent);
    const auto power = m_scale == 1 ? QString() : QStringLiteral(" [%1]").arg(powerOfTen(exponent));
    setVerticalTitle(m_content.title + power);
}

PointRuns FluxPlot::linesOf(const Trace& trace, double errors) const
{
    auto lines = thinnedRuns(trace, range()[0], range()[1], columns(), errors);
    for (auto& line : lines)
        for (auto& point : line)
            point.ry() /= m_scale;
    return lines;
}

void FluxPlot::drawBand(BrokenBand& band, const Trace& trace) const
{
    const auto edge = [&](double errors) {
        return edgeOf(linesOf(trace, errors), errors > 0, range()[0], range()[1], columns());
    };
    band.replace(edge(-1), edge(1));
}

void FluxPlot::drawTraces()
{
    m_flux.replace(linesOf(m_content.flux, 0));
    m_overlay.replace(linesOf(m_content.overlay, 0));
    if (m_bandShown && !m_content.flux.error.empty())
        drawBand(m_band, m_content.flux);
    else
        m_band.replace({}, {});
}

std::array<double, 2> FluxPlot::wantedVertical() const
{
    auto [bottom, top] = robustRange(m_content.flux, range()[0], range()[1]);
    for (const auto& more : m_content.more) {
        if (more.trace.runs.empty() || more.trace.wavelength.back() < range()[0]
            || more.trace.wavelength.front() > range()[1])
            continue;
        const auto [low, high] = robustRange(more.trace, range()[0], range()[1]);
        bottom = std::min(bottom, low);
        top = std::max(top, high);
    }
    return { bottom / m_scale, top / m_scale };
}

void FluxPlot::drawMore()
{
    while (m_more.size() < m_content.more.size())
        m_more.push_back(std::make_unique<MoreLine>(
            MoreLine { BrokenBand(*chart(), xAxis(), yAxis()), BrokenLine(*chart(), xAxis(), yAxis()) }));
    const auto theme = plotTheme(palette());
    for (std::size_t i = 0; i < m_more.size(); ++i) {
        if (i >= m_content.more.size()) {
            m_more[i]->line.replace({});
            m_more[i]->band.replace({}, {});
            continue;
        }
        const auto& [trace, index, hasBand] = m_content.more[i];
        auto color = overlayColor(index, theme);
        m_more[i]->line.setPen(QPen(color, 1));
        m_more[i]->line.replace(linesOf(trace, 0));
        color.setAlpha(70);
        m_more[i]->band.setColor(color);
        if (hasBand && m_bandShown)
            drawBand(m_more[i]->band, trace);
        else
            m_more[i]->band.replace({}, {});
    }
}

void FluxPlot::drawShade()
{
    const auto [bottom, top] = shownVertical();
    PointRuns lower, upper;
    for (const auto& [from, to] : m_content.shaded) {
        const double left = std::max(from, range()[0]), right = std::min(to, range()[1]);
        if (left >= right)
            continue;
        lower.push_back({ { left, bottom }, { right, bottom } });
        upper.push_back({ { left, top }, { right, top } });
    }
    m_shade.replace(lower, upper);
}

void FluxPlot::drawMarks(double bottom, double top)
{
    const double pad = 0.02 * (top - bottom);
    const double column = (range()[1] - range()[0]) / columns();
    std::array<QList<QPointF>, maskReasonCount> points;
    for (const auto& mark : m_content.marks) {
        auto& list = points[static_cast<std::size_t>(mark.reason)];
        const bool visible = mark.wavelength >= range()[0] && mark.wavelength <= range()[1];
        if (!m_marksShown || !visible || (!list.isEmpty() && mark.wavelength - list.back().x() < 2 * column))
            continue;
        const double value = std::isfinite(mark.value) ? mark.value / m_scale : bottom;
        list << QPointF(mark.wavelength, std::clamp(value, bottom + pad, top - pad));
    }
    for (std::size_t reason = 1; reason < maskReasonCount; ++reason)
        m_marks[reason]->replace(points[reason]);
}

void FluxPlot::redraw()
{
    applyColors();
    const auto [bottom, top] = wantedVertical();
    setVerticalRange(bottom, top);
    drawShade();
    drawTraces();
    drawMore();
    drawMarks(shownVertical()[0], shownVertical()[1]);
    m_lines->setPlace(plotArea(), range(), m_content.lineShift);
}

} // namespace syzygy
