// Times atlases of up to a million stars (SYZYGY_BENCHMARK_STARS: up to so many), made on the spot (their
// latents are clouds about random directions: no star of the sky) in SYZYGY_BENCHMARK_FILES or a temporary
// folder. Beside the time stands what the process holds in memory afterwards, and the last lines fit the
// growth with the number of stars.

#include "core/atlas/rowfilter.h"
#include "core/atlas/starrecord.h"
#include "core/atlas/starsearch.h"
#include "core/atlas/twins.h"
#include "core/latent/halves.h"
#include "core/latent/neighbours.h"
#include "core/random.h"
#include "tests/benchmarks/asprograms.h"

#include <array>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <memory>
#include <unistd.h>

namespace {

using namespace syzygy;

constexpr std::size_t dimensions = 144;

double residentMegabytes()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Directions about which the stars lie, as many kinds of stars.
const std::vector<std::vector<float>>& kinds()
{
    static const auto made = [] {
        Random random(1);
        std::vector<std::vector<float>> directions(300, std::vector<float>(dimensions));
        for (auto& direction : directions)
            for (auto& value : direction)
                value = static_cast<float>(random.normal(0, 1));
        return directions;
    }();
    return made;
}

std::vector<float> latentOf(Random& random)
{
    auto latent = kinds()[random.index(kinds().size())];
    double squares = 0;
    for (auto& value : latent) {
        value += static_cast<float>(random.normal(0, 0.5));
        squares += static_cast<double>(value) * static_cast<double>(value);
    }
    for (auto& value : latent)
        value /= static_cast<float>(std::sqrt(squares));
    return latent;
}

void appendLatent(StoredColumn& column, Random& random)
{
    const auto halves = toHalves(latentOf(random));
    column.bytes.append(reinterpret_cast<const char*>(halves.data()), halves.size() * sizeof halves[0]);
}

void fill(StoredColumn& column, std::size_t rows)
{
    Random random(2);
    for (std::size_t row = 0; row < rows; ++row)
        if (column.name == "latent")
            appendLatent(column, random);
        else if (column.name == "name")
            column.appendText(fmt::format("2M{:08}+{:07}", row * 7919 % 24000000, row % 9000000));
        else if (column.name == "file")
            column.appendText(fmt::format("/archive/apStar-dr17-{:07}.fits", row));
        else if (column.type == ColumnType::Text)
            column.appendText("x");
        else if (column.width == 2)
            column.appendNumbers(
                std::array { static_cast<float>(random.normal()), static_cast<float>(random.normal()) });
        else
            column.append(column.name == "star"                       ? static_cast<double>(row)
                              : column.type == ColumnType::Unsigned32 ? 0
                                                                      : random.uniform(-60, 60));
}

std::filesystem::path atlasOf(std::size_t rows)
{
    static std::map<std::size_t, std::filesystem::path> made;
    if (const auto known = made.find(rows); known != made.end())
        return known->second;
    const char* chosen = std::getenv("SYZYGY_BENCHMARK_FILES");
    const auto folder = chosen ? std::filesystem::path(chosen) : std::filesystem::temp_directory_path();
    const auto file = folder / fmt::format("benchmark-{}.atlas", rows);
    auto table = emptyAtlas("benchmark", dimensions);
    for (auto& column : table.columns)
        fill(column, rows);
    table.rows = rows;
    table.write(file);
    return made[rows] = file;
}

std::size_t rowsOf(const benchmark::State& state)
{
    return static_cast<std::size_t>(state.range(0));
}

void finish(benchmark::State& state)
{
    state.SetComplexityN(state.range(0));
    state.counters["resident_MB"] = residentMegabytes();
}

void openAtlas(benchmark::State& state)
{
    const auto file = atlasOf(rowsOf(state));
    for (auto _ : state)
        benchmark::DoNotOptimize(StarAtlas(file));
    finish(state);
}

/// What the window takes from it to draw its stars.
void drawAtlas(benchmark::State& state)
{
    const StarAtlas atlas(atlasOf(rowsOf(state)));
    for (auto _ : state)
        benchmark::DoNotOptimize(drawn(atlas));
    finish(state);
}

void filterByExpression(benchmark::State& state)
{
    const StarAtlas atlas(atlasOf(rowsOf(state)));
    std::size_t found = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(found = rowsWhere(atlas, "teff<40 and fe_h>-10 and snr>30").size());
    finish(state);
    state.SetLabel(fmt::format("{} fulfil it", found));
}

void findByName(benchmark::State& state)
{
    const StarAtlas atlas(atlasOf(rowsOf(state)));
    const std::string last(atlas.name(atlas.size() - 1));
    for (auto _ : state)
        benchmark::DoNotOptimize(findStar(atlas, last));
    finish(state);
}

void findByPlace(benchmark::State& state)
{
    const StarAtlas atlas(atlasOf(rowsOf(state)));
    for (auto _ : state)
        benchmark::DoNotOptimize(findStar(atlas, "17:33:42.5 -16:54:57"));
    finish(state);
}

void indexLatents(benchmark::State& state)
{
    const auto atlas = std::make_shared<const StarAtlas>(atlasOf(rowsOf(state)));
    for (auto _ : state)
        benchmark::DoNotOptimize(TwinSearch(atlas));
    finish(state);
}

void timeTenNearest(benchmark::State& state, const auto& index)
{
    Random random(3);
    const auto latent = latentOf(random);
    for (auto _ : state)
        benchmark::DoNotOptimize(index.nearest(latent, 10));
    finish(state);
    state.SetLabel(index.method());
}

void tenNearest(benchmark::State& state)
{
    timeTenNearest(state, TwinSearch(std::make_shared<const StarAtlas>(atlasOf(rowsOf(state)))));
}

std::vector<float> latentsOf(std::size_t rows)
{
    Random random(2);
    std::vector<float> latents;
    latents.reserve(rows * dimensions);
    while (latents.size() < rows * dimensions) {
        const auto latent = latentOf(random);
        latents.insert(latents.end(), latent.begin(), latent.end());
    }
    return latents;
}

void tenNearestExactly(benchmark::State& state)
{
    timeTenNearest(state, NeighbourIndex(latentsOf(rowsOf(state)), dimensions, rowsOf(state) + 1));
}

/// What reading them once takes: as many bytes, added up.
void passOverLatents(benchmark::State& state)
{
    const auto latents = latentsOf(rowsOf(state));
    for (auto _ : state) {
        std::array<float, 64> sums {}; // wide enough for the registers
        for (std::size_t i = 0; i < latents.size(); i += sums.size())
            for (std::size_t k = 0; k < sums.size(); ++k)
                sums[k] += latents[i + k];
        benchmark::DoNotOptimize(sums);
    }
    finish(state);
}

void upToMany(benchmark::internal::Benchmark* benchmark)
{
    const char* chosen = std::getenv("SYZYGY_BENCHMARK_STARS");
    const auto most = chosen ? std::max(10'000L, std::strtol(chosen, nullptr, 10)) : 1'000'000L;
    benchmark->RangeMultiplier(10)->Range(10'000, most)->Unit(benchmark::kMillisecond)->Complexity();
}

} // namespace

BENCHMARK(openAtlas)->Apply(upToMany);
BENCHMARK(drawAtlas)->Apply(upToMany);
BENCHMARK(filterByExpression)->Apply(upToMany);
BENCHMARK(findByName)->Apply(upToMany);
BENCHMARK(findByPlace)->Apply(upToMany);
BENCHMARK(indexLatents)->Apply(upToMany)->Iterations(1);
BENCHMARK(tenNearest)->Apply(upToMany);
BENCHMARK(tenNearestExactly)->Apply(upToMany);
BENCHMARK(passOverLatents)->Apply(upToMany);

int main(int argc, char** argv)
{
    syzygy::test::runAsThePrograms(argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
