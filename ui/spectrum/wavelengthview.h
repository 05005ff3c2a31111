#pragma once

#include "ui/spectrum/displayunits.h"
#include "ui/spectrum/rangehistory.h"

#include <QChartView>
#include <QFont>

#include <array>
#include <optional>

class QGraphicsLineItem;
class QRubberBand;
class QValueAxis;

namespace syzygy {

/// A chart over wavelength [µm, vacuum; shown on any scale] that is zoomed with the wheel, dragged along, cut
/// to a box with shift and drag (a flat one leaves the vertical range alone), and shown whole again by a
/// double click. Keys: + − ← → and 0.
class WavelengthView : public QChartView {
    Q_OBJECT

public:
    explicit WavelengthView(QWidget* parent = nullptr);

    /// The range that "whole" means; shows it.
    void setFullRange(double from, double to);
    void setRange(double from, double to);
    std::array<double, 2> range() const { return m_range; }
    PlotRange plotRange() const { return { m_range, m_vertical }; }
    /// Of the vertical axis; none: by what is shown. Shows it at the next redraw.
    void setVertical(std::optional<std::array<double, 2>> range) { m_vertical = range; }
    std::array<double, 2> shownVertical() const; ///< on the axis now
    void setScale(const WavelengthScale& scale);
    /// While painting, dragging with the left button paints an interval and with the right one (or Ctrl)
    /// erases it; Escape lets go of it.
    void setPainting(bool painting);
    const QValueAxis& shownAxis() const { return *m_shown; } ///< in the scale's unit
    void zoom(double factor);                                ///< < 1 goes in, about the middle
    void showWhole();

    /// A vertical line at this wavelength; NaN hides it.
    void setCursor(double wavelength);

Q_SIGNALS:
    void rangeChanged(double from, double to);
    void hovered(double wavelength); ///< NaN when the pointer left
    void painted(double from, double to, bool erased);
    void gestureBegins(); ///< mouse, wheel, keys or buttons may change the range

protected:
    QValueAxis& xAxis() { return *m_x; } ///< of the series: µm, hidden
    void setVerticalTitle(const QString& title);
    void setTitled(bool titled); ///< numbers and unit below; default: yes
    QValueAxis& yAxis() { return *m_y; }
    QRectF plotArea() const;
    int columns() const; ///< pixels that the spectrum is drawn on
    double wavelengthAt(const QPointF& position) const;
    double valueAt(const QPointF& position) const; ///< on the vertical axis

    void setVerticalRange(double from, double to);           ///< unless another was chosen (setVertical)
    virtual void redraw() { }                                ///< the range or the size changed
    virtual bool hasVerticalChoice() const { return false; } ///< may a box choose the vertical range?
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
    void showTicks();
    void cutTo(const QPointF& corner);
    void drawBox(const QPointF& corner);
    bool isFlat(const QPointF& corner) const;
    bool paints() const { return m_drag == Drag::Paint || m_drag == Drag::Erase; }
    void fitVerticalTitle();
    void placeCursor();
    void applyTheme();

    QFont m_verticalFont; // of the title where there is room
    QValueAxis* m_x;
    QValueAxis* m_shown;
    QValueAxis* m_y;
    WavelengthScale m_scale;
    bool m_isTitled = true;
    std::optional<std::array<double, 2>> m_vertical;
    bool m_isPainting = false;
    QGraphicsLineItem* m_cursorLine;
    QRubberBand* m_rubberBand;
    std::array<double, 2> m_full { 0.97, 1.82 };
    std::array<double, 2> m_range { 0.97, 1.82 };
    double m_cursor;
    QPointF m_pressed;
    std::array<double, 2> m_rangeWhenPressed {};
    enum class Drag { None, Pan, Box, Paint, Erase } m_drag = Drag::None;
};

} // namespace syzygy
