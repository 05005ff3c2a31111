#include "ui/estimates/domaingauge.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace syzygy {

namespace {

/// "0.14: like the training spectra"
QString scored(double score)
{
    const auto verdict = score < 0.5 ? DomainGauge::tr("like the training spectra")
        : score < 0.9                ? DomainGauge::tr("unusual for the training spectra")
                                     : DomainGauge::tr("unlike any training spectrum");
    return DomainGauge::tr("%1: %2").arg(formatNumber(score, 2), verdict);
}

} // namespace

DomainGauge::DomainGauge(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(34);
    setToolTip(
        tr("Domain score: 0 = like the mocks that the encoders were trained on, 1 = unlike any of them"));
}

void DomainGauge::setScore(std::optional<double> score)
{
    m_score = score;
    setAccessibleName(words());
    update();
}

QString DomainGauge::words() const
{
    return m_score ? tr("Domain score %1").arg(scored(*m_score))
                   : tr("Domain score: says nothing of such a spectrum");
}

/// In a narrow window the tool tip says of what.
QString DomainGauge::wordsThatFit() const
{
    if (fontMetrics().horizontalAdvance(words()) <= width())
        return words();
    return m_score ? scored(*m_score) : tr("Domain score: none");
}

void DomainGauge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto theme = plotTheme(palette());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(0, 0, width(), 18), Qt::AlignLeft | Qt::AlignVCenter, wordsThatFit());

    const QRectF bar(0.5, 20.5, width() - 1.0, 8);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    gradient.setColorAt(0, theme.grid);
    gradient.setColorAt(0.5, theme.grid);
    gradient.setColorAt(0.9, theme.warning);
    gradient.setColorAt(1, theme.refusal);
    painter.setPen(theme.faintText);
    painter.setBrush(gradient);
    painter.drawRect(bar);
    if (!m_score)
        return;
    const double x = bar.left() + std::clamp(*m_score, 0.0, 1.0) * bar.width();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.text);
    painter.setPen(QPen(theme.background, 1));
    painter.drawPolygon(QPolygonF { { x - 5, 33 }, { x + 5, 33 }, { x, 22 } });
}

} // namespace syzygy
