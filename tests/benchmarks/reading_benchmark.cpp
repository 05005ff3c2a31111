// Times core/io on an x1d file of one spectrum and on one of 1,000 slits, made on the spot in
// SYZYGY_BENCHMARK_FILES (or a temporary folder). reading_benchmark.py beside this file times astropy and
// specutils on the same files and compares.

#include "core/io/reader.h"
#include "tests/support/jwsttables.h"

#include <benchmark/benchmark.h>
#include <cstdlib>

namespace {

using namespace syzygy;
using namespace syzygy::test;

std::filesystem::path folder()
{
    const char* chosen = std::getenv("SYZYGY_BENCHMARK_FILES");
    return chosen ? std::filesystem::path(chosen) : std::filesystem::temp_directory_path();
}

std::filesystem::path makeX1d(const char* name, int slits, std::size_t samples)
{
    FitsMaker maker(nirspecPrimary());
    const auto columns = extract1dColumns(samples);
    for (int slit = 1; slit <= slits; ++slit) {
        auto cards = unsignedColumn(12);
        cards.emplace_back("EXTVER", std::to_string(slit));
        cards.emplace_back("SRCTYPE", "'POINT'");
        maker.table("EXTRACT1D", columns, samples, cards);
    }
    maker.table("ASDF", { { "ASDF_METADATA", "100B", "", {}, {} } }, 1); // specutils looks for it
    const auto file = folder() / name;
    maker.write(file);
    return file;
}

void readOneSpectrum(benchmark::State& state)
{
    static const auto file = makeX1d("one_x1d.fits", 1, 2000);
    for (auto _ : state)
        benchmark::DoNotOptimize(readSpectra(file));
}

void readThousandSpectra(benchmark::State& state)
{
    static const auto file = makeX1d("thousand_x1d.fits", 1000, 450);
    for (auto _ : state)
        benchmark::DoNotOptimize(readSpectra(file));
}

void listThousandSpectra(benchmark::State& state)
{
    static const auto file = makeX1d("thousand_x1d.fits", 1000, 450);
    for (auto _ : state)
        benchmark::DoNotOptimize(listSpectra(file));
}

void readTheLastOfThousand(benchmark::State& state)
{
    static const auto contents = listSpectra(makeX1d("thousand_x1d.fits", 1000, 450));
    for (auto _ : state)
        benchmark::DoNotOptimize(readSpectrum(contents, 999));
}

} // namespace

BENCHMARK(readOneSpectrum)->Unit(benchmark::kMillisecond);
BENCHMARK(readThousandSpectra)->Unit(benchmark::kMillisecond);
BENCHMARK(listThousandSpectra)->Unit(benchmark::kMillisecond);
BENCHMARK(readTheLastOfThousand)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
