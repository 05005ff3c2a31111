#include "ui/selection/histogramgrid.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace syzygy {

namespace {

constexpr int leastWidth = 132, gap = 10, margin = 6, barsHeight = 46; // pixels

/// The outline of the bins, from the left end of the base line to the right one.
QPainterPath outlineOf(const SelectedNumber::Shares& shares, float fullest, const QRectF& area)
{
    QPainterPath path(area.bottomLeft());
    const double width = area.width() / static_cast<double>(shares.size());
    for (std::size_t bin = 0; bin < shares.size(); ++bin) {
        const double y = area.bottom() - area.height() * static_cast<double>(shares[bin] / fullest);
        path.lineTo(area.left() + width * static_cast<double>(bin), y);
        path.lineTo(area.left() + width * static_cast<double>(bin + 1), y);
    }
    path.lineTo(area.bottomRight());
    return path;
}

} // namespace

HistogramGrid::HistogramGrid(QWidget* parent)
    : QWidget(parent)
{
    auto policy = sizePolicy();
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Histograms of the selected stars"));
}

void HistogramGrid::setSummary(SelectionSummary summary)
{
    m_summary = std::move(summary);
    QStringList lines;
    for (std::size_t number = 0; number < m_summary.numbers.size(); ++number)
        lines << describe(number);
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

int HistogramGrid::columnsIn(int width) const
{
    return std::max(1, (width - margin + gap) / (leastWidth + gap));
}

int HistogramGrid::cellHeight() const
{
    return barsHeight + 2 * fontMetrics().height() + 4;
}

int HistogramGrid::heightForWidth(int width) const
{
    const int columns = columnsIn(width), count = static_cast<int>(m_summary.numbers.size());
    return margin + (count + columns - 1) / columns * (cellHeight() + gap);
}

QSize HistogramGrid::sizeHint() const
{
    const int width = 3 * (leastWidth + gap);
    return { width, heightForWidth(width) };
}

QRect HistogramGrid::cellOf(std::size_t number) const
{
    const int columns = columnsIn(width()), i = static_cast<int>(number);
    const int step = (width() - margin + gap) / columns;
    return { i % columns * step, margin + i / columns * (cellHeight() + gap), step - gap, cellHeight() };
}

QString HistogramGrid::describe(std::size_t number) const
{
    const auto& shown = m_summary.numbers[number];
    return tr("%1: median %2, scatter %3 (1.48 times the median deviation), of %4 selected stars that have "
              "it; "
              "of all stars %5, %6")
        .arg(shown.title, formatNumber(shown.median, shown.decimals),
             shown.known > 0 ? formatNumber(shown.scatter, shown.decimals) : formatNumber(shown.median, 0))
        .arg(shown.known)
        .arg(formatNumber(shown.allMedian, shown.decimals), formatNumber(shown.allScatter, shown.decimals));
}

void HistogramGrid::drawCell(QPainter& painter, const SelectedNumber& number, const QRect& cell,
                             const PlotTheme& theme) const
{
    const int line = fontMetrics().height();
    const QRect title(cell.left(), cell.top(), cell.width(), line);
    const QRectF area(cell.left(), cell.top() + line + 2, cell.width(), barsHeight);
    const QRect scale(cell.left(), static_cast<int>(area.bottom()) + 2, cell.width(), line);
    const auto told
        = number.known == 0 ? tr("not known") : formatSigma(number.median, number.scatter, number.decimals);
    const int toldWidth = fontMetrics().horizontalAdvance(told);
    painter.setPen(theme.text);
    painter.drawText(title, Qt::AlignRight | Qt::AlignVCenter, told);
    auto bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.drawText(
        title, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(bold).elidedText(number.title, Qt::ElideRight, cell.width() - toldWidth - 6));
    painter.setFont(font());

    const float fullest
        = std::max({ std::ranges::max(number.all), std::ranges::max(number.selected), 1e-6F });
    auto grey = theme.faintText;
    grey.setAlpha(110);
    painter.fillPath(outlineOf(number.all, fullest, area), grey);
    auto fill = theme.openStar;
    fill.setAlpha(70);
    const auto outline = outlineOf(number.selected, fullest, area);
    painter.fillPath(outline, fill);
    painter.setPen(QPen(theme.openStar, 1.2));
    painter.drawPath(outline);
    painter.setPen(theme.grid);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(theme.faintText);
    painter.drawText(scale, Qt::AlignLeft | Qt::AlignVCenter, formatNumber(number.low, number.decimals));
    painter.drawText(scale, Qt::AlignRight | Qt::AlignVCenter, formatNumber(number.high, number.decimals));
}

void HistogramGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto theme = plotTheme(palette());
    for (std::size_t number = 0; number < m_summary.numbers.size(); ++number)
        drawCell(painter, m_summary.numbers[number], cellOf(number), theme);
}

bool HistogramGrid::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t number = 0; number < m_summary.numbers.size(); ++number)
        if (cellOf(number).contains(help->pos())) {
            QToolTip::showText(help->globalPos(), describe(number), this);
            return true;
        }
    QToolTip::hideText();
    return true;
}

} // namespace syzygy
