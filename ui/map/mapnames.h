#pragma once

#include <QColor>
#include <QGraphicsItem>

#include <vector>

namespace syzygy {

/// Names beside points of a map, with a halo so that they can be read over any colour; those that would cover
/// another are left out (a tool tip still tells them).
class MapNames : public QGraphicsItem {
public:
    struct Name {
        QString text;
        QPointF pixel;          ///< the point that it belongs to
        bool isCurrent = false; ///< placed first, in bold
    };

    explicit MapNames(QGraphicsItem* parent);
    void setNames(std::vector<Name> names, const QRectF& area);
    void setColors(const QColor& text, const QColor& halo);

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    std::vector<Name> m_names;
    QRectF m_area;
    QColor m_text, m_halo;
};

} // namespace syzygy
