#include "core/latent/atlas.h"

#include "core/latent/binaryfile.h"
#include "core/latent/halves.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace syzygy {

namespace {

// Little-endian: magic, version (u32), dimensions (u32), stars (u64); per star 20 labels, vmic and log
// 12C/13C (f32); NIRSpec latents, APOGEE latents (f16); map positions, PCA positions (f32).
constexpr BinaryFormat format { "SYZATLAS", 1, "atlas of reference stars" };
constexpr std::size_t parametersPerStar = labelCount + 2;
constexpr std::uint32_t mostDimensions = 4096;

std::vector<float> flattened(const std::vector<StellarParameters>& stars)
{
    std::vector<float> values;
    values.reserve(stars.size() * parametersPerStar);
    for (const auto& star : stars) {
        for (double label : star.labels)
            values.push_back(static_cast<float>(label));
        values.push_back(static_cast<float>(star.vmic));
        values.push_back(static_cast<float>(star.logC12C13));
    }
    return values;
}

std::vector<StellarParameters> starsFrom(const std::vector<float>& values)
{
    std::vector<StellarParameters> stars(values.size() / parametersPerStar);
    auto next = values.begin();
    for (auto& star : stars) {
        for (double& label : star.labels)
            label = *next++;
        star.vmic = *next++;
        star.logC12C13 = *next++;
    }
    return stars;
}

std::vector<float> unitVectors(const std::vector<std::uint16_t>& bits, std::size_t dimensions,
                               const BinaryReader& reader)
{
    std::vector<float> values(bits.size());
    fromHalves(bits, values);
    for (std::size_t first = 0; first < values.size(); first += dimensions)
        if (!makeUnit(std::span(values).subspan(first, dimensions)))
            reader.refuse("a latent is no unit vector");
    return values;
}

void requireFinite(std::span<const float> values, const char* what, const BinaryReader& reader)
{
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
        reader.refuse(std::string(what) + " is not a finite number");
}

std::vector<MapPosition> readPositions(BinaryReader& reader, std::uint64_t stars)
{
    auto positions = reader.getAll<MapPosition>(stars);
    if (!positions.empty())
        requireFinite({ positions.front().data(), 2 * positions.size() }, "a position", reader);
    return positions;
}

template <typename T>
std::span<const T> all(const std::vector<T>& values)
{
    return values;
}

} // namespace

void saveAtlas(const std::filesystem::path& file, const Atlas& atlas)
{
    assert(atlas.nirspecLatents.size() == atlas.size() * atlas.dimensions);
    assert(atlas.apogeeLatents.size() == atlas.size() * atlas.dimensions);
    assert(atlas.mapPositions.size() == atlas.size() && atlas.pcaPositions.size() == atlas.size());
    BinaryWriter writer(format);
    writer.put(static_cast<std::uint32_t>(atlas.dimensions));
    writer.put(static_cast<std::uint64_t>(atlas.size()));
    writer.putAll(all(flattened(atlas.stars)));
    writer.putAll(all(toHalves(atlas.nirspecLatents)));
    writer.putAll(all(toHalves(atlas.apogeeLatents)));
    writer.putAll(all(atlas.mapPositions));
    writer.putAll(all(atlas.pcaPositions));
    writer.save(file);
}

Atlas loadAtlas(const std::filesystem::path& file)
{
    BinaryReader reader(file, format);
    Atlas atlas;
    atlas.dimensions = reader.get<std::uint32_t>();
    const auto stars = reader.get<std::uint64_t>();
    if (atlas.dimensions == 0 || atlas.dimensions > mostDimensions)
        reader.refuse("it has latents of " + std::to_string(atlas.dimensions) + " dimensions");
    if (stars > UINT32_MAX)
        reader.refuse("it speaks of " + std::to_string(stars) + " stars");
    const auto labels = reader.getAll<float>(stars * parametersPerStar);
    requireFinite(labels, "a label", reader);
    atlas.stars = starsFrom(labels);
    atlas.nirspecLatents
        = unitVectors(reader.getAll<std::uint16_t>(stars * atlas.dimensions), atlas.dimensions, reader);
    atlas.apogeeLatents
        = unitVectors(reader.getAll<std::uint16_t>(stars * atlas.dimensions), atlas.dimensions, reader);
    atlas.mapPositions = readPositions(reader, stars);
    atlas.pcaPositions = readPositions(reader, stars);
    reader.requireEnd();
    return atlas;
}

NeighbourIndex indexOf(const Atlas& atlas)
{
    auto both = atlas.nirspecLatents;
    both.insert(both.end(), atlas.apogeeLatents.begin(), atlas.apogeeLatents.end());
    return { both, atlas.dimensions };
}

} // namespace syzygy
