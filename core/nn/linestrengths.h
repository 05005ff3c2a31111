#pragma once

#include "core/labels.h"

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

namespace syzygy {

/// Species whose lines may be off: iron, and the elements of the labels C ... Ce, of which C, N and O stand
/// for their molecules too.
inline constexpr std::size_t speciesCount = labelCount - 2;

/// "Fe", "C", ... "Ce".
std::string_view nameOfSpecies(std::size_t species);

/// Lines of one source, for a stretch of wavelengths.
struct LineList {
    double end = std::numeric_limits<double>::infinity(); ///< µm, vacuum; begins where the former list ends
    /// dex by which log gf of a species' lines is to be changed: the abundance that its lines are computed
    /// with is the star's plus this one. Negative: the list makes them too strong.
    std::array<double, speciesCount> offset {};
};

/// Corrections of line data by species and list, in the order of wavelength, the last without an end. Empty:
/// the lines as they are.
struct LineStrengths {
    std::vector<LineList> lists;

    bool isZero() const;
    /// Index of the list at a vacuum wavelength [µm]. REQUIRES: not empty.
    std::size_t at(double wavelength) const;
};

/// The star as the lines of a list see it: [Fe/H] and every [X/H] shifted. Shifting [Fe/H] moves the
/// atmosphere's structure along, since a grid that ties one to the other cannot tell them apart: a few per
/// cent of the lines' change for .2 dex.
StellarParameters seenBy(const LineList& list, StellarParameters star);

} // namespace syzygy
