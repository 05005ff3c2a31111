#pragma once

#include "core/analysis/given.h"
#include "core/processing/prepare.h"

#include <array>
#include <optional>
#include <string>

namespace syzygy {

/// The pixel before which half of the usable pixels lie; nothing where a half would hold fewer than
/// `leastPixels`.
std::optional<std::size_t> middleOf(const PreparedSpectrum& prepared, std::size_t leastPixels);

/// One of Teff, log g, [Fe/H] as the halves of a spectrum tell it.
struct PartTension {
    Label label = Label::Teff;
    std::array<double, 2> value {}, sigma {}; ///< blue, red; K or dex
    double size() const;                      ///< |difference| over the σ of both
};

/// The label in which two analyses of halves differ most.
PartTension largestTension(const std::array<JointLabels, 2>& halves);

/// Beyond this size the halves cannot be of one star, or not of one extraction: so few mocks and standards
/// reach it (DESIGN.md).
inline constexpr double disagreeingParts = 4.2;

} // namespace syzygy
