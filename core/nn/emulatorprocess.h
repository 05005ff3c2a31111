#pragma once

// Private to core/nn and core/training: needs LibTorch. Shapes: N stars asked for, S stars interpolated
// between, D inputs, T terms, K components, P pixels.

#include "core/nn/emulator.h"

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <span>

namespace syzygy {

/// Σ_t weight_t · exp(−½ Σ_i (scale_ti · (a_i − b_i))²). A term that does not look at an input has scale 0
/// there.
struct ArdKernel {
    torch::Tensor logWeights; ///< (T), double
    torch::Tensor scales;     ///< (T, D), double, inverse lengths

    torch::Tensor term(std::int64_t index, const torch::Tensor& a,
                       const torch::Tensor& b) const; ///< (N, D), (M, D) -> (N, M)
    torch::Tensor operator()(const torch::Tensor& a, const torch::Tensor& b) const;
};

/// ln flux = mean + kernel(inputs, support) · weights · basis.
struct EmulatorBand {
    LogGrid grid;
    ArdKernel kernel;
    torch::Tensor mean;    ///< (P), float
    torch::Tensor basis;   ///< (K, P), float with values that half precision holds; rows of mean square 1
    torch::Tensor weights; ///< (S, K), float
};

struct Emulator::Process {
    torch::Tensor inputMean, inputScale; ///< (D), double
    torch::Tensor support;      ///< (S, D), double, standardised inputs of the stars interpolated between
    torch::Tensor lower, upper; ///< (parameterCount), double, the box of the stars trained on
    double highestCarbonToOxygen = 0; ///< largest [C/O] of them
    std::array<EmulatorBand, 2> bands;

    LineStrengths lines; ///< empty: as in the grid

    torch::Tensor standardise(const torch::Tensor& parameters) const; ///< (N, parameterCount) -> (N, D)
    /// (N, parameterCount) -> (N, P), float. Differentiable by autograd.
    torch::Tensor lnFlux(Band band, const torch::Tensor& parameters) const;
    /// Components of stars as one list sees them: (N, parameterCount) -> (N, K), float.
    torch::Tensor coefficients(Band band, const torch::Tensor& parameters) const;

    EmulatorBand& operator[](Band band) { return bands[static_cast<std::size_t>(band)]; }
    const EmulatorBand& operator[](Band band) const { return bands[static_cast<std::size_t>(band)]; }
};

inline constexpr std::int64_t parameterCount = labelCount + 2; ///< labels, vmic, log ¹²C/¹³C

/// (N, parameterCount), double, in the order of StellarParameters.
torch::Tensor toTensor(std::span<const StellarParameters> stars);

/// What the spectrum depends on smoothly. Columns of emulatorInputs():
namespace emulatorinput {
inline constexpr std::int64_t inverseTemperature = 0; ///< 5040 K / Teff
inline constexpr std::int64_t gravity = 1;            ///< log g
inline constexpr std::int64_t iron = 2;               ///< [Fe/H]
inline constexpr std::int64_t firstAbundance = 3;     ///< [X/H], from C to Ce in the order of Label
inline constexpr std::int64_t microturbulence = 20;   ///< km/s
inline constexpr std::int64_t isotopes = 21;          ///< log ¹²C/¹³C
inline constexpr std::int64_t freeOxygen
    = 22; ///< log (n_O − n_C) relative to the Sun's n_O: what CO leaves to OH and H2O
inline constexpr std::int64_t count = 23;
}

/// seenBy() for rows of parameters: what is added to each.
torch::Tensor shiftOf(const LineList& list);

/// (N, parameterCount) -> (N, emulatorinput::count). Differentiable.
torch::Tensor emulatorInputs(const torch::Tensor& parameters);

} // namespace syzygy
