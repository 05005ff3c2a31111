#include "core/error.h"
#include "core/latent/mapnetwork.h"
#include "core/latent/neighbourgraph.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace syzygy {

namespace {

constexpr std::size_t largestBatch = 2048, smallestBatch = 64; // edges
constexpr std::size_t stepsPerEpoch = 16; // at least, unless the batches would become too small
constexpr int negativesPerEdge = 5;
constexpr double allPassesUpTo = 40'000; // latents; more need fewer passes, see DESIGN.md
constexpr int fewestPasses = 4;
constexpr int startSteps = 300;   // towards the principal components
constexpr double startSpread = 4; // standard deviation of the first axis of the start, in map units
constexpr double learningRate = 2e-3;

/// The similarity q = 1/(1 + a d^2b) of pairs and its cross-entropy with the graph.
struct PairLoss {
    SimilarityCurve curve;

    /// log(a d^2b) of pairs of positions, each (N, 2).
    torch::Tensor logPower(const torch::Tensor& from, const torch::Tensor& to) const
    {
        return std::log(curve.a) + curve.b * torch::log((from - to).square().sum(1) + 1e-4);
    }
    /// −log q
    torch::Tensor attraction(const torch::Tensor& from, const torch::Tensor& to) const
    {
        return torch::softplus(logPower(from, to)).mean();
    }
    /// −log(1 − q)
    torch::Tensor repulsion(const torch::Tensor& from, const torch::Tensor& to) const
    {
        return torch::softplus(-logPower(from, to)).mean();
    }
};

/// A pass over more latents takes more steps, and leaves less for further ones to do.
MapOptions optionsFor(std::size_t rows, MapOptions options)
{
    const double share = std::min(1.0, allPassesUpTo / static_cast<double>(rows));
    const auto worthwhile = static_cast<int>(options.epochs * share * share);
    options.epochs = std::clamp(worthwhile, std::min(fewestPasses, options.epochs), options.epochs);
    return options;
}

/// Trains one network; the caller owns progress and cancelling.
class MapTrainer {
public:
    MapTrainer(std::span<const float> latents, std::size_t dimensions, const MapOptions& options);

    /// The network reproduces the principal components first: a start with the right global shape.
    void startFrom(const std::vector<MapPosition>& positions);
    /// One pass over the graph; edges are drawn with their strength as probability. Returns the mean loss.
    double trainEpoch(int epoch);

    std::shared_ptr<const ParametricMap::Network> network() const { return m_network; }

private:
    std::vector<GraphEdge> drawEdges();
    double step(std::span<const GraphEdge> edges);
    void setLearningRate(double rate);
    std::int64_t rows() const { return m_latents.size(0); }

