#include "core/latent/neighbourgraph.h"

#include "core/latent/neighbours.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

struct Distance {
    std::uint32_t row;
    double value;
};

/// Chord lengths to the neighbours other than the point itself, nearest first.
std::vector<Distance> distancesOf(std::uint32_t point, const std::vector<Neighbour>& neighbours)
{
    std::vector<Distance> distances;
    for (const auto& [row, cosine] : neighbours)
        if (row != point)
            distances.push_back(
                { static_cast<std::uint32_t>(row), std::sqrt(std::max(0.0, 2.0 - 2.0 * cosine)) });
    return distances;
}

double membership(double distance, double nearest, double bandwidth)
{
    return std::exp(-std::max(0.0, distance - nearest) / bandwidth);
}

/// Bandwidth for which the memberships sum to log2(k), by bisection in its logarithm.
double bandwidthOf(const std::vector<Distance>& distances, double nearest)
{
    const double target = std::log2(static_cast<double>(distances.size()));
    double lower = 1e-6, upper = 1e3;
    for (int step = 0; step < 64; ++step) {
        const double middle = std::sqrt(lower * upper);
        double sum = 0;
        for (const auto& distance : distances)
            sum += membership(distance.value, nearest, middle);
        (sum > target ? upper : lower) = middle;
    }
    return std::sqrt(lower * upper);
}

/// Edges of one point, each stored with the lower row first.
void addEdges(std::uint32_t point, const std::vector<Distance>& distances, std::vector<GraphEdge>& edges)
{
    if (distances.empty())
        return;
    const double nearest = distances.front().value;
    const double bandwidth = bandwidthOf(distances, nearest);
    for (const auto& [row, distance] : distances) {
        const auto strength = static_cast<float>(membership(distance, nearest, bandwidth));
        edges.push_back({ std::min(point, row), std::max(point, row), strength });
    }
}

/// Joins the two directions of a pair: p + q − p q.
std::vector<GraphEdge> united(std::vector<GraphEdge> edges)
{
    const auto ends = [](const GraphEdge& edge) { return std::pair(edge.from, edge.to); };
    std::ranges::sort(edges, {}, ends);
    std::vector<GraphEdge> result;
    for (const auto& edge : edges) {
        if (result.empty() || ends(result.back()) != ends(edge))
            result.push_back(edge);
        else
            result.back().strength += edge.strength - result.back().strength * edge.strength;
    }
    return result;
}

} // namespace

std::vector<GraphEdge> fuzzyNeighbourGraph(std::span<const float> unitVectors, std::size_t dimensions,
                                           int neighbours)
{
    const NeighbourIndex index(unitVectors, dimensions);
    const auto found = index.nearestOfEach(unitVectors, neighbours + 1); // itself is one of them
    std::vector<GraphEdge> edges;
    edges.reserve(found.size() * static_cast<std::size_t>(neighbours));
    for (std::uint32_t point = 0; point < found.size(); ++point) {
        auto distances = distancesOf(point, found[point]);
        distances.resize(std::min(distances.size(), static_cast<std::size_t>(neighbours)));
        addEdges(point, distances, edges);
    }
    return united(std::move(edges));
}

SimilarityCurve fitSimilarityCurve(double minimumDistance)
{
    constexpr int samples = 300, steps = 100;
    Eigen::Vector2d logs(0.0, 0.0); // of a and b, which keeps them positive
    double damping = 1e-3;
    const auto evaluate = [&](const Eigen::Vector2d& parameters, Eigen::Matrix2d& normal,
                              Eigen::Vector2d& gradient) {
        const double a = std::exp(parameters[0]), b = std::exp(parameters[1]);
        double sum = 0;
        normal.setZero();
        gradient.setZero();
        for (int i = 1; i < samples; ++i) {
            const double d = 3.0 * i / (samples - 1);
            const double power = a * std::pow(d, 2 * b);
            const double model = 1 / (1 + power);
            const double target = d < minimumDistance ? 1.0 : std::exp(minimumDistance - d);
            const Eigen::Vector2d slope = -model * model * power * Eigen::Vector2d(1.0, 2 * b * std::log(d));
            sum += (target - model) * (target - model);
            normal += slope * slope.transpose();
            gradient += slope * (target - model);
        }
        return sum;
    };
    Eigen::Matrix2d normal, trialNormal;
    Eigen::Vector2d gradient, trialGradient;
    double best = evaluate(logs, normal, gradient);
    for (int step = 0; step < steps; ++step) { // Levenberg & Marquardt
        Eigen::Matrix2d damped = normal;
        damped.diagonal() *= 1 + damping;
        const Eigen::Vector2d trial = logs + damped.ldlt().solve(gradient);
        const double sum = evaluate(trial, trialNormal, trialGradient);
        damping *= sum < best ? 0.3 : 4.0;
        if (sum >= best)
            continue;
        best = sum;
        logs = trial;
        normal = trialNormal;
        gradient = trialGradient;
    }
    return { std::exp(logs[0]), std::exp(logs[1]) };
}

} // namespace syzygy
