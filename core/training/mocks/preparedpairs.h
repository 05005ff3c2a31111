#pragma once

#include "core/processing/prepare.h"
#include "core/training/mocks/mocks.h"

#include <cstdint>
#include <vector>

namespace syzygy {

/// The two sides of mock pairs, prepared as the encoders see them, one of each per star.
struct PreparedPairs {
    std::vector<PreparedSpectrum> nirspec, apogee; ///< without continuum and reasons
    std::vector<float> nirspecLineErrors,
        apogeeLineErrors; ///< relative scatter of line depths that the mocks were given

    void reserve(std::size_t count);
    void add(struct PreparedPair pair);
};

struct PreparedPair {
    PreparedSpectrum nirspec, apogee;
    double nirspecLineError = 0, apogeeLineError = 0;
};
PreparedPair preparePair(const StarSpectra& spectra, std::size_t star, const MockOptions& options,
                         std::uint64_t seed);

/// Observes and prepares every star of `spectra`. The NIRSpec side is prepared at its true velocity plus an
/// error as measureVelocity() makes. The same seed gives the same pairs.
PreparedPairs preparePairs(const StarSpectra& spectra, const MockOptions& options, std::uint64_t seed);

} // namespace syzygy
