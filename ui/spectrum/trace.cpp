#include "ui/spectrum/trace.h"

#include "core/median.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

const double notANumber = std::numeric_limits<double>::quiet_NaN();

MaskReason ownReason(const Spectrum& spectrum, std::size_t i)
{
    if (!spectrum.quality.empty() && (spectrum.quality[i] & spectrum.badBits))
        return MaskReason::Quality;
    return std::isfinite(spectrum.flux[i]) ? MaskReason::Used : MaskReason::NotFinite;
}

/// Factor from rest wavelengths to those of the plot.
double restShiftOf(const PreparedSpectrum& prepared, SpectrumFrame frame)
{
    return frame == SpectrumFrame::Observed ? 1.0 + prepared.velocity / speedOfLight : 1.0;
}

std::vector<double> wavelengthsOf(const PreparedSpectrum& prepared, SpectrumFrame frame)
{
    std::vector<double> wavelengths(prepared.grid.size);
    for (std::size_t i = 0; i < wavelengths.size(); ++i)
        wavelengths[i] = prepared.grid.wavelength(i) * restShiftOf(prepared, frame);
    return wavelengths;
}

std::ptrdiff_t offset(std::size_t index)
{
    return static_cast<std::ptrdiff_t>(index);
}

/// The samples of a run between two wavelengths, and one beyond each end.
SampleRange within(const std::vector<double>& wavelength, SampleRange run, double from, double to)
{
    const auto begin = wavelength.begin();
    const auto first = std::lower_bound(begin + offset(run.first), begin + offset(run.last), from);
    const auto last = std::upper_bound(first, begin + offset(run.last), to);
    const auto firstIndex = static_cast<std::size_t>(first - begin);
    const auto lastIndex = static_cast<std::size_t>(last - begin);
    if (first == last)
        return { firstIndex, firstIndex };
    return { std::max(run.first, firstIndex == 0 ? 0 : firstIndex - 1), std::min(run.last, lastIndex + 1) };
}

/// The values of a trace moved by a number of errors.
struct MovedTrace {
    const Trace& trace;
    double errors;

    double value(std::size_t i) const
    {
        return errors == 0 || trace.error.empty() ? trace.value[i] : trace.value[i] + errors * trace.error[i];
    }
    QPointF point(std::size_t i) const { return { trace.wavelength[i], value(i) }; }
};

/// A lone sample, drawn as a dash of about its own width.
QList<QPointF> dash(const MovedTrace& moved, std::size_t i)
{
    const auto& wavelength = moved.trace.wavelength;
    const std::size_t other = i > 0 ? i - 1 : std::min(i + 1, wavelength.size() - 1);
    const double half = std::min(0.4 * std::abs(wavelength[i] - wavelength[other]), 1e-4 * wavelength[i]);
    return { { wavelength[i] - half, moved.value(i) }, { wavelength[i] + half, moved.value(i) } };
}

void appendExtremes(QList<QPointF>& points, const MovedTrace& moved, std::size_t first, std::size_t last)
{
    std::size_t low = first, high = first;
    for (auto i = first + 1; i < last; ++i) {
        if (moved.value(i) < moved.value(low))
            low = i;
        if (moved.value(i) >= moved.value(high))
            high = i;
    }
    points << moved.point(std::min(low, high));
    if (low != high)
        points << moved.point(std::max(low, high));
}

} // namespace

std::vector<SampleRange> drawableRuns(const std::vector<double>& wavelength,
                                      std::span<const std::uint8_t> usable)
{
    std::vector<SampleRange> runs;
    for (const auto& range : contiguousRanges(wavelength)) {
        for (std::size_t i = range.first; i < range.last; ++i) {
            if (!usable[i])
                continue;
            const auto first = i;
            while (i < range.last && usable[i])
                ++i;
            runs.push_back({ first, i });
        }
    }
    return runs;
}

std::vector<MaskReason> maskReasons(const Spectrum& spectrum, const Analysis* analysis)
{
    if (analysis && analysis->prepared.reasons.size() == spectrum.size())
        return analysis->prepared.reasons;
    std::vector<MaskReason> reasons(spectrum.size());
    for (std::size_t i = 0; i < reasons.size(); ++i)
        reasons[i] = ownReason(spectrum, i);
    return reasons;
}

double frameShift(SpectrumFrame frame, double velocity)
{
    return frame == SpectrumFrame::Observed ? 1.0 : 1.0 / (1.0 + velocity / speedOfLight);
}

void convertFlux(Trace& trace, const FluxScale& scale, double shift)
{
    if (scale.isPlain())
        return;
    for (std::size_t i = 0; i < trace.value.size(); ++i) {
        const double factor = scale.factor(trace.wavelength[i] / shift);
        trace.value[i] *= factor;
        if (!trace.error.empty())
            trace.error[i] *= factor;
    }
}

void convertFlux(std::vector<MaskMark>& marks, const FluxScale& scale, double shift)
{
    if (scale.isPlain())
        return;
    for (auto& mark : marks)
        mark.value *= scale.factor(mark.wavelength / shift);
}

Trace observedTrace(const Spectrum& spectrum, std::span<const MaskReason> reasons, double velocity)
{
    Trace trace { spectrum.wavelength, spectrum.flux, spectrum.error, {} };
    const double shift = frameShift(SpectrumFrame::Rest, velocity);
    for (auto& wavelength : trace.wavelength)
        wavelength *= shift;
    std::vector<std::uint8_t> usable(spectrum.size());
    for (std::size_t i = 0; i < usable.size(); ++i) {
        const bool shown = reasons[i] == MaskReason::Used || reasons[i] == MaskReason::OutOfRange
            || reasons[i] == MaskReason::Masked;
        usable[i] = shown && std::isfinite(spectrum.flux[i]);
        if (!std::isfinite(trace.error[i]) || trace.error[i] < 0)
            trace.error[i] = 0;
    }
    trace.runs = drawableRuns(trace.wavelength, usable);
    return trace;
}

