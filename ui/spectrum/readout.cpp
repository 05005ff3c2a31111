#include "ui/spectrum/readout.h"

#include "core/io/quality.h"
#include "core/units.h"
#include "ui/common/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

const QString separator = QStringLiteral("  \u00b7  ");
constexpr double farthest = 1e-3; // µm; beyond that the pointer is in a gap

QString inReadout(const char* text)
{
    return QCoreApplication::translate("readout", text);
}

std::size_t nearest(const std::vector<double>& ascending, double value)
{
    const auto above = std::lower_bound(ascending.begin(), ascending.end(), value);
    const auto index = static_cast<std::size_t>(above - ascending.begin());
    if (index == 0)
        return 0;
    const bool takeBelow = above == ascending.end() || value - ascending[index - 1] < *above - value;
    return takeBelow ? index - 1 : index;
}

QString plain(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', 5) : inReadout("none");
}

QString lambda(double wavelength, const WavelengthScale& scale)
{
    return QStringLiteral("λ ") + scale.text(wavelength);
}

QString snrText(double flux, double error)
{
    return error > 0 && std::isfinite(flux / error) ? inReadout("S/N %1").arg(formatNumber(flux / error, 0))
                                                    : inReadout("no S/N");
}

/// Index of the sample at a wavelength; none in a gap or beyond the ends.
std::optional<std::size_t> sampleAt(const Spectrum& spectrum, double wavelength)
{
    if (spectrum.wavelength.empty())
        return std::nullopt;
    const auto i = nearest(spectrum.wavelength, wavelength);
    return std::abs(spectrum.wavelength[i] - wavelength) > farthest ? std::nullopt : std::optional(i);
}

/// "DQ good" or the bits in words, and why the sample is not used.
QStringList verdicts(const Spectrum& spectrum, std::span<const MaskReason> reasons, std::size_t i)
{
    const auto words = spectrum.quality.empty() ? QString() : toQString(qualityWords(spectrum, i));
    QStringList parts { words.isEmpty() ? inReadout("DQ good") : inReadout("DQ ") + words };
    if (reasons[i] != MaskReason::Used)
        parts << inReadout("not used: %1").arg(toQString(nameOf(reasons[i])));
    return parts;
}

} // namespace

QString observedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons, double wavelength,
                        const DisplayUnits& units, std::optional<double> velocity)
{
    const double shift = velocity ? frameShift(SpectrumFrame::Rest, *velocity) : 1;
    const auto place = [&](double observed) {
        return lambda(observed * shift, units.wavelength) + (velocity ? inReadout(" at rest") : QString());
    };
    const auto found = sampleAt(spectrum, wavelength);
    if (!found)
        return place(wavelength) + separator + inReadout("no sample here (gap)");
    const auto i = *found;
    const FluxScale scale(spectrum, units.flux);
    const double factor = scale.factor(spectrum.wavelength[i]);
    QStringList parts { place(spectrum.wavelength[i]),
                        inReadout("flux %1 ± %2 %3")
                            .arg(plain(spectrum.flux[i] * factor), plain(spectrum.error[i] * factor),
                                 scale.unit()),
                        snrText(spectrum.flux[i], spectrum.error[i]) };
    return (parts + verdicts(spectrum, reasons, i)).join(separator);
}

QString preparedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons,
                        const PreparedSpectrum& prepared, double wavelength, const WavelengthScale& scale)
{
    const auto pixel = std::lround(prepared.grid.pixel(wavelength));
    if (pixel < 0 || pixel >= static_cast<long>(prepared.grid.size))
        return {};
    const auto i = static_cast<std::size_t>(pixel);
    QStringList parts { lambda(prepared.grid.wavelength(i), scale) + inReadout(" at rest") };
    if (prepared.mask[i]) {
        const double flux = static_cast<double>(prepared.flux[i]),
                     error = static_cast<double>(prepared.error[i]);
        parts << inReadout("flux / continuum %1 ± %2").arg(formatNumber(flux, 3), formatNumber(error, 3))
              << snrText(flux, error);
    } else
        parts << inReadout("pixel not used");
    const double observed = prepared.grid.wavelength(i) * (1 + prepared.velocity / speedOfLight);
    if (const auto sample = sampleAt(spectrum, observed))
        parts << verdicts(spectrum, reasons, *sample);
    else
        parts << inReadout("no sample here (gap)");
    return parts.join(separator);
}

} // namespace syzygy
