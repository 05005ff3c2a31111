#include "core/latent/neighbours.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/utils/distances.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

namespace syzygy {

namespace {

using Id = faiss::Index::idx_t;

/// Fewer queries than this faiss compares with one vector after the other; a matrix product of one query
/// takes a third of that.
[[maybe_unused]] const int productsFromOneQueryOn = faiss::distance_compute_blas_threshold = 1;

constexpr std::size_t tested = 10; ///< neighbours whose recall is measured
constexpr double leastRecall = 0.99;

/// Every n-th row, so many of them.
std::vector<float> sampled(std::span<const float> vectors, std::size_t dimensions, std::size_t count)
{
    const auto rows = vectors.size() / dimensions;
    std::vector<float> sample;
    for (std::size_t i = 0; i < std::min(count, rows); ++i) {
        const auto row = vectors.subspan(i * rows / std::min(count, rows) * dimensions, dimensions);
        sample.insert(sample.end(), row.begin(), row.end());
    }
    return sample;
}

/// Share of the nearest that the index finds as well.
double recallOf(const faiss::Index& index, std::span<const float> queries, const std::vector<Id>& truth)
{
    const auto rows = truth.size() / tested;
    std::vector<float> similarities(truth.size());
    std::vector<Id> found(truth.size());
    index.search(static_cast<Id>(rows), queries.data(), static_cast<Id>(tested), similarities.data(),
                 found.data());
    std::size_t hits = 0;
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < tested; ++i)
            hits += static_cast<std::size_t>(std::count(
                truth.begin() + static_cast<std::ptrdiff_t>(row * tested),
                truth.begin() + static_cast<std::ptrdiff_t>((row + 1) * tested), found[row * tested + i]));
    return static_cast<double>(hits) / static_cast<double>(truth.size());
}

std::vector<Id> exactNearest(std::span<const float> vectors, std::size_t dimensions,
                             std::span<const float> queries)
{
    const auto rows = queries.size() / dimensions;
    std::vector<float> similarities(rows * tested);
    std::vector<Id> nearest(rows * tested);
    faiss::float_minheap_array_t heaps { rows, tested, nearest.data(), similarities.data() };
    faiss::knn_inner_product(queries.data(), vectors.data(), dimensions, rows, vectors.size() / dimensions,
                             &heaps);
    return nearest;
}

} // namespace

struct NeighbourIndex::Index {
    Index(std::span<const float> vectors, std::size_t dimensions, std::size_t exactBelow)
    {
        if (vectors.size() / dimensions < exactBelow)
            buildExact(vectors, dimensions);
        else
            buildCells(vectors, dimensions);
    }

    std::vector<std::vector<Neighbour>> search(std::span<const float> queries, std::size_t count) const;

    std::unique_ptr<faiss::Index> cells; ///< of the inverted file
    std::unique_ptr<faiss::Index> index;
    std::string method = "exact";

private:
    void buildExact(std::span<const float> vectors, std::size_t dimensions)
    {
        index = std::make_unique<faiss::IndexFlatIP>(static_cast<Id>(dimensions));
        index->add(static_cast<Id>(vectors.size() / dimensions), vectors.data());
    }

