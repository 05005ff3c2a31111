#pragma once

#include "core/analysis/analyzer.h"

#include <span>
#include <vector>

namespace syzygy {

/// Why a label is not what it is in the nearest reference stars.
struct Why {
    Label label = Label::Teff;
    /// Per pixel of the analysis' grid, K or dex: d label / d flux times what the data have more than the
    /// mean spectrum of the nearest stars. 0 where masked. Its sum is what the spectrum says against them, to
    /// first order.
    std::vector<float> pull;
    std::vector<float> mean; ///< that spectrum, normalised
};

/// Of an encoded analysis. Empty pulls for encoders without a front end.
Why whyOf(const Analyzer& analyzer, const Analysis& analysis, Label label);

/// What the pixels about one line add up to.
struct LinePull {
    std::size_t line = 0; ///< index of its wavelength in the list
    double pull = 0;      ///< K or dex
};

/// The lines [µm, vacuum, at rest] that matter most, the strongest first, `count` at most: each pixel counts
/// for the nearest line, if that is within `reach` [µm]; lines without any pull are left out.
std::vector<LinePull> strongestLines(const Why& why, const ModelGrid& grid, std::span<const double> lines,
                                     std::size_t count, double reach = 4e-4);

} // namespace syzygy
