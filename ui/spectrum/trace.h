#pragma once

#include "core/analysis/analyzer.h"
#include "ui/spectrum/displayunits.h"

#include <QList>
#include <QPointF>

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// One plotted quantity along wavelength. Only samples of one run may be joined by a line: a run never
/// crosses a detector gap or a sample that is not used.
struct Trace {
    std::vector<double> wavelength; ///< µm, vacuum, ascending
    std::vector<double> value;
    std::vector<double> error; ///< 1σ; empty where the quantity has none
    std::vector<SampleRange> runs;
};

/// A sample that is not used, and why.
struct MaskMark {
    double wavelength = 0; ///< µm, on the plot's axis
    double value = 0;      ///< NaN where there is none
    MaskReason reason = MaskReason::Quality;
};

enum class SpectrumFrame {
    Observed, ///< wavelengths and flux as in the file
    Rest,     ///< the same flux, the star's velocity taken out of the wavelengths
    Prepared  ///< rest frame, divided by the pseudo-continuum
};

/// Stretches of samples that may be drawn as one line.
std::vector<SampleRange> drawableRuns(const std::vector<double>& wavelength,
                                      std::span<const std::uint8_t> usable);

/// Why each sample is not used: as the analysis decided, or, before there is one, from the file's own marks.
std::vector<MaskReason> maskReasons(const Spectrum& spectrum, const Analysis* analysis);

/// Factor from wavelengths as observed to those of the plot, for a star of this velocity [km/s].
double frameShift(SpectrumFrame frame, double velocity);

/// As in the file, the wavelengths divided by what `velocity` [km/s] makes of them.
Trace observedTrace(const Spectrum& spectrum, std::span<const MaskReason> reasons, double velocity = 0);
Trace preparedTrace(const PreparedSpectrum& prepared);
std::vector<MaskMark> maskMarks(const Spectrum& spectrum, std::span<const MaskReason> reasons,
                                SpectrumFrame frame, double velocity);

/// Flux in other units: `shift` is the factor from wavelengths as observed to those of the trace.
void convertFlux(Trace& trace, const FluxScale& scale, double shift);
void convertFlux(std::vector<MaskMark>& marks, const FluxScale& scale, double shift);

/// A normalised spectrum on prepared.grid (a fit or a reference star) in the frame of the plot, where there
/// are data.
Trace overlayTrace(const PreparedSpectrum& prepared, std::span<const float> normalised, SpectrumFrame frame);

/// What pixels of prepared.grid pull (see Why), where there are data.
Trace pullTrace(const PreparedSpectrum& prepared, std::span<const float> pull, SpectrumFrame frame);

/// Points of one run between two wavelengths, and one beyond each end: all of them if they are few, else the
/// smallest and the largest of each of `columns` columns of pixels, so that no spike is lost. Of the values
/// moved by so many of their errors.
QList<QPointF> thinned(const Trace& trace, SampleRange run, double from, double to, int columns,
                       double errors = 0);

/// The lines to draw between two wavelengths: thinned runs, those that are less than a column of pixels apart
/// as one, so that a spectrum with thousands of short runs still is a few lines. The same number for every
/// trace with these runs.
std::vector<QList<QPointF>> thinnedRuns(const Trace& trace, double from, double to, int columns,
                                        double errors = 0);

/// One point for each column of lines that have more: the outermost, as the edge of a band. (A band between
/// noisy lines crosses itself in every column; the rasteriser takes seconds for it.)
std::vector<QList<QPointF>> edgeOf(std::vector<QList<QPointF>> lines, bool isUpper, double from, double to,
                                   int columns);

/// The range of values between two wavelengths that a plot should show: the 0.5-99.5 % quantiles, padded.
std::array<double, 2> robustRange(const Trace& trace, double from, double to);

} // namespace syzygy
