#pragma once

#include "core/labels.h"
#include "core/latent/atlas.h"

namespace syzygy {

/// What reference stars are like: the prior of a star of whom little is known.
struct StarsAlike {
    Labels mean {}, scatter {}; ///< scatter: standard deviation
};

/// The reference stars most like one in Teff, log g and [Fe/H] (of which they therefore say nothing), 200 of
/// them. Empty atlas: zeros.
StarsAlike starsAlike(const Atlas& atlas, const Labels& like);

/// All reference stars.
StarsAlike allStars(const Atlas& atlas);

} // namespace syzygy
