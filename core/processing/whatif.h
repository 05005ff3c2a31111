#pragma once

#include "core/processing/maskedranges.h"
#include "core/spectrum.h"

#include <cstdint>
#include <optional>

namespace syzygy {

/// How else a spectrum could have been observed.
struct WhatIf {
    std::optional<double> snr; ///< median per native pixel; a spectrum is never made better than it is
    std::optional<double> resolvingPower; ///< λ/FWHM, where it is below `ownResolvingPower`
    double ownResolvingPower = 2700;      ///< of the spectrum: NIRSpec G140H's
    double velocity = 0;                  ///< km/s more than the star has
    MaskedRanges lost;                    ///< µm, vacuum, as observed (before `velocity`): a gap in the data
    std::uint64_t seed = 1;               ///< of the noise

    bool changes() const { return snr || resolvingPower || velocity != 0 || !lost.empty(); }
};

/// The spectrum as it would have been: broadened by a Gaussian within each contiguous range, the noise that
/// this takes out put in again as independent noise, more noise up to the lower S/N, samples lost (NaN),
/// wavelengths shifted. Samples that are declared bad or have no error neither change nor spread. The same
/// seed gives the same noise at every S/N, only more of it: a slider moves one realisation.
Spectrum altered(const Spectrum& spectrum, const WhatIf& whatIf);

} // namespace syzygy
