#pragma once

#include <QChartView>

#include <array>

class QGraphicsLineItem;
class QRubberBand;
class QValueAxis;

namespace syzygy {

/// A chart over wavelength [µm, vacuum] that is zoomed with the wheel, dragged along, cut to an interval with
/// shift and drag, and shown whole again by a double click. Keys: + − ← → and 0.
class WavelengthView : public QChartView {
    Q_OBJECT

public:
    explicit WavelengthView(QWidget* parent = nullptr);

    /// The range that "whole" means; shows it.
    void setFullRange(double from, double to);
    void setRange(double from, double to);
    std::array<double, 2> range() const { return m_range; }
    void zoom(double factor); ///< < 1 goes in, about the middle
    void showWhole();

    /// A vertical line at this wavelength; NaN hides it.
    void setCursor(double wavelength);

Q_SIGNALS:
    void rangeChanged(double from, double to);
    void hovered(double wavelength); ///< NaN when the pointer left
    void gestureBegins();            ///< mouse, wheel, keys or buttons may change the range

protected:
    QValueAxis& xAxis() { return *m_x; }
    QValueAxis& yAxis() { return *m_y; }
    QRectF plotArea() const;
    int columns() const; ///< pixels that the spectrum is drawn on
    double wavelengthAt(const QPointF& position) const;

    void setVerticalRange(double from, double to);
    virtual void redraw() { } ///< the range or the size changed
    virtual int topMargin() const { return 8; }
    virtual int bottomMargin() const { return 56; } // less, and Qt Charts elides the labels to "..."

    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void placePlotArea();
    void placeCursor();
    void applyTheme();

    QValueAxis* m_x;
    QValueAxis* m_y;
    QGraphicsLineItem* m_cursorLine;
    QRubberBand* m_rubberBand;
    std::array<double, 2> m_full { 0.97, 1.82 };
    std::array<double, 2> m_range { 0.97, 1.82 };
    double m_cursor;
    QPointF m_pressed;
    std::array<double, 2> m_rangeWhenPressed {};
    enum class Drag { None, Pan, Interval } m_drag = Drag::None;
};

} // namespace syzygy
