#include "core/nn/spectrabatch.h"

#include "core/median.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr double floorSigma = 0.001; ///< of normalised flux: what the components leave out, whatever the S/N
constexpr double clipSigmas = 4.5;
constexpr float largestErrorRatio = 4; ///< a pixel noisier than this × its segment's median counts as masked
constexpr double leastErrorScale = 0.5;

/// Median stated error of a segment; pixels much noisier than that are masked.
float stateSegment(const PreparedSpectrum& spectrum, SpectraBatch& batch, std::int64_t row, std::int64_t s)
{
    std::vector<float> errors;
    for (auto i = batch.firstOf(s); i < batch.lastOf(s); ++i)
        if (spectrum.mask[static_cast<std::size_t>(i)])
            errors.push_back(spectrum.error[static_cast<std::size_t>(i)]);
    if (errors.empty())
        return 0;
    const float median = medianOf(errors);
    for (auto i = batch.firstOf(s); i < batch.lastOf(s); ++i)
        if (spectrum.error[static_cast<std::size_t>(i)] > largestErrorRatio * median)
            batch.used[static_cast<std::size_t>(row * batch.pixels + i)] = 0;
    return median;
}

SpectraBatch emptyBatch(const Projector& projector, std::size_t spectra)
{
    SpectraBatch batch;
    batch.count = static_cast<std::int64_t>(spectra);
    batch.pixels = projector.pixels();
    batch.segments = projector.segments();
    batch.independentShare = projector.independentShare;
    batch.flux.assign(static_cast<std::size_t>(batch.count * batch.pixels), 0);
    batch.used.assign(batch.flux.size(), 0);
    batch.stated.assign(static_cast<std::size_t>(batch.count * batch.segments), 0);
    batch.scale.assign(batch.stated.size(), 1);
    batch.sigma.assign(batch.stated.size(), 0);
    return batch;
}

/// Where it is used, minus `rest`.
void fillFlux(SpectraBatch& batch, std::int64_t row, const PreparedSpectrum& spectrum, const float* rest)
{
    const auto offset = static_cast<std::size_t>(row * batch.pixels);
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.pixels); ++i)
        if (batch.used[offset + i])
            batch.flux[offset + i] = spectrum.flux[i] - rest[i];
}

/// Sets a segment's error scale from the scatter of its residuals, then clips outliers.
void rescaleSegment(SpectraBatch& batch, std::int64_t row, std::int64_t s, const float* model)
{
    const auto offset = static_cast<std::size_t>(row * batch.pixels);
    const auto k = static_cast<std::size_t>(row * batch.segments + s);
    std::vector<float> residuals;
    for (auto i = static_cast<std::size_t>(batch.firstOf(s)); i < static_cast<std::size_t>(batch.lastOf(s));
         ++i)
        if (batch.declared[offset + i])
            residuals.push_back(std::abs(batch.flux[offset + i] - model[offset + i]));
    if (residuals.size() < 10)
        return;
    const float scatter = 1.4826F * medianOf(residuals);
    batch.scaleTo(k, std::max(static_cast<float>(leastErrorScale), scatter / batch.stated[k]));
    const float limit = static_cast<float>(clipSigmas) * batch.sigma[k];
    for (auto i = static_cast<std::size_t>(batch.firstOf(s)); i < static_cast<std::size_t>(batch.lastOf(s));
         ++i)
        batch.used[offset + i]
            = batch.declared[offset + i] && std::abs(batch.flux[offset + i] - model[offset + i]) < limit;
}

} // namespace

void SpectraBatch::scaleTo(std::size_t segment, float factor)
{
    scale[segment] = factor;
    sigma[segment] = std::hypot(stated[segment] * factor, static_cast<float>(floorSigma));
}

SpectraBatch makeBatch(const Projector& projector, std::span<const PreparedSpectrum* const> spectra)
{
    auto batch = emptyBatch(projector, spectra.size());
    for (std::int64_t row = 0; row < batch.count; ++row) {
        const auto& spectrum = *spectra[static_cast<std::size_t>(row)];
        std::copy(spectrum.mask.begin(), spectrum.mask.end(), batch.used.begin() + row * batch.pixels);
        for (std::int64_t s = 0; s < batch.segments; ++s) {
            const auto segment = static_cast<std::size_t>(row * batch.segments + s);
            batch.stated[segment] = stateSegment(spectrum, batch, row, s);
            batch.scaleTo(segment, 1);
        }
        fillFlux(batch, row, spectrum, projector.mean.data_ptr<float>());
    }
    batch.declared = batch.used;
    return batch;
}

SpectraBatch makeBatch(const Projector& projector, std::span<const Cut> cuts, const Projection& wholes,
                       const torch::Tensor& rest)
{
    const auto contiguous = rest.contiguous();
    auto batch = emptyBatch(projector, 2 * cuts.size());
    for (std::int64_t row = 0; row < batch.count; ++row) {
        const auto half = static_cast<std::size_t>(row) / cuts.size(),
                   index = static_cast<std::size_t>(row) % cuts.size();
        const auto& cut = cuts[index];
        const auto first = half == 0 ? 0 : cut.cut, last = half == 0 ? cut.cut : batch.pixels;
        const auto* used = wholes.used.data_ptr<std::uint8_t>() + cut.row * batch.pixels;
        std::copy(used + first, used + last, batch.used.begin() + row * batch.pixels + first);
        const auto* sigma = wholes.sigma.data_ptr<float>() + cut.row * batch.segments;
        std::copy(sigma, sigma + batch.segments, batch.sigma.begin() + row * batch.segments);
        fillFlux(batch, row, *cut.spectrum,
                 contiguous.data_ptr<float>() + static_cast<std::int64_t>(index) * batch.pixels);
    }
    batch.declared = batch.used;
    return batch;
}

void rescale(SpectraBatch& batch, const torch::Tensor& model)
{
    const auto contiguous = model.contiguous();
    for (std::int64_t row = 0; row < batch.count; ++row)
        for (std::int64_t s = 0; s < batch.segments; ++s)
            rescaleSegment(batch, row, s, contiguous.data_ptr<float>());
}

} // namespace syzygy