    /// Cells as faiss' authors advise (4 √n of them), visited as many as the recall asks for. They are learnt
    /// from few vectors and in few passes: worse cells cost visits, better ones time before the first of
    /// them.
    void buildCells(std::span<const float> vectors, std::size_t dimensions)
    {
        constexpr std::size_t perCell = 40, queryCount = 200; // 39 are the least that faiss is content with
        constexpr int passes = 4;
        const auto rows = vectors.size() / dimensions;
        const auto count = static_cast<std::size_t>(4 * std::sqrt(static_cast<double>(rows)));
        cells = std::make_unique<faiss::IndexFlatIP>(static_cast<Id>(dimensions));
        auto inverted = std::make_unique<faiss::IndexIVFScalarQuantizer>(cells.get(), dimensions, count,
                                                                         faiss::ScalarQuantizer::QT_fp16,
                                                                         faiss::METRIC_INNER_PRODUCT, false);
        inverted->cp.niter = passes;
        const auto sample = sampled(vectors, dimensions, perCell * count);
        inverted->train(static_cast<Id>(sample.size() / dimensions), sample.data());
        inverted->add(static_cast<Id>(rows), vectors.data());
        const auto queries = sampled(vectors, dimensions, queryCount);
        const auto truth = exactNearest(vectors, dimensions, queries);
        std::size_t visited = std::min<std::size_t>(8, count);
        double recall = 0;
        while (true) {
            inverted->nprobe = visited;
            recall = recallOf(*inverted, queries, truth);
            if (recall >= leastRecall || visited == count)
                break;
            visited = std::min(2 * visited, count);
        }
        std::array<char, 120> text {};
        std::snprintf(text.data(), text.size(), "faiss IVF%zu, fp16, %zu cells visited: recall@10 %.4f",
                      count, visited, recall);
        method = text.data();
        index = std::move(inverted);
    }
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
    const auto d = static_cast<std::size_t>(index->d);
    const std::size_t rows = queries.size() / d;
    std::vector<float> similarities(rows * count);
    std::vector<faiss::Index::idx_t> labels(rows * count);
    index->search(static_cast<faiss::Index::idx_t>(rows), queries.data(),
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

NeighbourIndex::NeighbourIndex(std::span<const float> vectors, std::size_t dimensions, std::size_t exactBelow)
{
    assert(dimensions > 0 && vectors.size() % dimensions == 0);
    m_index = std::make_unique<Index>(vectors, dimensions, exactBelow);
}

NeighbourIndex::~NeighbourIndex() = default;
NeighbourIndex::NeighbourIndex(NeighbourIndex&&) noexcept = default;
NeighbourIndex& NeighbourIndex::operator=(NeighbourIndex&&) noexcept = default;

std::size_t NeighbourIndex::size() const
{
    return static_cast<std::size_t>(m_index->index->ntotal);
}

std::size_t NeighbourIndex::dimensions() const
{
    return static_cast<std::size_t>(m_index->index->d);
}

const std::string& NeighbourIndex::method() const
{
    return m_index->method;
}

std::vector<Neighbour> NeighbourIndex::nearest(std::span<const float> query, int k) const
{
    assert(query.size() == dimensions());
    return nearestOfEach(query, k).front();
}

std::vector<std::vector<Neighbour>> NeighbourIndex::nearestOfEach(std::span<const float> queries, int k) const
{
    assert(queries.size() % dimensions() == 0);
    const auto wanted = std::min(size(), static_cast<std::size_t>(std::max(k, 0)));
    if (wanted == 0)
        return std::vector<std::vector<Neighbour>>(queries.size() / dimensions());
    auto fetched = std::min(size(), wanted + 1);
    auto found = m_index->search(queries, fetched);
    while (fetched < size()) { // those cut in a tie again, for more
        std::vector<std::size_t> cut;
        std::vector<float> theirs;
        for (std::size_t i = 0; i < found.size(); ++i)
            if (isCutInTie(found[i], wanted)) {
                const auto query = queries.subspan(i * dimensions(), dimensions());
                theirs.insert(theirs.end(), query.begin(), query.end());
                cut.push_back(i);
            }
        if (cut.empty())
            break;
        fetched = std::min(size(), 2 * fetched);
        auto more = m_index->search(theirs, fetched);
        for (std::size_t i = 0; i < cut.size(); ++i)
            found[cut[i]] = std::move(more[i]);
    }
    for (auto& neighbours : found)
        neighbours.resize(std::min(neighbours.size(), wanted));
    return found;
}

std::vector<Neighbour> PartIndex::nearest(std::span<const float> query, int k,
                                          const std::function<Contents()>& contents) const
{
    std::call_once(m_once, [&] {
        auto part = contents();
        m_index = std::make_unique<const NeighbourIndex>(part.vectors, query.size());
        m_rows = std::move(part.rows);
    });
    auto found = m_index->nearest(query, k);
    for (auto& neighbour : found)
        neighbour.row = m_rows[neighbour.row];
    return found;
}

} // namespace syzygy
