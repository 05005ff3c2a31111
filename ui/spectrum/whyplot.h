#pragma once

#include "ui/common/brokenline.h"
#include "ui/spectrum/trace.h"
#include "ui/spectrum/wavelengthview.h"

namespace syzygy {

/// Which wavelengths pull a label up (above zero) and which down.
class WhyPlot : public WavelengthView {
    Q_OBJECT

public:
    explicit WhyPlot(QWidget* parent = nullptr);
    void setPull(Trace pull, const QString& unit); ///< in the label's unit, per pixel

    const Trace& pull() const { return m_pull; }

protected:
    void redraw() override;
    int topMargin() const override { return 4; }
    int bottomMargin() const override { return 6; }

private:
    Trace m_pull;
    double m_scale
        = 1; ///< a power of ten, in the title: numbers beside the axis have no room for many digits
    BrokenBand m_up, m_down;
    BrokenLine m_zero;
};

} // namespace syzygy
