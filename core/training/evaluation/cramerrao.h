#pragma once

#include "core/labels.h"
#include "core/nn/emulator.h"
#include "core/training/mocks/mocks.h"

#include <array>
#include <span>
#include <vector>

namespace syzygy {

/// 20 × 20, row by row, in the labels' units.
using LabelCovariance = std::array<double, labelCount * labelCount>;

/// Cramér-Rao lower bounds of the labels of one star in one exposure: from the emulator's derivatives
/// (central differences), at the exposure's own noise, gap, ends and line spread, with all labels, vmic,
/// ¹²C/¹³C, velocity and a continuum of 7 Chebyshev terms per detector or chip free, and a Gaussian prior of
/// 0.6 dex on each [X/Fe] (Sandford, Weisz & Ting 2020, ApJS 249, 24).
struct CramerRao {
    Labels nirspec {};
    Labels apogee {};
    LabelCovariance nirspecCovariance {}, apogeeCovariance {};
};

/// One result per observed star.
std::vector<CramerRao> cramerRaoBounds(const Emulator& emulator, std::span<const MockPair> pairs);

} // namespace syzygy
