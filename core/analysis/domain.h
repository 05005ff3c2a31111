#pragma once

#include "core/analysis/analyzer.h"
#include "core/nn/encoders.h"

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace syzygy {

/// How mocks of one instrument are distributed in what tells a stranger: their median and 99th percentile.
struct DomainStatistics {
    double latentDistance50 = 0.01, latentDistance99 = 0.1; ///< 1 − cosine to the nearest reference star
    double whitened50 = 1, whitened99 = 2;                  ///< rms of the leading whitened coefficients
};

/// Written as domain.json into the bundle.
struct Domain {
    DomainStatistics nirspec, apogee;
    std::optional<DomainStatistics> medium {}; ///< NIRSpec's G140M, where the bundle encodes it

    const DomainStatistics& of(const ModelGrid& grid) const;

    void save(const std::filesystem::path& file) const;
    static Domain load(const std::filesystem::path& file); ///< Throws Error.
};

/// rms of the leading 64 whitened coefficients: about 1 for a typical mock.
double whitenedRms(const Encoding& encoding);

/// 0 at the median of mocks, 0.5 at their 99th percentile, 1 far outside.
double domainScore(const DomainStatistics& statistics, double latentDistance, double whitened);

/// The reasons to doubt an encoded spectrum, most serious first.
std::vector<Flag> flagsOf(const Analysis& analysis, const Encoding& encoding);

/// Marks estimates at or beyond the ends of the synthetic spectra; returns a flag, key "outside_grid", that
/// names the constrained ones.
std::vector<Flag> markBorders(Estimates& estimates, const StellarParameters& lower,
                              const StellarParameters& upper);

/// Whether the bundle has an encoder for G140M.
enum class MediumMode { Encoded, NotEncoded };

/// Why a spectrum cannot be encoded at all; empty if it can.
std::vector<Flag> refusalsOf(const Spectrum& spectrum, MediumMode medium = MediumMode::Encoded);
/// The same once it is known which of its samples can be used.
std::vector<Flag> refusalsOf(const PreparedSpectrum& prepared);

} // namespace syzygy
