#pragma once

#include "core/labels.h"
#include "core/latent/neighbours.h"
#include "core/latent/projection.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace syzygy {

/// The reference stars of a bundle: mocks with known labels, each with one NIRSpec and one APOGEE latent.
/// Star i has rows i of every vector.
struct Atlas {
    std::size_t dimensions = 0;            ///< of the latent space
    std::vector<StellarParameters> stars;  ///< true labels
    std::vector<float> nirspecLatents;     ///< stars × dimensions, unit vectors
    std::vector<float> apogeeLatents;      ///< stars × dimensions, unit vectors
    std::vector<MapPosition> mapPositions; ///< parametric UMAP of the NIRSpec latents
    std::vector<MapPosition> pcaPositions;

    std::size_t size() const { return stars.size(); }
};

/// Little-endian binary with a header that states version and sizes (latents as 16-bit floats). Throws Error.
void saveAtlas(const std::filesystem::path& file, const Atlas& atlas);
Atlas loadAtlas(const std::filesystem::path& file);

/// Of the NIRSpec latents, then of APOGEE's: row r is of star r % atlas.size().
NeighbourIndex indexOf(const Atlas& atlas);

} // namespace syzygy
