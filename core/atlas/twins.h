#pragma once

#include "core/analysis/twins.h"
#include "core/atlas/staratlas.h"
#include "core/latent/neighbours.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syzygy {

/// A star of an atlas near a spectrum.
struct Twin {
    std::size_t row = 0;
    double distance = 0; ///< angle between the latents [radians]
};

/// The stars of an atlas, ready to be searched. Immutable; safe to ask from several threads.
class TwinSearch {
public:
    explicit TwinSearch(std::shared_ptr<const StarAtlas> atlas);

    const StarAtlas& atlas() const { return *m_atlas; }
    /// How the index searches: exactly, or with what recall.
    const std::string& method() const { return m_index.method(); }

    /// The k nearest, nearest first, of all or of those that one encoder saw. `self` (see rowOf) and other
    /// spectra of its star are left out. The first search among one encoder's makes an index of them.
    std::vector<Twin> nearest(std::span<const float> latent, int k, std::optional<std::size_t> self = {},
                              std::optional<Instrument> encodedAs = {}) const;
    /// The row of a spectrum that is in the atlas itself, by its file, HDU and source.
    std::optional<std::size_t> rowOf(const Spectrum& spectrum) const;

    /// What the catalogue says of the twins of a spectrum with these labels, as a second opinion: the mean,
    /// by distance; a star of several spectra counts once, as the nearest of them. The scatter is of the
    /// twins about it, by distance, and of their own errors; and how far the mean of our labels of them is
    /// from ours of the spectrum: in an atlas without near stars they are no twins.
    TwinLabels labelsOf(std::span<const Twin> twins, const Estimates& ours) const;

private:
    std::shared_ptr<const StarAtlas> m_atlas;
    std::vector<Neighbour> search(std::span<const float> latent, int k,
                                  std::optional<Instrument> encodedAs) const;

    NeighbourIndex m_index;
    std::unique_ptr<std::array<PartIndex, 2>> m_parts; // by encoder
};

} // namespace syzygy
