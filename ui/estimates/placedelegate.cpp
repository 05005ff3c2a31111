#include "ui/estimates/placedelegate.h"

#include "ui/common/theme.h"
#include "ui/estimates/estimatetablemodel.h"

#include <QPainter>

#include <algorithm>

namespace syzygy {

namespace {

void paintHistogram(QPainter& painter, const QRectF& area, const LabelDistribution& distribution,
                    const QColor& color)
{
    const double width = area.width() / LabelDistribution::bins;
    for (std::size_t bin = 0; bin < LabelDistribution::bins; ++bin) {
        const double height = area.height() * static_cast<double>(distribution.density[bin]);
        painter.fillRect(
            QRectF(area.left() + width * static_cast<double>(bin), area.bottom() - height, width, height),
            color);
    }
}

} // namespace

void PlaceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto theme = plotTheme(option.palette);
    const auto& distribution = m_distributions[static_cast<std::size_t>(index.row())];
    const auto area = QRectF(option.rect).adjusted(4, 3, -4, -3);
    const bool constrained = index.data(EstimateTableModel::ConstrainedRole).toBool();
    const auto xOf = [&](double value) {
        const double share = (value - distribution.low) / (distribution.high - distribution.low);
        return area.left() + std::clamp(share, 0.0, 1.0) * area.width();
    };
    const double value = index.data(EstimateTableModel::ValueRole).toDouble();
    const double sigma = index.data(EstimateTableModel::SigmaRole).toDouble();
    const auto color = constrained ? theme.fit : theme.faintText;

    painter->save();
    auto bars = theme.faintText;
    bars.setAlpha(constrained ? 120 : 70);
    paintHistogram(*painter, area, distribution, bars);
    auto band = color;
    band.setAlpha(90);
    painter->fillRect(
        QRectF(QPointF(xOf(value - sigma), area.top()), QPointF(xOf(value + sigma), area.bottom())), band);
    painter->setPen(QPen(color, 2));
    painter->drawLine(QPointF(xOf(value), area.top()), QPointF(xOf(value), area.bottom()));
    painter->restore();
}

} // namespace syzygy
