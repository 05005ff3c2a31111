#pragma once

#include "core/nn/encoders.h"

#include <vector>

namespace syzygy {

/// d label / d flux [K or dex per normalised flux] of every pixel of a prepared spectrum on a grid that is
/// encoded: backwards through heads and encoders (LibTorch's autograd), the fit that they start from and the
/// front end. Noise level, clipping and mask are held; 0 where masked. Empty for encoders without a front
/// end.
std::vector<float> labelGradient(const Encoders& encoders, const PreparedSpectrum& spectrum, Label label);

} // namespace syzygy
