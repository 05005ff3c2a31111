#pragma once

#include "ui/spectrum/fluxplot.h"
#include "ui/spectrum/rangehistory.h"
#include "ui/spectrum/residualplot.h"
#include "ui/spectrum/whyplot.h"

#include <QSplitter>

namespace syzygy {

/// Flux above residuals over one range of wavelengths, with one cursor. Alt+Left and Alt+Right (or the
/// platform's keys for it) go back to ranges that were left, and forward again.
class SpectrumPlots : public QSplitter {
    Q_OBJECT

public:
    explicit SpectrumPlots(QWidget* parent = nullptr);

    FluxPlot& flux() { return *m_flux; }
    const FluxPlot& flux() const { return *m_flux; }
    WhyPlot& why() { return *m_why; } ///< between the two; hidden until asked for
    ResidualPlot& residuals() { return *m_residuals; }

    void setCursor(double wavelength); ///< µm as shown; NaN: none
    void fitRange();                   ///< to what the flux covers; forgets earlier ranges
    void setScale(const WavelengthScale& scale);
    /// As a gesture: Alt+Left goes back.
    void goTo(const std::array<double, 2>& range);

Q_SIGNALS:
    void hovered(double wavelength); ///< over either plot; NaN: left

private:
    void connectPlots();
    void show(const PlotRange& range);

    FluxPlot* m_flux;
    WhyPlot* m_why;
    ResidualPlot* m_residuals;
    RangeHistory m_history;
};

} // namespace syzygy
