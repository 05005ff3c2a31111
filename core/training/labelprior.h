#pragma once

#include "core/labels.h"
#include "core/random.h"

#include <filesystem>
#include <span>
#include <vector>

namespace syzygy {

struct LabelPriorOptions {
    int components = 24; ///< Gaussians in (Teff, logg, [Fe/H], [O/Fe], [Mg/Fe])
    double broadShare = 0.25; ///< share of stars drawn from the broad component instead of the observed density
    double inflation = 1.3; ///< factor on the width of each Gaussian, so that rare stars are not left out
    std::uint64_t seed = 1;
};

/// What stars are drawn from for mocks: a density fitted to observed labels, plus a broad component, both cut to the
/// box of the emulator. vmic follows the relation with logg of Holtzman+ 2018 with scatter, ¹²C/¹³C falls with logg on
/// the giant branch.
class LabelPrior {
public:
    /// dr17: rows of Teff, logg, [Fe/H], [O/Fe], [Mg/Fe]; dr12: rows of all 20 labels, NaN where not measured.
    static LabelPrior fit(std::span<const Labels> dr17, std::span<const Labels> dr12, const LabelPriorOptions& options);

    static LabelPrior load(const std::filesystem::path& file); ///< JSON. Throws Error.
    void save(const std::filesystem::path& file) const;

    StellarParameters sample(Random& random) const;

    struct Density;
    explicit LabelPrior(std::shared_ptr<const Density> density);

private:
    std::shared_ptr<const Density> m_density;
};

} // namespace syzygy
