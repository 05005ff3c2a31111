#include "core/latent/neighbours.h"

#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cassert>

namespace syzygy {

struct NeighbourIndex::Index {
    explicit Index(std::size_t dimensions)
        : flat(static_cast<faiss::Index::idx_t>(dimensions))
    {
    }

    std::vector<std::vector<Neighbour>> search(std::span<const float> queries, std::size_t count) const;

    faiss::IndexFlatIP flat;
};

namespace {

bool isBefore(const Neighbour& a, const Neighbour& b)
{
    return a.cosine > b.cosine || (a.cosine == b.cosine && a.row < b.row);
}

/// Did the search stop among neighbours that are equally similar, so that lower rows may have been left out?
bool isCutInTie(const std::vector<Neighbour>& found, std::size_t k)
{
    return found.size() > k && found[k - 1].cosine == found.back().cosine;
}

} // namespace

std::vector<std::vector<Neighbour>> NeighbourIndex::Index::search(std::span<const float> queries,
                                                                  std::size_t count) const
{
    const std::size_t rows = queries.size() / static_cast<std::size_t>(flat.d);
    std::vector<float> similarities(rows * count);
    std::vector<faiss::Index::idx_t> labels(rows * count);
    flat.search(static_cast<faiss::Index::idx_t>(rows), queries.data(),
                static_cast<faiss::Index::idx_t>(count), similarities.data(), labels.data());
    std::vector<std::vector<Neighbour>> found(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = row * count; i < (row + 1) * count; ++i)
            if (labels[i] >= 0)
                found[row].push_back({ static_cast<std::size_t>(labels[i]), similarities[i] });
        std::ranges::sort(found[row], isBefore);
    }
    return found;
}

NeighbourIndex::NeighbourIndex(std::span<const float> vectors, std::size_t dimensions)
    : m_index(std::make_unique<Index>(dimensions))
{
    assert(dimensions > 0 && vectors.size() % dimensions == 0);
    m_index->flat.add(static_cast<faiss::Index::idx_t>(vectors.size() / dimensions), vectors.data());
}

NeighbourIndex::~NeighbourIndex() = default;
NeighbourIndex::NeighbourIndex(NeighbourIndex&&) noexcept = default;
NeighbourIndex& NeighbourIndex::operator=(NeighbourIndex&&) noexcept = default;

std::size_t NeighbourIndex::size() const
{
    return static_cast<std::size_t>(m_index->flat.ntotal);
}

std::size_t NeighbourIndex::dimensions() const
{
    return static_cast<std::size_t>(m_index->flat.d);
}

std::vector<Neighbour> NeighbourIndex::nearest(std::span<const float> query, int k) const
{
    assert(query.size() == dimensions());
    const auto wanted = std::min(size(), static_cast<std::size_t>(std::max(k, 0)));
    if (wanted == 0)
        return {};
    auto fetched = std::min(size(), wanted + 1);
    auto found = m_index->search(query, fetched).front();
    while (isCutInTie(found, wanted) && fetched < size()) {
        fetched = std::min(size(), 2 * fetched);
        found = m_index->search(query, fetched).front();
    }
    found.resize(std::min(found.size(), wanted));
    return found;
}

std::vector<std::vector<Neighbour>> NeighbourIndex::nearestOfEach(std::span<const float> queries, int k) const
{
    assert(queries.size() % dimensions() == 0);
    const auto wanted = std::min(size(), static_cast<std::size_t>(std::max(k, 0)));
    if (wanted == 0)
        return std::vector<std::vector<Neighbour>>(queries.size() / dimensions());
    return m_index->search(queries, wanted);
}

} // namespace syzygy
