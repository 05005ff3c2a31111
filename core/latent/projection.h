#pragma once

#include "core/progress.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace syzygy {

using MapPosition = std::array<float, 2>;

/// The first two principal components: linear, exact, the same on every machine.
class PcaProjection {
public:
    /// latents: row-major rows × dimensions.
    static PcaProjection fit(std::span<const float> latents, std::size_t dimensions);
    std::vector<MapPosition> place(std::span<const float> latents) const;
    std::array<double, 2> explainedVariance() const; ///< share of the total variance of each axis

    void save(const std::filesystem::path& file) const;
    static PcaProjection load(const std::filesystem::path& file);

private:
    std::vector<double> m_mean; // dimensions
    std::vector<double> m_axes; // 2 × dimensions
    std::array<double, 2> m_explained {};
};

struct MapOptions {
    int neighbours = 15;          ///< larger keeps more of the global shape
    double minimumDistance = 0.1; ///< larger spreads clumps
    int epochs = 30; ///< passes over the graph's edges, fewer over more than 40,000 latents; more sharpen
                     ///< the map, and cost time
    int hidden = 128;
    std::uint64_t seed = 1;
};

/// Parametric UMAP (Sainburg, McInnes & Gentner 2021): a small network latent -> 2-D trained on the fuzzy
/// neighbour graph of UMAP (McInnes, Healy & Melville 2018), so that a new spectrum is placed by the same
/// function. Immutable once made; safe to call from several threads.
class ParametricMap {
public:
    /// latents: row-major rows × dimensions, unit vectors. Throws Cancelled.
    static ParametricMap train(std::span<const float> latents, std::size_t dimensions,
                               const MapOptions& options, const Progress& progress, std::stop_token stop);
    std::vector<MapPosition> place(std::span<const float> latents) const;

    void save(const std::filesystem::path& file) const;
    static ParametricMap load(const std::filesystem::path& file);

    struct Network;
    explicit ParametricMap(std::shared_ptr<const Network> network);

private:
    std::shared_ptr<const Network> m_network;
};

/// Share of each point's k nearest latent neighbours that are also among its k nearest on the map (0 ... 1),
/// the mean.
double neighbourPreservation(std::span<const float> latents, std::size_t dimensions,
                             std::span<const MapPosition> positions, int k);

} // namespace syzygy
