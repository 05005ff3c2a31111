#pragma once

#include "ui/common/brokenline.h"
#include "ui/spectrum/trace.h"
#include "ui/spectrum/wavelengthview.h"

namespace syzygy {

/// (spectrum − comparison) / σ under the flux, in the same range of wavelengths.
class ResidualPlot : public WavelengthView {
    Q_OBJECT

public:
    explicit ResidualPlot(QWidget* parent = nullptr);
    void setResiduals(Trace residuals, bool isInSigma = true); ///< else in normalised flux

protected:
    void redraw() override;

private:
    Trace m_residuals;
    bool m_isInSigma = true;
    BrokenLine m_zero, m_line;
};

} // namespace syzygy
