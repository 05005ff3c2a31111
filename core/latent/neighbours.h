#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace syzygy {

struct Neighbour {
    std::size_t row = 0; ///< of the vectors that the index was built from
    float cosine = 0;    ///< similarity in the full latent space, 1 = same direction
};

/// Nearest neighbours by cosine (faiss): exact by flat inner products, or from so many vectors on that this
/// takes long, among the nearest cells of an inverted file with 16-bit vectors, as many of them as find 99 %
/// of the ten nearest. Immutable; safe to query from several threads.
class NeighbourIndex {
public:
    /// vectors: row-major rows × dimensions, each of unit length.
    NeighbourIndex(std::span<const float> vectors, std::size_t dimensions, std::size_t exactBelow = 200'000);
    ~NeighbourIndex();
    NeighbourIndex(NeighbourIndex&&) noexcept;
    NeighbourIndex& operator=(NeighbourIndex&&) noexcept;

    std::size_t size() const;
    std::size_t dimensions() const;
    /// "exact", or how it searches and the share of the ten nearest that it was measured to find.
    const std::string& method() const;

    /// The k nearest rows of one query, most similar first, the lower row first where equal; fewer if the
    /// index holds fewer.
    std::vector<Neighbour> nearest(std::span<const float> query, int k) const;

    /// The same, with the same rule for ties, for many queries at once (row-major queries × dimensions),
    /// which is faster. Entry i holds those of query i.
    std::vector<std::vector<Neighbour>> nearestOfEach(std::span<const float> queries, int k) const;

private:
    struct Index;
    std::unique_ptr<Index> m_index;
};

/// An index of some rows of a larger set, made when it is first asked for. Safe to ask from several threads.
class PartIndex {
public:
    struct Contents {
        std::vector<float> vectors;
        std::vector<std::size_t> rows; ///< of the larger set; as many as vectors
    };

    /// The k nearest of the part, with their rows in the larger set. `contents` is called the first time.
    std::vector<Neighbour> nearest(std::span<const float> query, int k,
                                   const std::function<Contents()>& contents) const;

private:
    mutable std::once_flag m_once;
    mutable std::unique_ptr<const NeighbourIndex> m_index;
    mutable std::vector<std::size_t> m_rows;
};

} // namespace syzygy
