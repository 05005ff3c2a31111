#include "ui/spectrum/overlay.h"

#include "core/units.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace syzygy {

namespace {

/// The nearest pixel of a grid that has data.
std::optional<std::size_t> pixelAt(const PreparedSpectrum& spectrum, double rest)
{
    const auto nearest = std::lround(spectrum.grid.pixel(rest));
    if (nearest < 0 || nearest >= static_cast<long>(spectrum.grid.size)
        || !spectrum.mask[static_cast<std::size_t>(nearest)])
        return std::nullopt;
    return static_cast<std::size_t>(nearest);
}

struct Value {
    double flux = 0, error = 0;
};

/// Between the two pixels about a wavelength at rest, linearly; none where one of them has no data.
std::optional<Value> valueAt(const PreparedSpectrum& spectrum, double rest)
{
    const double pixel = spectrum.grid.pixel(rest);
    const auto last = static_cast<double>(spectrum.grid.size - 1);
    if (!(pixel >= 0) || pixel > last)
        return std::nullopt;
    const auto left = static_cast<std::size_t>(std::min(pixel, last - 1));
    const double share = pixel - static_cast<double>(left);
    if (!spectrum.mask[left] || !spectrum.mask[left + 1])
        return std::nullopt;
    const auto between = [&](const std::vector<float>& values) {
        return (1 - share) * static_cast<double>(values[left])
            + share * static_cast<double>(values[left + 1]);
    };
    return Value { between(spectrum.flux), between(spectrum.error) };
}

/// Factor from wavelengths at rest to those of the plot.
double shiftOf(SpectrumFrame frame, double velocity)
{
    return frame == SpectrumFrame::Observed ? 1 / frameShift(SpectrumFrame::Rest, velocity) : 1;
}

} // namespace

QColor overlayColor(std::size_t index, const PlotTheme& theme)
{
    // Okabe & Ito (2008), the light ones darker on white.
    static const std::array<QColor, overlayColors> light { QColor(0x00, 0x80, 0x5E), QColor(0xB0, 0x50, 0x86),
                                                           QColor(0xB0, 0x78, 0x00),
                                                           QColor(0x2A, 0x8A, 0xC4) };
    static const std::array<QColor, overlayColors> dark { QColor(0x2E, 0xC4, 0x98), QColor(0xE0, 0x98, 0xC4),
                                                          QColor(0xF0, 0xE4, 0x42),
                                                          QColor(0x56, 0xB4, 0xE9) };
    return (theme.dark ? dark : light)[index % overlayColors];
}

Trace overlayOn(const PreparedSpectrum& base, const Overlay& overlay, SpectrumFrame frame)
{
    const auto& spectrum = overlay.spectrum;
    const double shift = shiftOf(frame, base.velocity);
    Trace trace;
    std::vector<std::uint8_t> usable(spectrum.mask.begin(), spectrum.mask.end());
    for (std::size_t i = 0; i < spectrum.grid.size; ++i) {
        const double rest = spectrum.grid.wavelength(i);
        double value = static_cast<double>(spectrum.flux[i]) + overlay.offset;
        double error = static_cast<double>(spectrum.error[i]);
        if (frame != SpectrumFrame::Prepared) {
            const auto pixel = pixelAt(base, rest);
            const double continuum = pixel ? static_cast<double>(base.continuum[*pixel]) : 0;
            value *= continuum;
            error *= continuum;
            usable[i] = usable[i] && pixel;
        }
        trace.wavelength.push_back(rest * shift);
        trace.value.push_back(value);
        trace.error.push_back(error);
    }
    trace.runs = drawableRuns(trace.wavelength, usable);
    return trace;
}

Difference differenceOf(const PreparedSpectrum& a, const PreparedSpectrum& b, SpectrumFrame frame,
                        double velocity)
{
    Difference difference;
    auto& trace = difference.trace;
    const double shift = shiftOf(frame, velocity);
    std::vector<std::uint8_t> usable(a.grid.size);
    std::vector<double> sigma(a.grid.size);
    for (std::size_t i = 0; i < a.grid.size; ++i) {
        const double rest = a.grid.wavelength(i);
        const auto other = a.mask[i] ? valueAt(b, rest) : std::nullopt;
        usable[i] = other.has_value();
        trace.wavelength.push_back(rest * shift);
        trace.value.push_back(other ? static_cast<double>(a.flux[i]) - other->flux : 0);
        sigma[i] = other ? std::hypot(static_cast<double>(a.error[i]), other->error) : 0;
    }
    difference.isInSigma = std::ranges::any_of(sigma, [](double value) { return value > 0; });
    for (std::size_t i = 0; difference.isInSigma && i < sigma.size(); ++i) {
        usable[i] = usable[i] && sigma[i] > 0;
        trace.value[i] = usable[i] ? trace.value[i] / sigma[i] : 0;
    }
    trace.runs = drawableRuns(trace.wavelength, usable);
    return difference;
}

} // namespace syzygy
