// Times the stages from a file to labels on the bundled samples, and counts what bounds them: the operations
// that they ask of BLAS, beside the matrix product of this machine.
#include "core/analysis/analyzer.h"
#include "core/io/reader.h"
#include "core/nn/blasthreads.h"
#include "core/nn/encoders.h"
#include "core/processing/prepare.h"
#include "core/processing/velocitysearch.h"
#include "tests/benchmarks/asprograms.h"
#include "tests/benchmarks/countedblas.h"

#include <torch/torch.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <vector>

namespace {

using namespace syzygy;

const std::filesystem::path source = SYZYGY_SOURCE_DIR;
const std::filesystem::path bundle = source / "models/nirspec-apogee";

std::filesystem::path sampleOf(bool isApogee, int number = 1)
{
    return source / "resources/samples"
        / fmt::format("mock_{:03}_{}.fits", number, isApogee ? "apStar" : "x1d");
}

/// All of an instrument, over and over.
const Spectrum& sample(bool isApogee, std::size_t number = 1)
{
    static const auto read = [](bool apogee) {
        std::vector<Spectrum> spectra;
        for (int i = 0; i < 3; ++i)
            spectra.push_back(readSpectra(sampleOf(apogee, i)).front());
        return spectra;
    };
    static const auto nirspec = read(false), apogee = read(true);
    return (isApogee ? apogee : nirspec)[number % 3];
}

const Analyzer& analyzer()
{
    static const auto loaded = Analyzer::load(bundle);
    return loaded;
}

/// What a call of `work` asks of BLAS, for each of its spectra.
void countOperations(benchmark::State& state, double spectra, const auto& work)
{
    const double before = test::blasOperations();
    work();
    state.counters["operations"] = (test::blasOperations() - before) / spectra;
}

void load(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(Analyzer::load(bundle));
}

void read(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(readSpectra(sampleOf(state.range(0) != 0)));
}

void prepareAtRest(benchmark::State& state)
{
    const auto& spectrum = sample(state.range(0) != 0);
    for (auto _ : state)
        benchmark::DoNotOptimize(prepare(spectrum, modelGridOf(spectrum), 0, {}));
}

void analyze(benchmark::State& state)
{
    const auto& spectrum = sample(state.range(0) != 0);
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer().analyze(spectrum));
}

void analyzeAtGivenVelocity(benchmark::State& state)
{
    const auto& spectrum = sample(state.range(0) != 0);
    AnalysisOptions options;
    options.velocity = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer().analyze(spectrum, options));
}

/// Instrument, spectra at once.
void analyzeTogether(benchmark::State& state)
{
    std::vector<const Spectrum*> spectra;
    for (std::size_t i = 0; i < static_cast<std::size_t>(state.range(1)); ++i)
        spectra.push_back(&sample(state.range(0) != 0, i));
    const std::vector<AnalysisOptions> options(spectra.size());
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer().analyze(spectra, options));
    countOperations(state, static_cast<double>(spectra.size()),
                    [&] { analyzer().analyze(spectra, options); });
}

/// The labels of a spectrum that is analysed, by the emulator.
void fit(benchmark::State& state)
{
    const auto& spectrum = sample(state.range(0) != 0);
    const auto analysis = analyzer().analyze(spectrum);
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer().fit(spectrum, analysis, {}));
}

/// Instrument, spectra at once.
void encode(benchmark::State& state)
{
    static const auto encoders = Encoders::load(bundle / "encoders.pt").withLineError(0.04);
    std::vector<PreparedSpectrum> prepared;
    for (std::size_t i = 0; i < 3; ++i)
        prepared.push_back(
            prepare(sample(state.range(0) != 0, i), modelGridOf(sample(state.range(0) != 0)), 0, {}));
    std::vector<const PreparedSpectrum*> spectra;
    for (std::size_t i = 0; i < static_cast<std::size_t>(state.range(1)); ++i)
        spectra.push_back(&prepared[i % prepared.size()]);
    for (auto _ : state)
        benchmark::DoNotOptimize(encoders.encode(spectra));
    countOperations(state, static_cast<double>(spectra.size()), [&] { encoders.encode(spectra); });
}

/// The bound of whatever is made of matrix products: n × n in single precision.
void matrixProduct(benchmark::State& state)
{
    const auto size = state.range(0);
    const auto a = torch::rand({ size, size }), b = torch::rand({ size, size });
    for (auto _ : state)
        benchmark::DoNotOptimize(torch::mm(a, b).data_ptr());
    countOperations(state, 1, [&] { torch::mm(a, b); });
}

BENCHMARK(load)->Unit(benchmark::kMillisecond);
BENCHMARK(read)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(prepareAtRest)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(analyzeAtGivenVelocity)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(analyze)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(analyzeTogether)->ArgsProduct({ { 0, 1 }, { 4, 16 } })->Unit(benchmark::kMillisecond);
BENCHMARK(fit)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(encode)->ArgsProduct({ { 0, 1 }, { 1, 3, 48, 256 } })->Unit(benchmark::kMillisecond);
BENCHMARK(matrixProduct)->Arg(224)->Arg(1024)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    test::runAsThePrograms(argv);
    keepFreedMemory();                       // as in syzygy-model
    const SingleThreadedBlas singleThreaded; // as in a job of `analyze`
    setTorchThreadsHere(1);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
