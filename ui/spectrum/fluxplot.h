#pragma once

#include "ui/common/brokenline.h"
#include "ui/spectrum/linemarks.h"
#include "ui/spectrum/trace.h"
#include "ui/spectrum/wavelengthview.h"

#include <array>
#include <memory>
#include <vector>

class QScatterSeries;

namespace syzygy {

/// What the upper plot shows.
struct FluxPlotContent {
    Trace flux;
    Trace overlay; ///< best fit or reference star; empty for none
    bool overlayIsReference = false;
    struct More {
        Trace trace;
        std::size_t color = 0; ///< see overlayColor()
        bool hasBand = false;  ///< its error is drawn too
    };
    std::vector<More> more; ///< whatever else is laid over it
    std::vector<MaskMark> marks;
    std::vector<std::array<double, 2>> shaded; ///< on the axis: masked by hand
    QString title;                             ///< of the vertical axis, without a power of ten
    double lineShift = 1;                      ///< factor from rest wavelengths of the line list to the axis
};

/// Flux with its 1σ band, samples left out, a comparison spectrum and the names of stellar lines.
class FluxPlot : public WavelengthView {
    Q_OBJECT

public:
    explicit FluxPlot(QWidget* parent = nullptr);

    /// Keeps the zoom; setFullRange() changes it.
    void setContent(FluxPlotContent content);
    const FluxPlotContent& content() const { return m_content; }
    void setLinesShown(bool shown);
    void setLineShift(double shift); ///< FluxPlotContent::lineShift alone: quick enough for a slider
    const std::vector<LineLabel>& lineLabels() const { return m_lines->labels(); }
    void setMarksShown(bool shown);
    void setBandShown(bool shown);

    int drawnRuns() const { return m_flux.runCount(); }
    QList<QPointF> drawnPoints() const { return m_flux.points(); } ///< flux divided by scale()
    double scale() const { return m_scale; }                       ///< the power of ten of the vertical axis
    int markCount(MaskReason reason) const;                        ///< marks drawn now

protected:
    void redraw() override;
    bool hasVerticalChoice() const override { return true; }
    int topMargin() const override { return LineMarks::rows * LineMarks::rowHeight + 8; }
    int bottomMargin() const override { return 6; }

private:
    void applyColors();
    void rescale();
    void drawTraces();
    void drawShade();
    void drawMore();
    std::array<double, 2> wantedVertical() const; ///< of all that is drawn, in the plot's scale
    void drawMarks(double bottom, double top);
    PointRuns linesOf(const Trace& trace, double errors) const;
    void drawBand(BrokenBand& band, const Trace& trace) const; ///< of 1σ

    FluxPlotContent m_content;
    double m_scale = 1;
    bool m_marksShown = true;
    bool m_bandShown = true;
    BrokenBand m_shade, m_band;
    BrokenLine m_flux, m_overlay;
    struct MoreLine {
        BrokenBand band;
        BrokenLine line;
    };
    std::vector<std::unique_ptr<MoreLine>> m_more; ///< kept and filled anew
    std::array<QScatterSeries*, maskReasonCount> m_marks {};
    LineMarks* m_lines;
};

} // namespace syzygy
