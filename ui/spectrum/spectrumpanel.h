#pragma once

#include "core/analysis/why.h"
#include "ui/sources/session.h"
#include "ui/sources/source.h"
#include "ui/spectrum/fluxplot.h"
#include "ui/spectrum/overlay.h"
#include "ui/spectrum/spectrumbar.h"

#include <QWidget>

#include <array>
#include <optional>
#include <utility>

class QLabel;
class QStackedWidget;

namespace syzygy {

class ChipBar;
class LineVelocityBar;
class WhyBar;
class OverlayBar;
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
    /// Lays it over whatever spectrum is shown, in a colour that is free; again under the same name: replaces
    /// it.
    void addOverlay(const QString& name, PreparedSpectrum spectrum);
    void removeOverlay(const QString& name);
    const std::vector<Overlay>& overlays() const { return m_overlays; }
    const std::optional<ReferenceSpectrum>& reference() const { return m_reference; }
    const Difference& residuals() const { return m_residuals; }
    void setComparison(Comparison comparison);
    Comparison comparison() const;
    void setFrame(SpectrumFrame frame);
    SpectrumFrame frame() const { return m_frame; }
    SavedSession::View look() const;
    /// The range as soon as this source is shown so: it may have to be analysed first.
    void setLook(SourceId id, const SavedSession::View& look);
    void setUnits(const DisplayUnits& units);
    const DisplayUnits& units() const { return m_units; }

    FluxPlot& fluxPlot();
    void toggleWhy();     ///< the strip that says what pulls a label up and down
    void setWhy(Why why); ///< the answer to whyRequested()
    WhyBar& whyBar() { return *m_whyBar; }
    const Trace& pull() const; ///< as drawn
    void togglePainting();     ///< of the mask
    void toggleLineVelocity(); ///< shows or hides the slider
    void maskShown();          ///< asks for a mask of the range that is shown
    QWidget& plots();          ///< both, for export
    QString readOut() const;   ///< the line under the plots
    QString failure() const;   ///< the sentence of the card; empty unless it is shown
    QString emptyMessage() const;

Q_SIGNALS:
    void openRequested();
    void unitsRequested();
    void retryRequested();
    void removeRequested();
    void fluxColumnRequested(FluxColumn column);
    void lookChanged();                  ///< what look() and units() tell
    void whyRequested();                 ///< of the source shown and the label of whyBar()
    void velocityTaken(double velocity); ///< km/s, for the source
    void maskPainted(std::array<double, 2> range, bool erased); ///< µm, vacuum, as observed

protected:
    void changeEvent(QEvent* event) override;

private:
    void connectParts();
    void connectUnits();
    void showWhich(const Source* source);
    void rebuild();
    void rebuildReferenceAlone();
    FluxPlotContent contentIn(SpectrumFrame frame) const;
    void convert(FluxPlotContent& content, double shift) const;
    void setLinesToStar();
    void takeWantedRange();
    void setCursor(double wavelength);
    void connectOverlays();
    void connectLineVelocity();
    void connectWhy();
    void showWhy();
    double lineShift() const; ///< factor from rest wavelengths of the line list to the axis
    void overlaysChanged();
    void showResiduals();
    std::optional<PreparedSpectrum> partner(int index) const; ///< of a residual, see OverlayBar::pair()
    void tellRange();
    void goToTyped(const QString& text);
    void paint(double from, double to, bool erased);
    SpectrumFrame shownFrame() const; ///< as far as the source has it
    double velocity() const;          ///< km/s; 0 where it is not known
    std::span<const float> comparisonFlux() const;
    QString legend() const;

    std::optional<Source> m_source;
    std::optional<ReferenceSpectrum> m_reference;
    std::vector<MaskReason> m_reasons;
    SpectrumFrame m_frame = SpectrumFrame::Prepared;
    DisplayUnits m_units;
    std::vector<Overlay> m_overlays;
    Difference m_residuals;
    std::pair<SourceId, SpectrumFrame> m_fitted {}; // what the range was last fitted to
    SourceId m_wantedId = 0;                        // whose look a session tells
    SavedSession::View m_wantedLook; // its range waits until the spectrum is shown in that frame

    SpectrumBar* m_bar;
    SpectrumPlots* m_plots;
    ChipBar* m_chips = nullptr;
    OverlayBar* m_overlayBar = nullptr;
    LineVelocityBar* m_lineVelocity = nullptr;
    WhyBar* m_whyBar = nullptr;
    std::optional<Why> m_why;
    std::shared_ptr<const Analysis> m_whyOf; ///< which was asked for
    SourceId m_linesOf = 0;                  // the source whose velocity the slider was set to
    double m_linesVelocity = 0;
    QLabel* m_readOut = nullptr;
    FailureCard* m_failure = nullptr;
    Placeholder* m_content = nullptr;
    QStackedWidget* m_stack = nullptr;
};

} // namespace syzygy
