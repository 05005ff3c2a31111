#pragma once

#include "core/nn/correction.h"
#include "core/processing/prepare.h"

#include <span>
#include <vector>

namespace syzygy {

/// A spectrum of a star of known labels beside what the emulator makes of these labels, observed alike.
struct GapSample {
    const PreparedSpectrum* observed = nullptr;
    std::span<const float> model; ///< on observed->grid
    double errorScale = 1;        ///< effective over stated errors
};

/// How far line depths and offsets are expected to be off.
struct GapPrior {
    double offset = 0.002; ///< 1σ, normalised flux
    double depth = 0.1;    ///< 1σ, relative
};

/// The prior under which the samples are most likely, of a few.
GapPrior likeliestGapPrior(std::span<const GapSample> samples);

/// Posterior mean of offset and depth of each pixel, both smooth over a line spread, about a depth common to
/// the line list (see lineListAt), by Gaussian regression of observed − model. All samples on the same grid;
/// an empty correction if there is none.
SpectralCorrection fitSpectralGap(std::span<const GapSample> samples, const GapPrior& prior);

} // namespace syzygy
