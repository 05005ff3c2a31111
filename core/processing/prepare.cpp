#include "core/processing/prepare.h"

#include "core/median.h"
#include "core/processing/continuum.h"
#include "core/processing/mask.h"
#include "core/processing/resample.h"
#include "core/units.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

std::string_view nameOf(MaskReason reason)
{
    switch (reason) {
    case MaskReason::Used:
        return "used";
    case MaskReason::Quality:
        return "flagged by the file's quality column";
    case MaskReason::NotFinite:
        return "not a number";
    case MaskReason::NoError:
        return "without an error";
    case MaskReason::Outlier:
        return "outlier";
    case MaskReason::Masked:
        return "masked by hand";
    case MaskReason::OutOfRange:
        break;
    }
    return "outside the used range";
}

namespace {

double medianSnr(const Spectrum& spectrum, const std::vector<MaskReason>& reasons)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < spectrum.size(); ++i)
        if (reasons[i] == MaskReason::Used)
            ratios.push_back(spectrum.flux[i] / spectrum.error[i]);
    if (ratios.empty())
        return 0;
    return medianOf(std::move(ratios));
}

Resampled toRestFrame(const Spectrum& spectrum, const std::vector<MaskReason>& reasons, const ModelGrid& grid,
                      double velocity)
{
    const auto count = spectrum.size();
    std::vector<double> rest(count), variance(count);
    std::vector<std::uint8_t> used(count);
    for (std::size_t i = 0; i < count; ++i) {
        rest[i] = spectrum.wavelength[i] / (1 + velocity / speedOfLight);
        variance[i] = spectrum.error[i] * spectrum.error[i];
        used[i] = reasons[i] == MaskReason::Used;
    }
    return resample({ rest, spectrum.flux, variance, used }, grid);
}

/// Divides by the continuum. A pixel whose continuum is not safely positive is masked.
void normalise(const Resampled& resampled, PreparedSpectrum& prepared)
{
    const auto continuum
        = computeContinuum(resampled.value, resampled.mask, continuumOptionsFor(prepared.grid));
    const auto size = prepared.grid.size;
    prepared.flux.assign(size, 1);
    prepared.error.assign(size, 0);
    prepared.mask.assign(size, 0);
    prepared.continuum.assign(size, 0);
    std::size_t used = 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (!resampled.mask[i] || !(continuum[i] > 0))
            continue;
        prepared.mask[i] = 1;
        prepared.flux[i] = static_cast<float>(resampled.value[i] / continuum[i]);
        prepared.error[i] = static_cast<float>(std::sqrt(resampled.variance[i]) / continuum[i]);
        prepared.continuum[i] = static_cast<float>(continuum[i]);
        ++used;
    }
    prepared.coverage = static_cast<double>(used) / static_cast<double>(size);
}

} // namespace

PreparedSpectrum prepare(const Spectrum& spectrum, const ModelGrid& grid, double velocity,
                         const PrepareOptions& options)
{
    return prepareMasked(spectrum, maskSamples(spectrum, options), grid, velocity);
}

PreparedSpectrum prepareMasked(const Spectrum& spectrum, std::vector<MaskReason> reasons,
                               const ModelGrid& grid, double velocity)
{
    PreparedSpectrum prepared;
    prepared.grid = grid;
    prepared.velocity = velocity;
    prepared.reasons = std::move(reasons);
    for (const auto reason : prepared.reasons)
        ++prepared.counts[static_cast<std::size_t>(reason)];
    prepared.snr = medianSnr(spectrum, prepared.reasons);
    normalise(toRestFrame(spectrum, prepared.reasons, grid, velocity), prepared);
    return prepared;
}

} // namespace syzygy
