#pragma once

#include <QChartView>

#include <optional>

class QValueAxis;

namespace syzygy {

/// A chart of two like axes without numbers, zoomed with the wheel about the pointer, dragged along, and
/// shown whole again by a double click.
class PlaneView : public QChartView {
    Q_OBJECT

public:
    explicit PlaneView(QWidget* parent = nullptr);

    /// The part of the plane that "whole" means (y upwards); shows it.
    void setWhole(const QRectF& whole);
    void showWhole();

protected:
    QValueAxis& xAxis() { return *m_x; }
    QValueAxis& yAxis() { return *m_y; }
    const QRectF& range() const { return m_range; }

    virtual void placed() { } ///< the range or the size changed
    virtual void clicked(const QPointF& pixel) = 0;
    virtual void pointed(const QPointF& pixel, const QPoint& onScreen) = 0;

    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setRange(const QRectF& range);
    void place();

    QValueAxis* m_x;
    QValueAxis* m_y;
    QRectF m_whole { 0, 0, 1, 1 }, m_range { 0, 0, 1, 1 };
    std::optional<QPointF> m_pressed;
    QRectF m_rangeWhenPressed;
};

} // namespace syzygy
