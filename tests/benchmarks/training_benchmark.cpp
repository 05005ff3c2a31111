// Times what a training of encoders is made of: mock pairs, from the draw of the star to the features of both
// sides, and a step of one member of the ensemble on a batch of them.
#include "core/nn/blasthreads.h"
#include "core/nn/encoders.h"
#include "core/training/encoders/contrastive.h"
#include "core/training/encoders/membertraining.h"
#include "tests/benchmarks/asprograms.h"

#include <benchmark/benchmark.h>
#include <filesystem>

namespace {

using namespace syzygy;

const std::filesystem::path bundle = std::filesystem::path(SYZYGY_SOURCE_DIR) / "models/nirspec-apogee";

const Encoders& encoders()
{
    static const auto loaded = Encoders::load(bundle / "encoders.pt");
    return loaded;
}

MockFeatures makeMocks(std::size_t count, std::uint64_t seed)
{
    static const auto emulator = Emulator::load(bundle / "emulator.pt");
    static const auto prior = LabelPrior::load(bundle / "label_prior.json");
    const EncoderTrainingOptions options;
    return makeMockFeatures(emulator, prior, encoders().networks(), options.mocks, options.hardNegativeShare,
                            count, seed);
}

/// On one core.
void mockPairs(benchmark::State& state)
{
    encoders();
    std::uint64_t seed = 1;
    for (auto _ : state)
        benchmark::DoNotOptimize(makeMocks(static_cast<std::size_t>(state.range(0)), seed++));
    const EncoderTrainingOptions options;
    state.counters["uses"] = options.epochs * options.members; // of each pair in a training
}

/// On one core: that a mock is like another does not change what a step costs.
void trainingStep(benchmark::State& state)
{
    const EncoderTrainingOptions options;
    auto networks = encoders().networks(); // shares the weights
    networks.train(true);
    const auto few = makeMocks(64, 1);
    auto mocks = MockFeatures::join(std::vector(static_cast<std::size_t>(state.range(0) / 64), few));
    mocks.toHalf();
    auto optimiser = optimiserOf(networks, 0, options);
    const BatchSampler sampler(mocks.labels);
    Random random(1);
    for (auto _ : state) {
        const auto rows = sampler.draw(static_cast<int>(state.range(0)), options.hardBatchShare, random);
        benchmark::DoNotOptimize(trainStep(networks, 0, optimiser, mocks, rows, options));
    }
}

BENCHMARK(mockPairs)->Arg(64)->Unit(benchmark::kMillisecond);
BENCHMARK(trainingStep)->Arg(1024)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    test::runAsThePrograms(argv);
    keepFreedMemory();                       // as in syzygy-model
    const SingleThreadedBlas singleThreaded; // as in a job that makes mocks
    setTorchThreadsHere(1);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
