#include "core/nn/manifest.h"

#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/labels.h"
#include "core/processing/modelgrid.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string_view>
#include <utility>

namespace syzygy {

namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t largestManifest = 16 << 20; // bytes
constexpr int mostLatentDimensions = 4096;

std::vector<std::string> programLabels(std::string_view LabelInfo::*field)
{
    std::vector<std::string> words;
    for (const auto& info : labelInfos)
        words.emplace_back(info.*field);
    return words;
}

/// A plain name of a file in the bundle's own directory: no separator, no "..", nothing hidden.
bool isPlainName(const std::string& name)
{
    return !name.empty() && name.front() != '.'
        && name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

Json parse(const std::filesystem::path& file)
{
    std::error_code failure;
    const auto size = std::filesystem::file_size(file, failure);
    std::ifstream stream(file);
    if (failure || !stream)
        throw Error(file.string()
                    + " cannot be opened: the folder is no bundle, or its manifest is missing.");
    if (size > largestManifest)
        throw Error(file.string() + " is too large for a manifest; copy the bundle again.");
    try {
        return Json::parse(stream);
    } catch (const Json::exception&) {
        throw Error(file.string() + " is not readable JSON; copy the bundle again.");
    }
}

std::string objectText(const Json& json, const char* key)
{
    const auto& object = json.at(key);
    if (!object.is_object())
        throw Error(std::string("its \"") + key + "\" is no object");
    return object.dump();
}

Manifest manifestFrom(const Json& json)
{
    Manifest manifest;
    manifest.format = json.at("format").get<int>();
    json.at("model_id").get_to(manifest.modelId);
    json.at("files").get_to(manifest.files);
    json.at("labels").get_to(manifest.labelNames);
    json.at("label_units").get_to(manifest.labelUnits);
    json.at("nirspec_grid").get_to(manifest.nirspecGrid);
    json.at("apogee_grid").get_to(manifest.apogeeGrid);
    manifest.mediumGrid = json.value("nirspec_g140m_grid", "");
    manifest.mediumCommand = json.value("nirspec_g140m_command", "");
    json.at("latent_dimensions").get_to(manifest.latentDimensions);
    json.at("seed").get_to(manifest.seed);
    json.at("made_from").get_to(manifest.madeFrom);
    json.at("command").get_to(manifest.command);
    manifest.options = objectText(json, "options");
    manifest.scores = objectText(json, "scores");
    return manifest;
}

Json parsedObject(const std::string& text)
{
    return text.empty() ? Json::object() : Json::parse(text);
}

Json toJson(const Manifest& manifest)
{
    Json json { { "format", manifest.format },
                { "model_id", manifest.modelId },
                { "files", manifest.files },
                { "labels", manifest.labelNames },
                { "label_units", manifest.labelUnits },
                { "nirspec_grid", manifest.nirspecGrid },
                { "apogee_grid", manifest.apogeeGrid },
                { "latent_dimensions", manifest.latentDimensions },
                { "seed", manifest.seed },
                { "made_from", manifest.madeFrom },
                { "command", manifest.command },
                { "options", parsedObject(manifest.options) },
                { "scores", parsedObject(manifest.scores) } };
    if (!manifest.mediumGrid.empty()) {
        json["nirspec_g140m_grid"] = manifest.mediumGrid;
        json["nirspec_g140m_command"] = manifest.mediumCommand;
    }
    return json;
}

void requireFormat(const std::filesystem::path& file, const Json& json)
{
    const auto format = json.is_object() ? json.find("format") : json.end();
    if (!json.is_object() || format == json.end() || !format->is_number_integer())
        throw Error(file.string() + " does not state its format: it is no manifest of a bundle.");
    if (*format != Manifest::currentFormat)
        throw Error(file.string() + " is of format " + format->dump() + ", this program reads "
                    + std::to_string(Manifest::currentFormat)
                    + "; use the version of the program that made the bundle.");
}

void requireLabels(const std::filesystem::path& file, const Manifest& manifest)
{
    if (manifest.labelNames != programLabels(&LabelInfo::key)
        || manifest.labelUnits != programLabels(&LabelInfo::unit))
        throw Error(file.string()
                    + " lists other labels or units than this program has; use a bundle made for it.");
    if (manifest.latentDimensions <= 0 || manifest.latentDimensions > mostLatentDimensions)
        throw Error(file.string() + " states a latent of " + std::to_string(manifest.latentDimensions)
                    + " dimensions; copy the bundle again.");
}

void requireGrids(const std::filesystem::path& file, const Manifest& manifest)
{
    const auto nirspec = nirspecModelGrid().description(), apogee = apogeeModelGrid().description();
    for (const auto& [found, expected] :
         { std::pair(manifest.nirspecGrid, nirspec),
           { manifest.apogeeGrid, apogee },
           { manifest.mediumGrid,
             manifest.mediumGrid.empty() ? std::string() : nirspecMediumModelGrid().description() } })
        if (found != expected)
            throw Error(file.string() + " was made for the wavelength grid \"" + found
                        + "\", this program has \"" + expected + "\"; use a bundle made for it.");
}

void requireFile(const std::filesystem::path& directory, const std::string& name, const std::string& digest)
{
    if (!isPlainName(name))
        throw Error((directory / "manifest.json").string() + " names " + Json(name).dump()
                    + ", which is not a file of the bundle's own folder; do not use this bundle.");
    const auto file = directory / name;
    if (!std::filesystem::is_regular_file(file))
        throw Error(file.string() + " is missing; copy the bundle again.");
    if (sha256OfFile(file) != digest)
        throw Error(
            file.string()
            + " was changed after it was made: its sha256 is not the manifest's; copy the bundle again.");
}

void requireNoOtherWeights(const std::filesystem::path& directory, const Manifest& manifest)
{
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
        const auto name = entry.path().filename().string();
        const auto extension = entry.path().extension();
        if ((extension == ".pt" || extension == ".bin") && !manifest.files.contains(name)
            && !name.starts_with('.'))
            throw Error(
                entry.path().string()
                + " is not named by the bundle's manifest, so nothing vouches for it; move it elsewhere.");
    }
}

} // namespace

bool isShippedBundle(const std::filesystem::path& directory)
{
    return sha256OfFile(directory / "manifest.json") == SYZYGY_SHIPPED_MANIFEST;
}

Manifest loadManifest(const std::filesystem::path& directory)
{
    const auto file = directory / "manifest.json";
    const auto json = parse(file);
    requireFormat(file, json);
    Manifest manifest;
    try {
        manifest = manifestFrom(json);
    } catch (const std::exception& error) {
        throw Error(file.string() + " is incomplete (" + error.what() + "); copy the bundle again.");
    }
    requireLabels(file, manifest);
    requireGrids(file, manifest);
    for (const auto& [name, digest] : manifest.files)
        requireFile(directory, name, digest);
    requireNoOtherWeights(directory, manifest);
    manifest.isShipped = isShippedBundle(directory);
    return manifest;
}

void saveManifest(const std::filesystem::path& directory, Manifest manifest,
                  const std::vector<std::string>& fileNames)
{
    for (const auto& name : fileNames)
        manifest.files[name] = sha256OfFile(directory / name);
    try {
        writeTextAtomically(directory / "manifest.json", toJson(manifest).dump(2) + "\n");
    } catch (const Json::exception& error) {
        throw Error((directory / "manifest.json").string() + " cannot be written (" + error.what() + ").");
    }
}

} // namespace syzygy
