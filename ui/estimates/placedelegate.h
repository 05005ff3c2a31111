#pragma once

#include "ui/common/labeldistributions.h"

#include <QStyledItemDelegate>

namespace syzygy {

/// Paints where a value with its σ lies among the reference stars: their histogram, the ±1σ bar and the
/// value.
class PlaceDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setDistributions(const LabelDistributions& distributions) { m_distributions = distributions; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    LabelDistributions m_distributions {};
};

} // namespace syzygy
