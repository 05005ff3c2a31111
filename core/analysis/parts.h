#pragma once

#include "core/analysis/given.h"
#include "core/processing/prepare.h"

#include <array>
#include <optional>
#include <string>

namespace syzygy {

/// The blue and the red half of the usable pixels, each as a spectrum of its own; nothing where one would hold fewer than
/// `leastPixels`.
std::optional<std::array<PreparedSpectrum, 2>> halvesOf(const PreparedSpectrum& prepared, std::size_t leastPixels);

/// One of Teff, log g, [Fe/H] as the halves of a spectrum tell it.
struct PartTension {
    Label label = Label::Teff;
    std::array<double, 2> value {}, sigma {}; ///< blue, red; K or dex
    double size() const;                      ///< |difference| over the σ of both
};

/// The label in which two analyses of halves differ most.
PartTension largestTension(const std::array<JointLabels, 2>& halves);

/// Beyond this size the halves cannot be of one star, or not of one extraction: so few mocks and standards reach it (DESIGN.md).
inline constexpr double disagreeingParts = 4;

} // namespace syzygy
