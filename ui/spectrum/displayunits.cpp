#include "ui/spectrum/displayunits.h"

#include "core/units.h"
#include "ui/common/format.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("DisplayUnits", text);
}

double perMicron(WavelengthUnit unit)
{
    switch (unit) {
    case WavelengthUnit::Nanometre:
        return 1e3;
    case WavelengthUnit::Angstrom:
        return 1 / micronsPerAngstrom;
    case WavelengthUnit::Micron:
        break;
    }
    return 1;
}

/// Such that the last one is a tenth of an Å, a twentieth of a pixel of G140H.
int decimalsOf(WavelengthUnit unit)
{
    return unit == WavelengthUnit::Micron ? 5 : unit == WavelengthUnit::Nanometre ? 2 : 1;
}

std::optional<FluxKind> kindOf(FluxDisplay display)
{
    switch (display) {
    case FluxDisplay::Jansky:
        return FluxKind::PerFrequency;
    case FluxDisplay::PerWavelength:
        return FluxKind::PerWavelength;
    case FluxDisplay::AsInFile:
        break;
    }
    return std::nullopt;
}

} // namespace

double WavelengthScale::shown(double microns) const
{
    return perMicron(unit) * (isAir ? airFromVacuum(microns) : microns);
}

double WavelengthScale::microns(double shown) const
{
    const double value = shown / perMicron(unit);
    return isAir ? vacuumFromAir(value) : value;
}

QString WavelengthScale::symbol() const
{
    return unit == WavelengthUnit::Micron   ? QStringLiteral("µm")
        : unit == WavelengthUnit::Nanometre ? QStringLiteral("nm")
                                            : QStringLiteral("Å");
}

QString WavelengthScale::title() const
{
    return tr("wavelength [%1, %2]").arg(symbol(), isAir ? tr("air") : tr("vacuum"));
}

QString WavelengthScale::text(double microns) const
{
    return QStringLiteral("%1 %2").arg(shown(microns), 0, 'f', decimalsOf(unit)).arg(symbol());
}

QString toWords(const DisplayUnits& units)
{
    QStringList words { units.wavelength.unit == WavelengthUnit::Micron          ? QStringLiteral("um")
                            : units.wavelength.unit == WavelengthUnit::Nanometre ? QStringLiteral("nm")
                                                                                 : QStringLiteral("A") };
    if (units.wavelength.isAir)
        words << QStringLiteral("air");
    if (units.flux != FluxDisplay::AsInFile)
        words << (units.flux == FluxDisplay::Jansky ? QStringLiteral("Jy") : QStringLiteral("f_lambda"));
    return words.join(QLatin1Char(' '));
}

DisplayUnits displayUnitsOf(const QString& words)
{
    DisplayUnits units;
    for (const auto& word : words.split(QLatin1Char(' ')))
        if (word == QStringLiteral("nm"))
            units.wavelength.unit = WavelengthUnit::Nanometre;
        else if (word == QStringLiteral("A"))
            units.wavelength.unit = WavelengthUnit::Angstrom;
        else if (word == QStringLiteral("air"))
            units.wavelength.isAir = true;
        else if (word == QStringLiteral("Jy"))
            units.flux = FluxDisplay::Jansky;
        else if (word == QStringLiteral("f_lambda"))
            units.flux = FluxDisplay::PerWavelength;
    return units;
}

bool canShow(const Spectrum& spectrum, FluxDisplay display)
{
    const auto kind = kindOf(display);
    if (!kind)
        return true;
    const auto unit = fluxUnitOf(spectrum.fluxUnit);
    const bool isSame = unit && unit->kind == *kind && std::abs(unit->factor - 1) < 1e-9;
    return unit && !isSame && fluxFactor(*unit, *kind, 1.0).has_value();
}

FluxDisplay nextDisplay(const Spectrum& spectrum, FluxDisplay display)
{
    constexpr std::array all { FluxDisplay::AsInFile, FluxDisplay::Jansky, FluxDisplay::PerWavelength };
    auto next = static_cast<std::size_t>(canShow(spectrum, display) ? display : FluxDisplay::AsInFile);
    do
        next = (next + 1) % all.size();
    while (!canShow(spectrum, all[next]));
    return all[next];
}

FluxScale::FluxScale(const Spectrum& spectrum, FluxDisplay display)
    : m_unit(toQString(spectrum.fluxUnit))
{
    if (display == FluxDisplay::AsInFile || !canShow(spectrum, display))
        return;
    m_from = *fluxUnitOf(spectrum.fluxUnit);
    m_kind = kindOf(display);
    m_unit = display == FluxDisplay::Jansky ? QStringLiteral("Jy") : QStringLiteral("erg s⁻¹ cm⁻² Å⁻¹");
}

double FluxScale::factor(double microns) const
{
    return m_kind ? fluxFactor(m_from, *m_kind, microns).value_or(1) : 1;
}

std::optional<std::array<double, 2>> parseRange(const QString& text, const WavelengthScale& scale)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*(\\d*[.,]?\\d+)\\s*(?:[-\u2013\u2212;:]|\\.\\.\\.|…|\\s)\\s*(\\d*[.,]?\\d+)\\s*("
                       "?:[^-\\d\\s.,;:\u2013\u2212]\\S*)?\\s*$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const auto end = [&](int part) {
        return scale.microns(match.captured(part).replace(QLatin1Char(','), QLatin1Char('.')).toDouble());
    };
    const double a = end(1), b = end(2);
    if (!(a > 0) || !(b > 0) || a == b)
        return std::nullopt;
    return std::array { std::min(a, b), std::max(a, b) };
}

QString rangeText(const std::array<double, 2>& microns, const WavelengthScale& scale)
{
    const int decimals = std::max(0, decimalsOf(scale.unit) - 1);
    return QStringLiteral("%1 \u2013 %2")
        .arg(scale.shown(microns[0]), 0, 'f', decimals)
        .arg(scale.shown(microns[1]), 0, 'f', decimals);
}

} // namespace syzygy
