#pragma once

#include "ui/spectrum/overlay.h"

#include <QWidget>

#include <array>
#include <vector>

class QComboBox;
class QGridLayout;

namespace syzygy {

/// What is laid over the spectrum: each with its colour and offset, to be taken away; and which two the
/// residuals are of. Hidden while there is nothing over it.
class OverlayBar : public QWidget {
    Q_OBJECT

public:
    explicit OverlayBar(QWidget* parent = nullptr);

    void setOverlays(const std::vector<Overlay>& overlays);
    /// Of what the residuals are: 0 the spectrum, 1 what is compared with it, 2 the first overlay ...
    std::array<int, 2> pair() const;

Q_SIGNALS:
    void offsetChosen(int overlay, double offset);
    void removed(int overlay);
    void cleared();
    void pairChosen();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void addResiduals();
    QWidget* makeEntry(int index, const Overlay& overlay);
    void arrange();
    void fillPair(const std::vector<Overlay>& overlays);
    void colorNames();

    QGridLayout* m_rows;
    QWidget* m_residuals;
    std::vector<QWidget*> m_entries;
    std::array<QComboBox*, 2> m_pair {};
};

} // namespace syzygy
