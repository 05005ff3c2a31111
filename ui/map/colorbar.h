#pragma once

#include <QWidget>

#include <array>
#include <cstddef>
#include <optional>

namespace syzygy {

/// The scale of a coloured map from low to high, with ticks, quantity and unit. Its colours (viridis) run
/// between two ends that are dragged, or moved with the arrow keys (with Shift the lower one); a double click
/// or Home brings them back.
class ColorBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorBar(QWidget* parent = nullptr);
    /// The colours run over all of it.
    void setScale(const QString& title, double low, double high);
    void setRange(const std::array<double, 2>& range); ///< of the colours, as far as it is on the scale
    const std::array<double, 2>& range() const { return m_range; }
    bool isWhole() const { return m_range == m_scale; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void rangeChosen(); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRect bar() const;
    int pixelOf(double value) const;
    double valueAt(double pixel) const;
    void choose(std::size_t end, double value);
    void chooseAll();
    void drawEnd(QPainter& painter, std::size_t end) const;
    void drawTicks(QPainter& painter) const;

    QString m_title;
    std::array<double, 2> m_scale { 0, 1 }, m_range { 0, 1 };
    std::optional<std::size_t> m_dragged; // 0: the lower end
};

} // namespace syzygy
