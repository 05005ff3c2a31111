// Times the fit of the non-linear map and the placing of one star, on the latents of the bundle's reference
// stars and, beyond these, of others half-way between two that are alike. Writes what it was fitted to and
// what it found for map_benchmark.py, which lets umap-learn do the same.
//   map_benchmark ATLAS ROWS FOLDER

#include "core/latent/atlas.h"
#include "core/latent/halves.h"
#include "core/random.h"
#include "tests/benchmarks/asprograms.h"

#include <chrono>
#include <fmt/format.h>
#include <fstream>

namespace {

using namespace syzygy;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<float> latentsOf(const Atlas& atlas, std::size_t rows)
{
    const auto size = static_cast<std::ptrdiff_t>(atlas.dimensions);
    auto latents = atlas.nirspecLatents;
    latents.insert(latents.end(), atlas.apogeeLatents.begin(), atlas.apogeeLatents.end());
    const auto index = indexOf(atlas);
    Random random(1);
    while (latents.size() < rows * atlas.dimensions) {
        std::vector<float> between;
        for (int i = 0; i < 4096; ++i) {
            const auto first
                = latents.begin() + static_cast<std::ptrdiff_t>(random.index(index.size())) * size;
            between.insert(between.end(), first, first + size);
        }
        auto star = between.begin();
        for (const auto& near : index.nearestOfEach(between, 10)) {
            const auto second
                = latents.begin() + static_cast<std::ptrdiff_t>(near[1 + random.index(9)].row) * size;
            std::transform(star, star + size, second, star, std::plus());
            makeUnit(std::span(star, star + size));
            star += size;
        }
        latents.insert(latents.end(), between.begin(), between.end());
    }
    latents.resize(rows * atlas.dimensions);
    return latents;
}

template <typename T>
void write(const std::filesystem::path& file, const std::vector<T>& values)
{
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(values.data()),
                 static_cast<std::streamsize>(values.size() * sizeof(T)));
}

/// The median.
double millisecondsToPlaceOne(const ParametricMap& map, std::span<const float> latents,
                              std::size_t dimensions)
{
    std::vector<double> times;
    for (std::size_t row = 0; row < 201; ++row) {
        const auto start = Clock::now();
        map.place(latents.subspan(row * dimensions, dimensions));
        times.push_back(1e3 * secondsSince(start));
    }
    std::nth_element(times.begin(), times.begin() + 100, times.end());
    return times[100];
}

} // namespace

int main(int argc, char** argv)
{
    test::runAsThePrograms(argv);
    if (argc != 4) {
        fmt::print(stderr, "map_benchmark ATLAS ROWS FOLDER\n");
        return 2;
    }
    const auto atlas = loadAtlas(argv[1]);
    const auto latents = latentsOf(atlas, std::stoul(argv[2]));
    const auto start = Clock::now();
    const auto map
        = ParametricMap::train(latents, atlas.dimensions, {}, [](double, const std::string&) {}, {});
    const double fit = secondsSince(start);
    const std::filesystem::path folder = argv[3];
    write(folder / "latents.f32", latents);
    write(folder / "positions.f32", map.place(latents));
    fmt::print("{{\"dimensions\": {}, \"fit_s\": {:.2f}, \"place_one_ms\": {:.4f}}}\n", atlas.dimensions, fit,
               millisecondsToPlaceOne(map, latents, atlas.dimensions));
}
