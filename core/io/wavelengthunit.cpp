#include "core/io/assemble.h"
#include "core/io/text.h"
#include "core/units.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace syzygy {

namespace {

struct Unit {
    std::string_view name;
    double microns;
};

constexpr std::array<Unit, 26> units { { { "um", 1 },
                                         { "micron", 1 },
                                         { "microns", 1 },
                                         { "micrometer", 1 },
                                         { "micrometers", 1 },
                                         { "micrometre", 1 },
                                         { "micrometres", 1 },
                                         { "nm", 1e-3 },
                                         { "nanometer", 1e-3 },
                                         { "nanometers", 1e-3 },
                                         { "nanometre", 1e-3 },
                                         { "nanometres", 1e-3 },
                                         { "Angstrom", micronsPerAngstrom },
                                         { "Angstroms", micronsPerAngstrom },
                                         { "Ang", micronsPerAngstrom },
                                         { "AA", micronsPerAngstrom },
                                         { "A", micronsPerAngstrom },
                                         { "m", 1e6 },
                                         { "meter", 1e6 },
                                         { "meters", 1e6 },
                                         { "metre", 1e6 },
                                         { "metres", 1e6 },
                                         { "mm", 1e3 },
                                         { "millimeter", 1e3 },
                                         { "cm", 1e4 },
                                         { "centimeter", 1e4 } } };

std::optional<double> named(std::string_view unit)
{
    const auto* const found
        = std::ranges::find_if(units, [&](const Unit& known) { return equalIgnoringCase(known.name, unit); });
    return found == units.end() ? std::nullopt : std::optional(found->microns);
}

/// "10**-10", "10^-10" and "10-10" of the FITS standard (Pence+ 2010, table 6), "1e-10", "0.1".
std::optional<double> factorOf(std::string_view text)
{
    if (text.starts_with("10") && text.size() > 2) {
        auto exponent = text.substr(2);
        if (exponent.starts_with("**"))
            exponent.remove_prefix(2);
        else if (exponent.starts_with("^"))
            exponent.remove_prefix(1);
        while (exponent.size() > 1 && exponent.front() == '(' && exponent.back() == ')')
            exponent = exponent.substr(1, exponent.size() - 2);
        const bool isSigned = exponent.starts_with('-') || exponent.starts_with('+');
        if (const auto power = parseNumber(exponent);
            power && (isSigned || exponent.size() < text.size() - 2) && std::abs(*power) < 30)
            return std::pow(10.0, *power);
    }
    const auto number = parseNumber(text);
    return number && *number > 0 && *number < 1e30 ? number : std::nullopt;
}

} // namespace

std::optional<double> micronsOver(std::string_view stated)
{
    struct Reciprocal {
        std::string_view name;
        double microns; ///< wavelength of one unit
    };
    constexpr double planckTimesLight = 1.239841984;     ///< eV µm: h c / e of the SI (2019)
    constexpr double lightPerHertz = speedOfLight * 1e9; ///< µm/s
    static constexpr std::array<Reciprocal, 13> reciprocals { { { "Hz", lightPerHertz },
                                                                { "kHz", lightPerHertz * 1e-3 },
                                                                { "MHz", lightPerHertz * 1e-6 },
                                                                { "GHz", lightPerHertz * 1e-9 },
                                                                { "THz", lightPerHertz * 1e-12 },
                                                                { "eV", planckTimesLight },
                                                                { "keV", planckTimesLight * 1e-3 },
                                                                { "cm-1", 1e4 },
                                                                { "cm**-1", 1e4 },
                                                                { "cm**(-1)", 1e4 },
                                                                { "cm^-1", 1e4 },
                                                                { "1/cm", 1e4 },
                                                                { "1 / cm", 1e4 } } };
    const auto plain = plainSigns(trimmed(stated));
    const auto* const found = std::ranges::find_if(
        reciprocals, [&](const Reciprocal& known) { return equalIgnoringCase(known.name, plain); });
    return found == reciprocals.end() ? std::nullopt : std::optional(found->microns);
}

bool isSpectralUnit(std::string_view stated)
{
    return micronsPer(stated) || micronsOver(stated);
}

std::optional<double> micronsPer(std::string_view stated)
{
    constexpr std::size_t longest = 40; // characters; no unit has as many
    const auto plain = plainSigns(trimmed(stated.substr(0, 2 * longest)));
    const std::string_view unit = plain;
    if (unit.size() > longest)
        return {};
    if (const auto known = named(unit))
        return known;
    // a factor before the unit: VOUnit's "0.1nm", FITS' "10**-10 m"
    for (std::size_t length = unit.size() - 1; !unit.empty() && length > 0; --length) {
        const auto base = named(trimmed(unit.substr(length)));
        const auto factor = base ? factorOf(trimmed(unit.substr(0, length))) : std::nullopt;
        if (factor)
            return *factor * *base;
    }
    return {};
}

} // namespace syzygy