    MapOptions m_options;
    Random m_random;
    torch::Tensor m_latents; // (stars, dimensions)
    std::vector<GraphEdge> m_graph;
    PairLoss m_loss;
    std::shared_ptr<ParametricMap::Network> m_network;
    torch::optim::Adam m_optimiser;
};

std::shared_ptr<ParametricMap::Network> freshNetwork(const torch::Tensor& latents, int hidden, Random& random)
{
    auto network = std::make_shared<ParametricMap::Network>(latents.size(1), hidden);
    network->initialise(random);
    network->standardiseBy(latents);
    return network;
}

torch::Tensor tensorOf(std::span<const float> values, std::size_t columns)
{
    const auto rows = static_cast<std::int64_t>(values.size() / columns);
    return torch::from_blob(const_cast<float*>(values.data()), { rows, static_cast<std::int64_t>(columns) })
        .clone();
}

MapTrainer::MapTrainer(std::span<const float> latents, std::size_t dimensions, const MapOptions& options)
    : m_options(options)
    , m_random(options.seed)
    , m_latents(tensorOf(latents, dimensions))
    , m_graph(fuzzyNeighbourGraph(latents, dimensions, options.neighbours))
    , m_loss { fitSimilarityCurve(options.minimumDistance) }
    , m_network(freshNetwork(m_latents, options.hidden, m_random))
    , m_optimiser(m_network->parameters(), torch::optim::AdamOptions(learningRate))
{
}

void MapTrainer::setLearningRate(double rate)
{
    for (auto& group : m_optimiser.param_groups())
        static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
}

void MapTrainer::startFrom(const std::vector<MapPosition>& positions)
{
    const std::span flat(positions.front().data(), 2 * positions.size());
    auto target = tensorOf(flat, 2); // (stars, 2)
    target = target * (startSpread / target.std(0, false).max().clamp_min(1e-6));
    for (int i = 0; i < startSteps; ++i) {
        std::vector<std::int64_t> chosen(
            static_cast<std::size_t>(std::min<std::int64_t>(largestBatch, rows())));
        std::ranges::generate(chosen, [&] {
            return static_cast<std::int64_t>(m_random.index(static_cast<std::size_t>(rows())));
        });
        const auto indices = torch::tensor(chosen);
        m_optimiser.zero_grad();
        const auto placed = m_network->forward(m_latents.index_select(0, indices));
        (placed - target.index_select(0, indices)).square().mean().backward();
        m_optimiser.step();
    }
}

std::vector<GraphEdge> MapTrainer::drawEdges()
{
    std::vector<GraphEdge> edges;
    for (auto edge : m_graph) {
        if (!m_random.chance(edge.strength))
            continue;
        if (m_random.chance(0.5))
            std::swap(edge.from, edge.to);
        edges.push_back(edge);
    }
    for (std::size_t i = edges.size(); i > 1; --i)
        std::swap(edges[i - 1], edges[m_random.index(i)]);
    return edges;
}

double MapTrainer::step(std::span<const GraphEdge> edges)
{
    std::vector<std::int64_t> ends;
    ends.reserve(2 * edges.size());
    std::ranges::transform(edges, std::back_inserter(ends), &GraphEdge::from);
    std::ranges::transform(edges, std::back_inserter(ends), &GraphEdge::to);
    m_optimiser.zero_grad();
    const auto placed = m_network->forward(m_latents.index_select(0, torch::tensor(ends))); // (2 edges, 2)
    const auto halves = placed.chunk(2);
    auto loss = m_loss.attraction(halves[0], halves[1]);
    for (int i = 0; i < negativesPerEdge; ++i) { // other edges' ends are random stars: the batch is shuffled
        const auto shift = 1 + static_cast<std::int64_t>(m_random.index(edges.size() - 1));
        loss = loss + m_loss.repulsion(halves[0], halves[1].roll(shift, 0));
    }
    loss.backward();
    m_optimiser.step();
    return loss.item<double>();
}

double MapTrainer::trainEpoch(int epoch)
{
    setLearningRate(learningRate * 0.5 * (1 + std::cos(std::numbers::pi * epoch / m_options.epochs)));
    const auto edges = drawEdges();
    const auto batch = std::clamp(edges.size() / stepsPerEpoch, smallestBatch, largestBatch);
    double sum = 0;
    int steps = 0;
    for (std::size_t first = 0; first + 1 < edges.size(); first += batch, ++steps) {
        const auto count = std::min(batch, edges.size() - first);
        if (count > 1)
            sum += step(std::span(edges).subspan(first, count));
    }
    return sum / std::max(steps, 1);
}

} // namespace

ParametricMap ParametricMap::train(std::span<const float> latents, std::size_t dimensions,
                                   const MapOptions& asked, const Progress& progress, std::stop_token stop)
{
    assert(latents.size() >= 2 * dimensions && latents.size() % dimensions == 0);
    const auto options = optionsFor(latents.size() / dimensions, asked);
    try {
        MapTrainer trainer(latents, dimensions, options);
        trainer.startFrom(PcaProjection::fit(latents, dimensions).place(latents));
        for (int epoch = 0; epoch < options.epochs; ++epoch) {
            if (stop.stop_requested())
                throw Cancelled();
            const double loss = trainer.trainEpoch(epoch);
            if (progress)
                progress((epoch + 1.0) / options.epochs, "map: loss " + std::to_string(loss));
        }
        return ParametricMap(trainer.network());
    } catch (const c10::Error& error) {
        throw Error(std::string("The map of the latents could not be trained: ")
                    + error.what_without_backtrace());
    }
}

} // namespace syzygy
