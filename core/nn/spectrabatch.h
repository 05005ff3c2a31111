// Private to core/nn.
#pragma once

#include "core/nn/projector.h"

#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// The spectra as flat arrays, and what the passes change.
struct SpectraBatch {
    std::int64_t count = 0, pixels = 0, segments = 0;
    double independentShare = 1;        ///< as the projector's
    std::vector<float> flux;            ///< (n, P), minus the mean; 0 where masked
    std::vector<std::uint8_t> used;     ///< (n, P)
    std::vector<std::uint8_t> declared; ///< (n, P), used before clipping
    std::vector<float> stated;          ///< (n, S), median stated error
    std::vector<float> scale;           ///< (n, S), effective over stated error
    std::vector<float> sigma;           ///< (n, S), effective error

    std::int64_t firstOf(std::int64_t s) const { return s * Projector::segmentPixels; }
    std::int64_t lastOf(std::int64_t s) const
    {
        return std::min(pixels, firstOf(s) + Projector::segmentPixels);
    }
    void scaleTo(std::size_t segment, float factor);
};

SpectraBatch makeBatch(const Projector& projector, std::span<const PreparedSpectrum* const> spectra);

/// The first halves of all, then the second ones, with the errors and outliers of the wholes. `rest` (a row
/// for each cut, P): what is taken from their flux.
SpectraBatch makeBatch(const Projector& projector, std::span<const Cut> cuts, const Projection& wholes,
                       const torch::Tensor& rest);

/// Sets the error scale of each segment from the scatter of its residuals about a model (n, P; minus the
/// mean), then leaves out the outliers.
void rescale(SpectraBatch& batch, const torch::Tensor& model);

} // namespace syzygy
