#include "ui/readout.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

const QString separator = QStringLiteral("  \u00b7  ");
constexpr double farthest = 1e-3; // µm; beyond that the pointer is in a gap

QString tr(const char* text)
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
    return std::isfinite(value) ? QString::number(value, 'g', 5) : tr("none");
}

QString micron(double wavelength)
{
    return QStringLiteral("λ %1 µm").arg(wavelength, 0, 'f', 5);
}

QString snrText(double flux, double error)
{
    return error > 0 && std::isfinite(flux / error) ? tr("S/N %1").arg(formatNumber(flux / error, 0))
                                                    : tr("no S/N");
}

} // namespace

QString observedReadOut(const Spectrum& spectrum, std::span<const MaskReason> reasons, double wavelength)
{
    if (spectrum.wavelength.empty())
        return {};
    const auto i = nearest(spectrum.wavelength, wavelength);
    if (std::abs(spectrum.wavelength[i] - wavelength) > farthest)
        return micron(wavelength) + separator + tr("no sample here (gap)");
    QStringList parts { micron(spectrum.wavelength[i]),
                        tr("flux %1 ± %2 %3")
                            .arg(plain(spectrum.flux[i]), plain(spectrum.error[i]),
                                 toQString(spectrum.fluxUnit)),
                        snrText(spectrum.flux[i], spectrum.error[i]) };
    const auto words
        = spectrum.quality.empty() ? QString() : qualityWords(spectrum.instrument, spectrum.quality[i]);
    parts << (words.isEmpty() ? tr("DQ good") : tr("DQ ") + words);
    if (reasons[i] != MaskReason::Used)
        parts << tr("not used: %1").arg(toQString(nameOf(reasons[i])));
    return parts.join(separator);
}

QString preparedReadOut(const PreparedSpectrum& prepared, double wavelength)
{
    const auto pixel = std::lround(prepared.grid.pixel(wavelength));
    if (pixel < 0 || pixel >= static_cast<long>(prepared.grid.size))
        return {};
    const auto i = static_cast<std::size_t>(pixel);
    const auto place = micron(prepared.grid.wavelength(i)) + tr(" at rest");
    if (!prepared.mask[i])
        return place + separator + tr("not used");
    const double flux = static_cast<double>(prepared.flux[i]), error = static_cast<double>(prepared.error[i]);
    return QStringList { place,
                         tr("flux / continuum %1 ± %2").arg(formatNumber(flux, 3), formatNumber(error, 3)),
                         snrText(flux, error) }
        .join(separator);
}

} // namespace syzygy
