#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace syzygy {

struct Neighbour {
    std::size_t row = 0; ///< of the vectors that the index was built from
    float cosine = 0;    ///< similarity in the full latent space, 1 = same direction
};

/// Exact nearest neighbours by cosine (faiss, flat inner product). Immutable; safe to query from several
/// threads.
class NeighbourIndex {
public:
    /// vectors: row-major rows × dimensions, each of unit length.
    NeighbourIndex(std::span<const float> vectors, std::size_t dimensions);
    ~NeighbourIndex();
    NeighbourIndex(NeighbourIndex&&) noexcept;
    NeighbourIndex& operator=(NeighbourIndex&&) noexcept;

    std::size_t size() const;
    std::size_t dimensions() const;

    /// The k nearest rows of one query, most similar first, the lower row first where equal; fewer if the
    /// index holds fewer.
    std::vector<Neighbour> nearest(std::span<const float> query, int k) const;

    /// The same for many queries at once (row-major queries × dimensions), which is faster. Entry i holds
    /// those of query i.
    std::vector<std::vector<Neighbour>> nearestOfEach(std::span<const float> queries, int k) const;

private:
    struct Index;
    std::unique_ptr<Index> m_index;
};

} // namespace syzygy
