#include "core/training/evaluation/scores.h"

#include "core/median.h"

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

double medianOrZero(std::vector<double> values)
{
    return values.empty() ? 0 : medianOf(std::move(values));
}

/// Of the stars with a bound: median |error| in units of the bound, 1 for errors that are Gaussian and at the
/// bound.
void scoreAgainstBound(std::span<const ScoredStar> stars, std::size_t label, LabelScore& score)
{
    constexpr double medianOfAbsoluteNormal = 0.6745;
    std::vector<double> bounds, ratios;
    double squares = 0;
    for (const auto& star : stars)
        if (star.bound[label] > 0) {
            squares
                += 1 / (std::pow(star.bound[label], -2) + std::pow(std::max(score.priorScatter, 1e-12), -2));
            bounds.push_back(star.bound[label]);
            ratios.push_back(std::abs(star.value[label] - star.truth[label]) / star.bound[label]);
        }
    if (!bounds.empty())
        score.boundRmse = std::sqrt(squares / static_cast<double>(bounds.size()));
    score.bound = medianOrZero(bounds);
    score.ratioToBound = medianOrZero(ratios) / medianOfAbsoluteNormal;
}

LabelScore scoreLabel(std::span<const ScoredStar> stars, std::size_t label)
{
    LabelScore score;
    std::vector<double> errors, sigmas;
    double truthSum = 0, truthSquares = 0;
    for (const auto& star : stars) {
        const double error = star.value[label] - star.truth[label];
        errors.push_back(error);
        sigmas.push_back(star.sigma[label]);
        score.bias += error;
        score.rmse += error * error;
        score.within1 += std::abs(error) <= star.sigma[label] ? 1 : 0;
        score.within2 += std::abs(error) <= 2 * star.sigma[label] ? 1 : 0;
        truthSum += star.truth[label];
        truthSquares += star.truth[label] * star.truth[label];
    }
    const auto count = static_cast<double>(stars.size());
    score.bias /= count;
    score.rmse = std::sqrt(score.rmse / count);
    score.within1 /= count;
    score.within2 /= count;
    score.priorScatter
        = std::sqrt(std::max(0.0, truthSquares / count - truthSum * truthSum / (count * count)));
    score.robustSigma = robustSigmaOf(std::move(errors));
    score.medianSigma = medianOrZero(std::move(sigmas));
    scoreAgainstBound(stars, label, score);
    return score;
}

float cosine(std::span<const float> a, std::span<const float> b)
{
    float sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k)
        sum += a[k] * b[k];
    return sum;
}

} // namespace

std::array<LabelScore, labelCount> scoreLabels(std::span<const ScoredStar> stars)
{
    std::array<LabelScore, labelCount> scores {};
    if (stars.empty())
        return scores;
    for (std::size_t label = 0; label < labelCount; ++label)
        scores[label] = scoreLabel(stars, label);
    return scores;
}

std::vector<std::size_t> retrievalRanks(std::span<const float> queries, std::span<const float> candidates,
                                        std::size_t dimensions)
{
    const auto row = [dimensions](std::span<const float> all, std::size_t i) {
        return all.subspan(i * dimensions, dimensions);
    };
    std::vector<std::size_t> ranks(candidates.size() / dimensions, 1);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const float own = cosine(row(queries, i), row(candidates, i));
        for (std::size_t j = 0; j < ranks.size(); ++j)
            if (j != i && cosine(row(queries, i), row(candidates, j)) >= own)
                ++ranks[i];
    }
    return ranks;
}

RetrievalScore scoreRetrieval(std::span<const std::size_t> ranks)
{
    RetrievalScore score;
    score.pool = ranks.size();
    for (const auto rank : ranks) {
        score.at1 += rank <= 1 ? 1 : 0;
        score.at5 += rank <= 5 ? 1 : 0;
        score.at10 += rank <= 10 ? 1 : 0;
        score.reciprocalRank += 1 / static_cast<double>(rank);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, score.pool));
    for (auto* value : { &score.at1, &score.at5, &score.at10, &score.reciprocalRank })
        *value /= count;
    return score;
}

RetrievalScore scoreRetrieval(std::span<const float> queries, std::span<const float> candidates,
                              std::size_t dimensions)
{
    return scoreRetrieval(retrievalRanks(queries, candidates, dimensions));
}

} // namespace syzygy
