#pragma once

#include "core/fluxunits.h"
#include "core/spectrum.h"

#include <QString>

#include <array>
#include <optional>

namespace syzygy {

enum class WavelengthUnit { Micron, Nanometre, Angstrom };

/// How wavelengths are told. Everything within the program is in µm, vacuum; only axes and texts know this.
struct WavelengthScale {
    WavelengthUnit unit = WavelengthUnit::Micron;
    bool isAir = false; ///< standard air

    double shown(double microns) const;
    double microns(double shown) const;
    QString symbol() const;             ///< "µm"
    QString title() const;              ///< of an axis
    QString text(double microns) const; ///< "1.23456 µm"
    bool operator==(const WavelengthScale&) const = default;
};

enum class FluxDisplay { AsInFile, Jansky, PerWavelength };

struct DisplayUnits {
    WavelengthScale wavelength;
    FluxDisplay flux = FluxDisplay::AsInFile;
    bool operator==(const DisplayUnits&) const = default;
};

/// "A air f_lambda", for what remembers it between runs. Words that are not known are passed over.
QString toWords(const DisplayUnits& units);
DisplayUnits displayUnitsOf(const QString& words);

/// Can the flux be shown so? As in the file always; else where its unit is known to be a flux density, which
/// is not the case of what would be shown as in the file anyway.
bool canShow(const Spectrum& spectrum, FluxDisplay display);

/// The next of those that can be.
FluxDisplay nextDisplay(const Spectrum& spectrum, FluxDisplay display);

/// What the flux of a spectrum is multiplied with to be shown, and its unit then; as in the file where
/// canShow() says no.
class FluxScale {
public:
    FluxScale() = default;
    FluxScale(const Spectrum& spectrum, FluxDisplay display);
    double factor(double microns) const; ///< at a wavelength as observed
    bool isPlain() const { return !m_kind; }
    QString unit() const { return m_unit; } ///< empty: none is known

private:
    FluxUnit m_from;
    std::optional<FluxKind> m_kind; ///< to be shown as; none: as in the file
    QString m_unit;
};

/// Reads "1.15-1.36", "11500 – 13600" or "1.15 1.36", in the scale's unit and medium. In µm, vacuum, the
/// smaller first; nothing if it is no range.
std::optional<std::array<double, 2>> parseRange(const QString& text, const WavelengthScale& scale);
QString rangeText(const std::array<double, 2>& microns, const WavelengthScale& scale);

} // namespace syzygy
