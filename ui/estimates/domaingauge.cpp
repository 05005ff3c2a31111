#include "ui/estimates/domaingauge.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace syzygy {

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
    if (!m_score)
        return tr("Domain score: says nothing of such a spectrum");
    const auto verdict = *m_score < 0.5 ? tr("like the training spectra")
        : *m_score < 0.9                ? tr("unusual for the training spectra")
                                        : tr("unlike any training spectrum");
    return tr("Domain score %1: %2").arg(formatNumber(*m_score, 2), verdict);
}

void DomainGauge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto theme = plotTheme(palette());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(0, 0, width(), 18), Qt::AlignLeft | Qt::AlignVCenter, words());

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
