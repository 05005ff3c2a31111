#pragma once

#include <QWidget>

namespace syzygy {

/// The scale of a coloured map: viridis from low to high with ticks, quantity and unit.
class ColorBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorBar(QWidget* parent = nullptr);
    void setScale(const QString& title, double low, double high);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    double m_low = 0, m_high = 1;
};

} // namespace syzygy
