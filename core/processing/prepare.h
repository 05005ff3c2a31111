#pragma once

#include "core/processing/modelgrid.h"
#include "core/processing/velocity.h"
#include "core/spectrum.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// Why a sample is not used.
enum class MaskReason : std::uint8_t {
    Used,
    Quality,    ///< a bad bit of the product's quality column
    NotFinite,  ///< flux or error is not a number
    NoError,    ///< error zero, negative or the product's "no data" value
    Outlier,    ///< a run that no stellar line can make
    OutOfRange, ///< outside the instrument's trusted pixels
    Masked,     ///< by the user
};
inline constexpr std::size_t maskReasonCount = 7;
std::string_view nameOf(MaskReason);

/// A spectrum as the encoders see it: rest frame, model grid, divided by its pseudo-continuum.
/// All vectors have grid.size entries. A masked pixel has mask 0, flux 1 and error 0, and is never
/// interpolated into.
struct PreparedSpectrum {
    ModelGrid grid;
    std::vector<float> flux;         ///< flux / pseudo-continuum
    std::vector<float> error;        ///< 1σ of flux, propagated through resampling and division
    std::vector<std::uint8_t> mask;  ///< 1 = usable
    std::vector<float> continuum;    ///< in the spectrum's flux unit; 0 where masked
    double velocity = 0;             ///< km/s taken out
    double snr = 0;                  ///< median flux/error per native pixel over used samples
    double coverage = 0;             ///< share of the grid's usable pixels
    std::vector<MaskReason> reasons; ///< per sample of the spectrum that was prepared
    std::array<std::size_t, maskReasonCount> counts {}; ///< samples per reason
};

struct PrepareOptions {
    /// Extra samples to leave out, as pairs of wavelengths [µm, vacuum, as observed].
    std::vector<std::array<double, 2>> maskedRanges;
};

/// Masks, shifts to the rest frame by `velocity` [km/s], resamples to `grid` with propagated variance and
/// divides by the pseudo-continuum: a Gaussian running mean of the used samples (filter width in
/// continuum.h), computed separately on each side of gaps. One function for real spectra, mocks, templates
/// and references.
PreparedSpectrum prepare(const Spectrum& spectrum, const ModelGrid& grid, double velocity,
                         const PrepareOptions& options = {});

/// The same with a mask that is already known, one reason per sample: for models that must be treated like
/// the spectrum they are compared with.
PreparedSpectrum prepareMasked(const Spectrum& spectrum, std::vector<MaskReason> reasons,
                               const ModelGrid& grid, double velocity);

} // namespace syzygy
