#include "core/atlas/starsubsets.h"

#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace syzygy {

namespace {

using Json = nlohmann::json;

constexpr int version = 1;

StarSubset subsetOf(const Json& entry)
{
    StarSubset subset { entry.at("name").get<std::string>(), entry.at("atlas").get<std::string>(),
                        entry.at("atlasSize").get<std::size_t>(),
                        entry.at("rows").get<std::vector<std::size_t>>() };
    if (std::ranges::any_of(subset.rows, [&](std::size_t row) { return row >= subset.atlasSize; }))
        throw Error("a row lies behind the last of its atlas");
    return subset;
}

} // namespace

std::string identityOf(const StarAtlas& atlas)
{
    return sha256Of(atlas.modelId() + atlas.file().digestOf("file") + atlas.file().digestOf("spectrum")
                    + atlas.file().digestOf("latent"));
}

std::vector<StarSubset> loadSubsets(const std::filesystem::path& file)
try {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return {};
    const auto document = Json::parse(stream);
    if (document.at("version").get<int>() != version)
        throw Error("it is of another version of Syzygy");
    std::vector<StarSubset> subsets;
    for (const auto& entry : document.at("subsets"))
        subsets.push_back(subsetOf(entry));
    return subsets;
} catch (const Json::exception&) {
    throw Error(file.string()
                + ": these subsets of stars cannot be read (it is damaged); delete or move it away.");
} catch (const Error& error) {
    throw Error(file.string() + ": these subsets of stars cannot be read (" + error.what()
                + "); delete or move it away.");
}

void saveSubsets(const std::filesystem::path& file, const std::vector<StarSubset>& subsets)
{
    std::error_code failure;
    std::filesystem::create_directories(file.parent_path(), failure);
    Json document { { "version", version }, { "subsets", Json::array() } };
    for (const auto& subset : subsets)
        document["subsets"].push_back({ { "name", subset.name },
                                        { "atlas", subset.atlas },
                                        { "atlasSize", subset.atlasSize },
                                        { "rows", subset.rows } });
    writeTextAtomically(file, document.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace syzygy
