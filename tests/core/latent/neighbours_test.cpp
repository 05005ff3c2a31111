#include "core/latent/neighbours.h"
#include "core/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

using namespace syzygy;

namespace {

std::vector<float> randomUnitVectors(std::size_t rows, std::size_t dimensions, std::uint64_t seed)
{
    Random random(seed);
    std::vector<float> vectors(rows * dimensions);
    for (std::size_t row = 0; row < rows; ++row) {
        double squares = 0;
        for (std::size_t i = row * dimensions; i < (row + 1) * dimensions; ++i) {
            vectors[i] = static_cast<float>(random.normal());
            squares += static_cast<double>(vectors[i]) * vectors[i];
        }
        for (std::size_t i = row * dimensions; i < (row + 1) * dimensions; ++i)
            vectors[i] = static_cast<float>(vectors[i] / std::sqrt(squares));
    }
    return vectors;
}

std::span<const float> rowOf(const std::vector<float>& vectors, std::size_t row, std::size_t dimensions)
{
    return std::span(vectors).subspan(row * dimensions, dimensions);
}

/// The k most similar rows by plain loops.
std::vector<std::size_t> bruteForce(const std::vector<float>& vectors, std::size_t dimensions,
                                    std::span<const float> query, std::size_t k)
{
    std::vector<double> cosines;
    for (std::size_t row = 0; row < vectors.size() / dimensions; ++row) {
        const auto vector = rowOf(vectors, row, dimensions);
        cosines.push_back(std::inner_product(vector.begin(), vector.end(), query.begin(), 0.0));
    }
    std::vector<std::size_t> rows(cosines.size());
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    std::ranges::sort(rows, [&](auto a, auto b) { return cosines[a] > cosines[b]; });
    rows.resize(k);
    return rows;
}

std::vector<std::size_t> rowsOf(const std::vector<Neighbour>& neighbours)
{
    std::vector<std::size_t> rows;
    for (const auto& neighbour : neighbours)
        rows.push_back(neighbour.row);
    return rows;
}

const std::vector<float> compass { 1, 0, 0, 1, -1, 0, 0, -1 }; // east, north, west, south

} // namespace

class NeighboursTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheNearestByCosine()
    {
        const NeighbourIndex index(compass, 2);
        const std::vector<float> query { 0.8F, 0.6F };
        const auto found = index.nearest(query, 4);
        QCOMPARE(rowsOf(found), (std::vector<std::size_t> { 0, 1, 3, 2 }));
        QVERIFY(std::abs(found[0].cosine - 0.8F) < 1e-6F && std::abs(found[3].cosine + 0.8F) < 1e-6F);
    }

    void cellsFindAlmostAll()
    {
        const auto vectors = randomUnitVectors(3000, 8, 1);
        const NeighbourIndex exact(vectors, 8), cells(vectors, 8, 1000);
        QCOMPARE(exact.method(), std::string("exact"));
        QVERIFY2(cells.method().starts_with("faiss IVF"), cells.method().c_str());
        QVERIFY(std::stod(cells.method().substr(cells.method().rfind(' ') + 1)) >= 0.99);
        const auto queries = randomUnitVectors(50, 8, 2);
        std::size_t same = 0;
        for (std::size_t i = 0; i < 50; ++i)
            same += exact.nearest(rowOf(queries, i, 8), 1).front().row
                == cells.nearest(rowOf(queries, i, 8), 1).front().row;
        QVERIFY(same >= 48);
    }

    void agreesWithPlainLoops()
    {
        const auto vectors = randomUnitVectors(500, 64, 1), queries = randomUnitVectors(40, 64, 2);
        const NeighbourIndex index(vectors, 64);
        const auto together = index.nearestOfEach(queries, 10);
        for (std::size_t i = 0; i < 40; ++i) {
            const auto expected = bruteForce(vectors, 64, rowOf(queries, i, 64), 10);
            QCOMPARE(rowsOf(index.nearest(rowOf(queries, i, 64), 10)), expected);
            QCOMPARE(rowsOf(together[i]), expected);
        }
    }

    void aRowIsItsOwnNearest()
    {
        const auto vectors = randomUnitVectors(100, 16, 3);
        const NeighbourIndex index(vectors, 16);
        for (std::size_t row = 0; row < 100; ++row) {
            const auto nearest = index.nearest(rowOf(vectors, row, 16), 1).front();
            QCOMPARE(nearest.row, row);
            QVERIFY(std::abs(nearest.cosine - 1) < 1e-5F);
        }
    }

    void givesFewerIfItHoldsFewer()
    {
        const NeighbourIndex index(compass, 2);
        const auto query = rowOf(compass, 1, 2);
        QCOMPARE(index.nearest(query, 100).size(), std::size_t(4));
        QCOMPARE(index.nearestOfEach(compass, 100).at(3).size(), std::size_t(4));
        QVERIFY(index.nearest(query, 0).empty());
        QVERIFY(index.nearest(query, -3).empty());
        QCOMPARE(index.size(), std::size_t(4));
        QCOMPARE(index.dimensions(), std::size_t(2));
    }

    void anEmptyIndexHasNoNeighbours()
    {
        const NeighbourIndex index({}, 2);
        QVERIFY(index.nearest(rowOf(compass, 0, 2), 5).empty());
        QVERIFY(index.nearestOfEach(compass, 5).at(0).empty());
    }

    void equalRowsComeInOrder()
    {
        std::vector<float> same;
        for (int i = 0; i < 200; ++i)
            same.insert(same.end(), { 0.6F, 0.8F });
        const NeighbourIndex index(same, 2);
        QCOMPARE(rowsOf(index.nearest(rowOf(same, 0, 2), 3)), (std::vector<std::size_t> { 0, 1, 2 }));
    }

    /// Lower rows that are as similar as the last of k are not left out, of one query or of many.
    void equalRowsComeInOrderOfManyQueries()
    {
        std::vector<float> vectors;
        for (int i = 0; i < 30; ++i)
            vectors.insert(vectors.end(), compass.begin(), compass.end());
        const NeighbourIndex index(vectors, 2);
        std::vector<float> queries;
        for (int i = 0; i < 8; ++i)
            queries.insert(queries.end(), compass.begin(), compass.end());
        const auto found = index.nearestOfEach(queries, 3);
        QCOMPARE(found.size(), std::size_t(32));
        for (std::size_t i = 0; i < found.size(); ++i)
            QCOMPARE(rowsOf(found[i]), (std::vector<std::size_t> { i % 4, 4 + i % 4, 8 + i % 4 }));
    }

    /// However rare its rows are among all.
    void aPartIsSearchedExactly()
    {
        const auto vectors = randomUnitVectors(500, 8, 4);
        const std::vector<std::size_t> rare { 3, 77, 400 };
        int made = 0;
        const PartIndex part;
        const auto contents = [&] {
            ++made;
            PartIndex::Contents those { {}, rare };
            for (const auto row : rare) {
                const auto vector = rowOf(vectors, row, 8);
                those.vectors.insert(those.vectors.end(), vector.begin(), vector.end());
            }
            return those;
        };
        for (const auto row : rare)
            QCOMPARE(part.nearest(rowOf(vectors, row, 8), 2, contents).front().row, row);
        auto all = rowsOf(part.nearest(rowOf(vectors, 0, 8), 10, contents));
        std::ranges::sort(all);
        QCOMPARE(all, rare);
        QCOMPARE(made, 1);
    }

    void movesWithItsVectors()
    {
        NeighbourIndex first(compass, 2);
        const NeighbourIndex second(std::move(first));
        QCOMPARE(second.nearest(rowOf(compass, 2, 2), 1).front().row, std::size_t(2));
    }

    void answersSeveralThreads()
    {
        const auto vectors = randomUnitVectors(300, 32, 4);
        const NeighbourIndex index(vectors, 32);
        std::vector<int> wrong(4, 0);
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < wrong.size(); ++t)
            threads.emplace_back([&, t] {
                for (std::size_t row = 0; row < 300; ++row)
                    wrong[t] += index.nearest(rowOf(vectors, row, 32), 5).front().row != row;
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(wrong, std::vector<int>(4, 0));
    }
};

QTEST_APPLESS_MAIN(NeighboursTest)
#include "neighbours_test.moc"
