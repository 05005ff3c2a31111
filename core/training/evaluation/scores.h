#pragma once

#include "core/labels.h"
#include "core/training/evaluation/evaluation.h"

#include <span>
#include <vector>

namespace syzygy {

/// Estimates of one side of the mocks beside the truth.
struct ScoredStar {
    Labels truth {};
    Labels value {};
    Labels sigma {};
    Labels bound {}; ///< 0 where not computed
};

/// Bias, scatter, coverage and ratio to the bound of each label.
std::array<LabelScore, labelCount> scoreLabels(std::span<const ScoredStar> stars);

/// The rank of each query's twin among all candidates by cosine, 1: the nearest; equal ones come before it.
/// Row i of both belongs to star i; row-major, unit vectors.
std::vector<std::size_t> retrievalRanks(std::span<const float> queries, std::span<const float> candidates,
                                        std::size_t dimensions);
RetrievalScore scoreRetrieval(std::span<const std::size_t> ranks);
RetrievalScore scoreRetrieval(std::span<const float> queries, std::span<const float> candidates,
                              std::size_t dimensions);

} // namespace syzygy
