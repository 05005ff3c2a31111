#pragma once

#include "core/labels.h"
#include "core/random.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace syzygy {

struct LabelPriorOptions {
    int components = 24; ///< Gaussians in (Teff, logg, [Fe/H], [O/Fe], [Mg/Fe]); more follow finer structure
    double broadShare
        = 0.25; ///< share of stars drawn from the broad component instead of the observed density
    double clusterShare
        = 0.08;              ///< share of giants with the chemistry of globular clusters' second generation
    double giantShare = 0.7; ///< share of stars with log g < 3.8
    double inflation = 1.3;  ///< factor on the width of each Gaussian, so that rare stars are not left out
    std::uint64_t seed = 1;  ///< of the k-means++ start
};

/// What stars are drawn from for mocks: wider than any survey, so that an unusual star is no stranger. Three
/// kinds, all cut to labelBox() and to [C/O] <= +0.15 (no carbon stars):
/// - observed: a Gaussian mixture in (Teff, log g, [Fe/H], [O/Fe], [Mg/Fe]) fitted to APOGEE DR17; the other
/// abundances
///   conditional on ([Fe/H], [Mg/Fe], [O/Fe], log g) by linear regression with full residual covariance from
///   DR12;
/// - broad: a band around the giant branch and the main sequence, [Fe/H] uniform, abundances uniform over the
/// box or,
///   half of the time, moving together with the α elements;
/// - cluster: giants polluted by hot hydrogen burning: N, Na, Al up; C, O, Mg down.
/// vmic is spread between the relation of Holtzman et al. (2018, AJ 156, 125) and that of the grid; ¹²C/¹³C
/// falls along the giant branch. Immutable; safe to sample from several threads, each with its own Random.
class LabelPrior {
public:
    /// dr17: rows of Teff, logg, [Fe/H], [O/Fe], [Mg/Fe]; dr12: rows of all 20 labels; NaN where not
    /// measured, rows that lack what is fitted are left out. Throws Error if too few rows remain.
    static LabelPrior fit(std::span<const Labels> dr17, std::span<const Labels> dr12,
                          const LabelPriorOptions& options);

    static LabelPrior load(const std::filesystem::path& file); ///< JSON. Throws Error.
    void save(const std::filesystem::path& file) const;

    StellarParameters sample(Random& random) const;

    struct Density; // in labelpriordensity.h, for this folder only
    explicit LabelPrior(std::shared_ptr<const Density> density);
    const Density& density() const { return *m_density; }

private:
    std::shared_ptr<const Density> m_density;
};

/// Where the shipped emulator's grid has stars: Teff 3500-6600 K, log g −0.1-5, [Fe/H] −2.4-+0.5, ...
struct LabelBox {
    StellarParameters lower, upper;
    bool contains(const StellarParameters& star) const;
};
const LabelBox& labelBox();

} // namespace syzygy
