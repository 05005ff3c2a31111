// Private to core/processing: one member of a combination on the samples of the combination.
#pragma once

#include "core/spectrum.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace syzygy {

inline constexpr std::size_t leastOverlap = 64; ///< samples from which two members can be compared

struct Layer {
    const Spectrum* spectrum = nullptr;
    std::vector<double> value, variance;
    std::vector<std::uint8_t> good;    ///< not declared bad
    std::vector<std::uint8_t> trusted; ///< nor an undeclared outlier
    std::vector<std::uint32_t> bits;   ///< of the nearest sample
};

/// The member resampled to the wavelengths `target` [µm, ascending]; its own samples as they are where they
/// are among them.
Layer layerOf(const Spectrum& spectrum, const std::vector<double>& target);

/// "file.fits [HDU]".
std::string nameOf(const Layer& layer);

/// Puts every layer on the flux scale of those before it by a robust smooth ratio, and notes it; the first
/// stays as it is.
void matchScales(std::vector<Layer>& layers, std::vector<std::string>& notes);

/// NaN of none.
double medianOrNoData(std::vector<double> values);

/// Median S/N of the samples that are not declared bad.
double snrOf(const Spectrum& spectrum);

} // namespace syzygy
