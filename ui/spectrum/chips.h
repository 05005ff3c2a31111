#pragma once

#include "ui/common/theme.h"
#include "ui/sources/source.h"
#include "ui/spectrum/displayunits.h"

#include <QLabel>

namespace syzygy {

/// Which column the flux is from, why, and whether the product may have the other.
struct FluxChoice {
    FluxColumn used = FluxColumn::Flux;
    bool canSwitch = false;
    QString name; ///< "FLUX" or "SURF_BRIGHT"
    QString why;  ///< sentences
};
FluxChoice fluxChoiceOf(const Source& source); ///< whose spectrum has been read

/// What the plot's numbers are, as small marks that can be clicked: instrument and mode, flux column, unit,
/// vacuum, whose velocity is in, masked samples.
class ChipBar : public QLabel {
    Q_OBJECT

public:
    explicit ChipBar(QWidget* parent = nullptr);
    void showSource(const Source& source, int maskedSamples,
                    const DisplayUnits& units); ///< whose spectrum has been read

Q_SIGNALS:
    void fluxColumnRequested(FluxColumn column);
    void masksToggled();
    void wavelengthUnitRequested(); ///< the next one
    void mediumRequested();         ///< the other one
    void fluxUnitRequested();       ///< the next one

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Chip {
        QString text, link, explanation;
    };
    void addFluxChips(const Source& source, const DisplayUnits& units);
    void addWavelengthChips(const Provenance& from, const WavelengthScale& scale);
    void render();
    void follow(const QString& link);
    void explain(const QString& link);

    std::vector<Chip> m_chips;
    FluxChoice m_choice;
};

} // namespace syzygy
