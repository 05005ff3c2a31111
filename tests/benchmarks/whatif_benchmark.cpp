// From a wish of the what-if panel to labels and a place on the map, with the bundle that ships, on a mock
// star of the bundled samples; and what it consists of. Needs the bundle (defaultBundle()).
#include "core/analysis/analyzer.h"
#include "core/io/reader.h"
#include "core/nn/blasthreads.h"
#include "core/processing/whatif.h"
#include "tests/benchmarks/asprograms.h"

#include <benchmark/benchmark.h>

namespace {

using namespace syzygy;

const Analyzer& analyzer()
{
    static const auto loaded = Analyzer::load(defaultBundle());
    return loaded;
}

const Spectrum& sample()
{
    static const auto spectrum = readSpectra(SYZYGY_SAMPLES "/mock_000_x1d.fits").front();
    return spectrum;
}

WhatIf wish(double snr)
{
    WhatIf whatIf;
    whatIf.snr = snr;
    whatIf.resolvingPower = 1500;
    whatIf.velocity = 20;
    whatIf.lost = { { 1.2, 1.25 } };
    return whatIf;
}

void alterTheSpectrum(benchmark::State& state)
{
    double snr = 20;
    for (auto _ : state)
        benchmark::DoNotOptimize(altered(sample(), wish(snr += 0.1)));
}

void labelsAndPlaceOnTheMap(benchmark::State& state)
{
    const SingleThreadedBlas singleThreaded; // as the window does
    setTorchThreadsHere(1);
    AnalysisOptions options;
    options.velocity = analyzer().analyze(sample()).velocity.value;
    double snr = 20;
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer().analyze(altered(sample(), wish(snr += 0.1)), options));
}

BENCHMARK(alterTheSpectrum)->Unit(benchmark::kMillisecond);
BENCHMARK(labelsAndPlaceOnTheMap)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    syzygy::test::runAsThePrograms(argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
