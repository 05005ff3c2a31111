#pragma once

#include "ui/source.h"
#include "ui/theme.h"

#include <QLabel>

namespace syzygy {

/// What the plot's numbers are, as small marks that can be clicked: instrument and mode, flux column, unit,
/// vacuum, whose velocity is in, masked samples.
class ChipBar : public QLabel {
    Q_OBJECT

public:
    explicit ChipBar(QWidget* parent = nullptr);
    void showSpectrum(const Spectrum& spectrum, const Analysis* analysis, int maskedSamples);

Q_SIGNALS:
    void fluxColumnRequested(FluxColumn column);
    void masksToggled();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Chip {
        QString text, link, explanation;
    };
    void render();
    void follow(const QString& link);
    void explain(const QString& link);

    std::vector<Chip> m_chips;
    FluxColumn m_column = FluxColumn::Flux;
};

} // namespace syzygy
