#pragma once

#include <QDialog>
#include <QSizeF>

class QComboBox;
class QDoubleSpinBox;

namespace syzygy {

/// Asks how large a figure is to be, and as what it is to be saved.
class FigureDialog : public QDialog {
    Q_OBJECT

public:
    /// `shape`: of the view on the screen, whose proportions are proposed.
    explicit FigureDialog(const QSize& shape, QWidget* parent = nullptr);

Q_SIGNALS:
    /// mm; empty: as it is on the screen. `ending`: ".pdf"
    void chosen(const QSizeF& millimetres, const QString& ending);

private:
    void proposeHeight();
    void choose();

    QSize m_shape;
    QComboBox *m_size, *m_format;
    QDoubleSpinBox* m_height; ///< mm
};

} // namespace syzygy
