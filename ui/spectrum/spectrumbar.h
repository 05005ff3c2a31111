#pragma once

#include "ui/spectrum/trace.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QToolButton;

namespace syzygy {

/// What is drawn over a spectrum and subtracted from it.
enum class Comparison { BestFit, ReferenceStar, PhysicalFit, Nothing };

/// The choices above the spectrum.
class SpectrumBar : public QWidget {
    Q_OBJECT

public:
    explicit SpectrumBar(QWidget* parent = nullptr);

    void setFrame(SpectrumFrame frame, bool canShift, bool canPrepare);
    void setRangeText(const QString& text, const QString& unit);
    SpectrumFrame frame() const;
    void setComparison(Comparison comparison);
    Comparison comparison() const;
    void toggleMarks();
    void togglePainting();

Q_SIGNALS:
    void frameChosen(SpectrumFrame frame);
    void comparisonChosen();
    void linesToggled(bool shown);
    void bandToggled(bool shown);
    void marksToggled(bool shown);
    void paintingToggled(bool on);
    void zoomRequested(double factor);
    void wholeRequested();
    void rangeTyped(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void addFrames(QHBoxLayout& layout);
    void addComparison(QHBoxLayout& layout);
    void addSwitches(QHBoxLayout& layout);
    void addZoom(QHBoxLayout& layout);

    QToolButton* m_observed = nullptr;
    QToolButton* m_rest = nullptr;
    QToolButton* m_prepared = nullptr;
    QLineEdit* m_range = nullptr;
    QComboBox* m_comparison = nullptr;
    QToolButton* m_marks = nullptr;
    QToolButton* m_paint = nullptr;
};

} // namespace syzygy
