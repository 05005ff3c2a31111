#pragma once

#include "core/nn/emulator.h"
#include "core/processing/linespread.h"
#include "core/processing/modelgrid.h"

#include <cstddef>

namespace syzygy {

/// What differs between the modes that are encoded, each known by its model grid.
struct ModeTraits {
    Band band = Band::Nirspec;    ///< of the emulator
    LineSpread lineSpread {};     ///< typical of a star in a NIRSpec shutter (least-squares fits of G140H
                                  ///< give 2.5-5.3 Å FWHM; G140M: as many pixels)
    double pixel = 0;             ///< µm, in the middle of the range
    double templateStep = 0;      ///< km/s, of velocity templates: a third of the line spread or finer
    double usualLineLength = 0;   ///< Å, of correlationLength(): what most stars stay below
    std::size_t leastPixels = 0;  ///< of the model grid, usable: fewer say nothing
    std::size_t leastSamples = 0; ///< inside the range of the encoder
    std::size_t leastPixelsOfAHalf = 0; ///< for halves that can be compared
};

/// G140H's for a grid that is none of them.
const ModeTraits& traitsOf(const ModelGrid& grid);

} // namespace syzygy
