#pragma once

// Private to core/nn and core/training: LibTorch in the open.

#include "core/nn/encoders.h"
#include "core/processing/modelgrid.h"
#include "core/processing/prepare.h"

#include <torch/types.h>

#include <cstdint>
#include <span>

namespace syzygy {

/// The encoders' front end: a spectrum's coefficients on principal components of prepared mocks, found by
/// weighted least squares over the used pixels only, with the components' variances as a Gaussian prior
/// (ridge). A gap or hole widens the posterior of a coefficient instead of biasing it. Residuals rescale
/// wrong errors per segment and clip outliers.
struct Projector {
    ModelGrid grid;
    torch::Tensor mean;     ///< (P)
    torch::Tensor basis;    ///< (P, K), orthonormal columns
    torch::Tensor variance; ///< (K), of each coefficient over mocks
    double independentShare
        = 1;            ///< of the grid's pixels: what resampling to a finer grid adds is no information
    torch::Tensor gram; ///< (S, K·K), BᵀB of each segment; derived, not saved

    static constexpr std::int64_t segmentPixels = Encoding::segmentPixels; ///< share one noise level
    static constexpr std::int64_t regions = 8; ///< coarse parts of the spectrum, for the noise features

    std::int64_t pixels() const { return basis.size(0); }
    std::int64_t components() const { return basis.size(1); }
    std::int64_t segments() const { return (pixels() + segmentPixels - 1) / segmentPixels; }
    std::int64_t featureCount() const { return 2 * components() + 2 * regions + 1; }

    /// Fills `gram`; call after mean, basis and variance are set.
    void finish();
    /// The same with its first components alone, finished.
    Projector leading(std::int64_t count) const;
};

/// What the front end finds for n spectra.
struct Projection {
    torch::Tensor coefficients;      ///< (n, K), posterior mean
    torch::Tensor posteriorVariance; ///< (n, K), diagonal
    torch::Tensor sigma;      ///< (n, S), effective 1σ per pixel of each segment, 0 where nothing is used
    torch::Tensor errorScale; ///< (n, S), effective over stated error, 0 where nothing is used
    torch::Tensor coverage;   ///< (n, S), share of pixels used after clipping
    torch::Tensor used;       ///< (n, P), bytes: 1 where a pixel counts, outliers clipped
    torch::Tensor clipped;    ///< (n), share of used pixels clipped as outliers
    torch::Tensor model;      ///< (n, P), reconstruction in normalised flux
    torch::Tensor normal;     ///< (n, K, K), information on the coefficients, the prior's included
};

Projection project(const Projector& projector, std::span<const PreparedSpectrum* const> spectra);

/// A spectrum that has been projected as a whole, to be parted into its pixels before `cut` and the others.
struct Cut {
    const PreparedSpectrum* spectrum = nullptr;
    std::int64_t row = 0; ///< of the whole's projection
    std::int64_t cut = 0;
};

/// What the halves say by themselves, the first halves of all, then the second ones, of the leading
/// components of the projector that the wholes are from: the others stay where the wholes have put them.
/// Errors and outliers are those that the wholes have shown; clipped, errorScale and model are left out.
Projection projectHalves(const Projector& leading, std::span<const Cut> cuts, const Projection& wholes);

/// (n, featureCount): whitened coefficients, how well each is constrained (0 ... 1), log noise and coverage
/// of each region, and the relative error of line depths that is to be reckoned with (n; see
/// Encoders::withLineError).
torch::Tensor featuresOf(const Projector& projector, const Projection& projection,
                         const torch::Tensor& lineErrors);

/// (n): mean log noise of the regions that are covered.
torch::Tensor noiseLevel(const torch::Tensor& features, std::int64_t components);

/// (n): the line error among the features, relative.
torch::Tensor lineErrorOf(const torch::Tensor& features, std::int64_t components);

} // namespace syzygy
