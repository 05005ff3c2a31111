#pragma once

#include "core/spectrum.h"

#include <string>
#include <vector>

namespace syzygy {

/// How many samples of a spectrum carry one bit.
struct QualityCount {
    int bit = 0;
    std::string name; ///< "DO_NOT_USE", "SIG_SKYLINE", "masked"; "bit 5" where the product does not say
    std::size_t samples = 0;
    bool bad = false; ///< such samples are left out
};

/// The bits that occur, lowest first.
std::vector<QualityCount> countQuality(const Spectrum& spectrum);

/// The words for one sample's bits, "DO_NOT_USE, SATURATED"; empty for a good one.
std::string qualityWords(const Spectrum& spectrum, std::size_t sample);

} // namespace syzygy
