#pragma once

// Private to core/latent: the graph that the parametric map is trained on.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace syzygy {

/// An undirected edge with UMAP's membership strength (0 ... 1].
struct GraphEdge {
    std::uint32_t from = 0;
    std::uint32_t to = 0; ///< > from
    float strength = 0;
};

/// UMAP's fuzzy simplicial set (McInnes, Healy & Melville 2018, sect. 3.1): exact neighbours by chord length,
/// a bandwidth per point such that memberships sum to log2(k), probabilistic union of both directions. Sorted
/// by (from, to).
std::vector<GraphEdge> fuzzyNeighbourGraph(std::span<const float> unitVectors, std::size_t dimensions,
                                           int neighbours);

/// Parameters of the low-dimensional similarity 1/(1 + a d^2b).
struct SimilarityCurve {
    double a = 1;
    double b = 1;
};

/// Least-squares fit of the curve to 1 within minimumDistance and exp(minimumDistance − d) beyond, d in [0,
/// 3].
SimilarityCurve fitSimilarityCurve(double minimumDistance);

} // namespace syzygy