Trace preparedTrace(const PreparedSpectrum& prepared)
{
    Trace trace { wavelengthsOf(prepared, SpectrumFrame::Prepared), {}, {}, {} };
    trace.value.assign(prepared.flux.begin(), prepared.flux.end());
    trace.error.assign(prepared.error.begin(), prepared.error.end());
    trace.runs = drawableRuns(trace.wavelength, prepared.mask);
    return trace;
}

std::vector<MaskMark> maskMarks(const Spectrum& spectrum, std::span<const MaskReason> reasons,
                                SpectrumFrame frame, double velocity)
{
    const double shift = frameShift(frame, velocity);
    std::vector<MaskMark> marks;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (reasons[i] != MaskReason::Used)
            marks.push_back({ spectrum.wavelength[i] * shift,
                              frame == SpectrumFrame::Prepared ? notANumber : spectrum.flux[i], reasons[i] });
    return marks;
}

Trace overlayTrace(const PreparedSpectrum& prepared, std::span<const float> normalised, SpectrumFrame frame)
{
    if (normalised.size() != prepared.grid.size)
        return {};
    Trace trace { wavelengthsOf(prepared, frame), { normalised.begin(), normalised.end() }, {}, {} };
    if (frame != SpectrumFrame::Prepared)
        for (std::size_t i = 0; i < trace.value.size(); ++i)
            trace.value[i] *= static_cast<double>(prepared.continuum[i]);
    auto mask = prepared.mask;
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = mask[i] && std::isfinite(normalised[i]); // another star's own spectrum has gaps of its own
    trace.runs = drawableRuns(trace.wavelength, mask);
    return trace;
}

Trace pullTrace(const PreparedSpectrum& prepared, std::span<const float> pull, SpectrumFrame frame)
{
    if (pull.size() != prepared.grid.size)
        return {};
    Trace trace { wavelengthsOf(prepared, frame), { pull.begin(), pull.end() }, {}, {} };
    trace.runs = drawableRuns(trace.wavelength, prepared.mask);
    return trace;
}

QList<QPointF> thinned(const Trace& trace, SampleRange run, double from, double to, int columns,
                       double errors)
{
    const MovedTrace moved { trace, errors };
    const auto [first, last] = within(trace.wavelength, run, from, to);
    QList<QPointF> points;
    if (first == last)
        return points;
    if (last - first == 1)
        return dash(moved, first);
    if (last - first <= 2 * static_cast<std::size_t>(std::max(columns, 1))) {
        for (auto i = first; i < last; ++i)
            points << moved.point(i);
        return points;
    }
    const double column = (to - from) / columns;
    for (auto i = first; i < last;) {
        double end = from + (std::floor((trace.wavelength[i] - from) / column) + 1) * column;
        if (end <= trace.wavelength[i]) // rounded
            end += column;
        auto next = i + 1;
        while (next < last && trace.wavelength[next] < end)
            ++next;
        appendExtremes(points, moved, i, next);
        i = next;
    }
    return points;
}

std::vector<QList<QPointF>> thinnedRuns(const Trace& trace, double from, double to, int columns,
                                        double errors)
{
    const double column = (to - from) / columns;
    std::vector<QList<QPointF>> lines;
    double end = -std::numeric_limits<double>::infinity();
    for (const auto& run : trace.runs) {
        const auto points = thinned(trace, run, from, to, columns, errors);
        if (points.isEmpty())
            continue;
        if (trace.wavelength[run.first] - end < column)
            lines.back() += points;
        else
            lines.push_back(points);
        end = trace.wavelength[run.last - 1];
    }
    return lines;
}

std::vector<QList<QPointF>> edgeOf(std::vector<QList<QPointF>> lines, bool isUpper, double from, double to,
                                   int columns)
{
    const auto columnOf
        = [&](const QPointF& point) { return std::floor((point.x() - from) / (to - from) * columns); };
    for (auto& line : lines) {
        if (line.size() <= columns)
            continue;
        QList<QPointF> edge;
        for (const auto& point : line)
            if (edge.isEmpty() || columnOf(point) != columnOf(edge.back()))
                edge << point;
            else
                edge.back().ry()
                    = isUpper ? std::max(edge.back().y(), point.y()) : std::min(edge.back().y(), point.y());
        line = edge;
    }
    return lines;
}

std::array<double, 2> robustRange(const Trace& trace, double from, double to)
{
    std::vector<double> values;
    for (const auto& run : trace.runs) {
        const auto [first, last] = within(trace.wavelength, run, from, to);
        values.insert(values.end(), trace.value.begin() + offset(first), trace.value.begin() + offset(last));
    }
    if (values.empty())
        return { 0, 1 };
    const auto quantile = [&](double share) { return quantileOf(values, share); };
    // Stray samples at an edge are often more than a hundredth of what is shown; lines seldom go four times
    // beyond what most samples span.
    constexpr double beyond = 4;
    const double tenth = quantile(0.1), ninth = quantile(0.9);
    const double reach = ninth > tenth ? beyond * (ninth - tenth) : std::numeric_limits<double>::infinity();
    const double low = std::max(quantile(0.005), tenth - reach);
    const double high = std::min(quantile(0.995), ninth + reach);
    const double pad = high > low ? 0.12 * (high - low) : std::max(0.1 * std::abs(high), 1e-300);
    return { low - pad, high + pad };
}

} // namespace syzygy
