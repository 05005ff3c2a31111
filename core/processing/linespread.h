#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace syzygy {

/// A synthetic spectrum sampled uniformly in ln λ, at its own (high) Gaussian resolution.
struct FineSpectrum {
    double lnStart = 0; ///< ln of the first wavelength [µm, vacuum, rest]
    double lnStep = 0;
    double resolvingPower = 0; ///< λ/FWHM it already has
    std::span<const float> flux;
};

/// Gaussian line spread whose FWHM [µm] changes linearly with wavelength.
struct LineSpread {
    double fwhm = 0;        ///< µm, at `reference`
    double slope = 0;       ///< µm per µm
    double reference = 1.3; ///< µm

    double at(double wavelength) const { return fwhm + slope * (wavelength - reference); }
};

/// The spectrum with the line spread of `target`, still on its fine grid; what it has already is taken off in
/// quadrature, and where that leaves nothing it stays as it is.
std::vector<float> broaden(const FineSpectrum& spectrum, const LineSpread& target);

/// Mean flux in each pixel between `edges` [µm, as observed] (n + 1 ascending edges -> n pixels) of a star
/// that recedes with `velocity` [km/s]. Pixels outside the fine grid get NaN.
std::vector<double> integratePixels(const FineSpectrum& spectrum, std::span<const double> edges,
                                    double velocity);

} // namespace syzygy
