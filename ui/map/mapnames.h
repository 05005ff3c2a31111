#pragma once

#include <QColor>
#include <QGraphicsItem>

#include <optional>
#include <vector>

namespace syzygy {

/// Names beside points of a map, with a halo so that they can be read over any colour. Each takes the first
/// place about its point where it covers neither another name nor another point; those that find none are
/// left out (a tool tip still tells them), and points of one name close to each other (exposures of a star)
/// bear it once.
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

    std::vector<QRectF> boxes() const; ///< of the names that are drawn, the current one's first

    QRectF boundingRect() const override { return m_area; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    struct Placed {
        Name name;
        QRectF box;
    };

    std::vector<Placed> arranged() const;
    const std::vector<Placed>& placed() const;

    std::vector<Name> m_names;
    mutable std::optional<std::vector<Placed>> m_placed; ///< when first drawn, not at each of many changes
    QRectF m_area;
    QColor m_text, m_halo;
};

} // namespace syzygy
