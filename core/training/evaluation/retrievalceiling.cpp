#include "core/training/evaluation/retrievalceiling.h"

#include "core/parallel.h"
#include "core/random.h"

#include <Eigen/Dense>
#include <cmath>
#include <vector>

namespace syzygy {

namespace {

constexpr auto dimensions = static_cast<int>(labelCount);
using Vector = Eigen::Matrix<double, dimensions, 1>;
using Matrix = Eigen::Matrix<double, dimensions, dimensions>;

/// Labels over their typical differences, so that the matrices are well conditioned.
constexpr double unitOf(std::size_t label)
{
    return label == 0 ? 100.0 : 0.1;
}

Vector vectorOf(const Labels& labels)
{
    Vector vector;
    for (std::size_t k = 0; k < labelCount; ++k)
        vector(static_cast<int>(k)) = labels[k] / unitOf(k);
    return vector;
}

Matrix matrixOf(const LabelCovariance& covariance)
{
    Matrix matrix;
    for (std::size_t a = 0; a < labelCount; ++a)
        for (std::size_t b = 0; b < labelCount; ++b)
            matrix(static_cast<int>(a), static_cast<int>(b))
                = covariance[a * labelCount + b] / (unitOf(a) * unitOf(b));
    return matrix;
}

std::size_t mostSimilar(const Labels& star, std::span<const StellarParameters> others)
{
    std::size_t best = 0;
    double smallest = 1e30;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const auto& other = others[i].labels;
        const double distance
            = std::hypot((star[0] - other[0]) / 150, (star[1] - other[1]) / 0.4, (star[2] - other[2]) / 0.25);
        if (distance < smallest) {
            smallest = distance;
            best = i;
        }
    }
    return best;
}

Vector blurred(const Vector& truth, const Matrix& covariance, Random& random)
{
    Vector noise;
    for (auto& value : noise)
        value = random.normal();
    return truth + covariance.llt().matrixL() * noise;
}

/// The pool as APOGEE would measure it.
struct Candidates {
    std::vector<Vector> measured;
    std::vector<std::size_t> like; ///< which bound is theirs
};

Candidates measure(std::span<const StellarParameters> stars, const std::vector<Matrix>& apogee,
                   Random& random)
{
    Candidates candidates;
    for (std::size_t i = 0; i < stars.size(); ++i) {
        candidates.like.push_back(
            i < apogee.size() ? i : mostSimilar(stars[i].labels, stars.first(apogee.size())));
        candidates.measured.push_back(
            blurred(vectorOf(stars[i].labels), apogee[candidates.like.back()], random));
    }
    return candidates;
}

/// Rank of candidate `twin` for a query measured with that covariance, from 1.
std::size_t rankOf(std::size_t twin, const Vector& query, const Matrix& covariance,
                   const std::vector<Matrix>& apogee, const Candidates& candidates)
{
    std::vector<Eigen::LLT<Matrix>> factors;
    for (const auto& own : apogee)
        factors.emplace_back(covariance + own);
    const auto distance = [&](std::size_t i) {
        const Vector difference = candidates.measured[i] - query;
        return factors[candidates.like[i]].matrixL().solve(difference).squaredNorm();
    };
    const double own = distance(twin);
    std::size_t rank = 1;
    for (std::size_t i = 0; i < candidates.measured.size(); ++i)
        if (i != twin && distance(i) <= own)
            ++rank;
    return rank;
}

} // namespace

RetrievalScore retrievalCeiling(std::span<const StellarParameters> stars, std::span<const CramerRao> bounds,
                                std::uint64_t seed)
{
    RetrievalScore score;
    score.pool = stars.size();
    if (bounds.empty())
        return score;
    Random random(seed);
    std::vector<Matrix> nirspec, apogee;
    for (const auto& bound : bounds) {
        nirspec.push_back(matrixOf(bound.nirspecCovariance));
        apogee.push_back(matrixOf(bound.apogeeCovariance));
    }
    const auto candidates = measure(stars, apogee, random);
    std::vector<Vector> queries;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        queries.push_back(blurred(vectorOf(stars[i].labels), nirspec[i], random));
    std::vector<std::size_t> ranks(bounds.size());
    parallelFor(ranks.size(),
                [&](std::size_t i) { ranks[i] = rankOf(i, queries[i], nirspec[i], apogee, candidates); });
    const auto count = static_cast<double>(ranks.size());
    for (const auto rank : ranks) {
        score.at1 += rank <= 1 ? 1 / count : 0;
        score.at5 += rank <= 5 ? 1 / count : 0;
        score.at10 += rank <= 10 ? 1 / count : 0;
        score.reciprocalRank += 1 / (count * static_cast<double>(rank));
    }
    return score;
}

} // namespace syzygy
