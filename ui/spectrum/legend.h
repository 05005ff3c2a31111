#pragma once

#include "ui/common/theme.h"
#include "ui/sources/source.h"
#include "ui/spectrum/spectrumbar.h"

#include <span>

namespace syzygy {

/// What is drawn beside a spectrum.
struct LegendContent {
    Comparison comparison = Comparison::Nothing;
    bool isDrawn = false; ///< the comparison: there may be no fit yet
    std::size_t star = 0; ///< the reference star's row of the atlas
    std::span<const MaskReason> reasons;
    QString starName {}; ///< in place of its number
};

/// Names of the lines and marks in their colours, as rich text. The spectrum has been read.
QString spectrumLegend(const Source& source, const LegendContent& content, const PlotTheme& theme);

} // namespace syzygy
