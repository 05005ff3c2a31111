#pragma once

#include "ui/spectrum/fluxplot.h"
#include "ui/spectrum/residualplot.h"

#include <QSplitter>

namespace syzygy {

/// Flux above residuals over one range of wavelengths, with one cursor.
class SpectrumPlots : public QSplitter {
    Q_OBJECT

public:
    explicit SpectrumPlots(QWidget* parent = nullptr);

    FluxPlot& flux() { return *m_flux; }
    const FluxPlot& flux() const { return *m_flux; }
    ResidualPlot& residuals() { return *m_residuals; }

    void setCursor(double wavelength); ///< µm as shown; NaN: none
    void fitRange();                   ///< to what the flux covers

Q_SIGNALS:
    void hovered(double wavelength); ///< over either plot; NaN: left

private:
    FluxPlot* m_flux;
    ResidualPlot* m_residuals;
};

} // namespace syzygy
