#pragma once

#include "ui/sources/source.h"
#include "ui/spectrum/fluxplot.h"
#include "ui/spectrum/spectrumbar.h"

#include <QWidget>

#include <optional>

class QLabel;
class QStackedWidget;

namespace syzygy {

class ChipBar;
class FailureCard;
class Placeholder;
class SpectrumPlots;

/// A reference star's spectrum, ready to be laid over another.
struct ReferenceSpectrum {
    std::size_t star = 0; ///< row of the atlas
    PreparedSpectrum spectrum;
    QString name {}; ///< what to call it, and whether it is real or emulated; empty: by its number
};

/// The spectrum of the selected source with its comparison and residuals; or why there is none.
class SpectrumPanel : public QWidget {
    Q_OBJECT

public:
    explicit SpectrumPanel(QWidget* parent = nullptr);

    /// Null: nothing is selected.
    void showSource(const Source* source);
    void setReference(std::optional<ReferenceSpectrum> reference);
    void setComparison(Comparison comparison);
    Comparison comparison() const;
    void setFrame(SpectrumFrame frame);
    SpectrumFrame frame() const { return m_frame; }

    FluxPlot& fluxPlot();
    QWidget& plots();        ///< both, for export
    QString readOut() const; ///< the line under the plots
    QString failure() const; ///< the sentence of the card; empty unless it is shown
    QString emptyMessage() const;

Q_SIGNALS:
    void openRequested();
    void unitsRequested();
    void retryRequested();
    void removeRequested();
    void fluxColumnRequested(FluxColumn column);

protected:
    void changeEvent(QEvent* event) override;

private:
    void connectParts();
    void showWhich(const Source* source);
    void rebuild();
    void rebuildReferenceAlone();
    void setCursor(double wavelength);
    std::span<const float> comparisonFlux() const;
    QString legend() const;

    std::optional<Source> m_source;
    std::optional<ReferenceSpectrum> m_reference;
    std::vector<MaskReason> m_reasons;
    SpectrumFrame m_frame = SpectrumFrame::Prepared;
    std::pair<SourceId, SpectrumFrame> m_fitted {}; // what the range was last fitted to

    SpectrumBar* m_bar;
    SpectrumPlots* m_plots;
    ChipBar* m_chips = nullptr;
    QLabel* m_readOut = nullptr;
    FailureCard* m_failure = nullptr;
    Placeholder* m_content = nullptr;
    QStackedWidget* m_stack = nullptr;
};

} // namespace syzygy
