#pragma once

#include "core/random.h"
#include "core/spectrum.h"

#include <array>
#include <string_view>

namespace syzygy {

/// What makes a spectrum no spectrum of one FGK star at the resolution of its mode: labels of it are wrong,
/// whatever their σ say.
enum class Spoiling {
    FlatHalf,      ///< the red half is a flat continuum with the noise stated
    HotStar,       ///< an A star: broad Paschen and Brackett lines and nothing else
    TwoStars,      ///< a second star of .7 of the flux, 6 pixels further to the red
    LowResolution, ///< R = 500
    Diluted,       ///< half of the flux is a continuum without lines: background, dust, a hot companion
};
inline constexpr std::array spoilings { Spoiling::FlatHalf, Spoiling::HotStar, Spoiling::TwoStars,
                                        Spoiling::LowResolution, Spoiling::Diluted };

std::string_view nameOf(Spoiling spoiling); ///< "two stars 6 pixels apart"

/// The exposure of `star` spoilt so, its noise what its errors say. `other` is an exposure of another star
/// (TwoStars); `velocity` [km/s] is the star's (HotStar).
Spectrum spoilt(const Spectrum& star, Spoiling spoiling, const Spectrum& other, double velocity,
                Random& random);

} // namespace syzygy
