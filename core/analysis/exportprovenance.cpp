#include "core/analysis/exportprovenance.h"

#include "core/atomicfile.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/nn/manifest.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <fmt/chrono.h>
#include <fstream>
#include <set>

namespace syzygy {

namespace {

using Json = nlohmann::ordered_json;

std::string_view nameOf(Velocity::Source source)
{
    switch (source) {
    case Velocity::Source::Measured:
        return "measured";
    case Velocity::Source::Given:
        return "given";
    case Velocity::Source::AlreadyAtRest:
        return "at rest in the file";
    case Velocity::Source::NotFound:
        break;
    }
    return "not found";
}

Json toJson(const ReadOptions& reading)
{
    Json json = Json::object();
    if (reading.fluxColumn == FluxColumn::SurfaceBrightness)
        json["flux_column"] = "surface brightness";
    if (!reading.wavelengthUnit.empty())
        json["wavelength_unit"] = reading.wavelengthUnit;
    if (!reading.fluxUnit.empty())
        json["flux_unit"] = reading.fluxUnit;
    if (!reading.mode.empty())
        json["mode"] = reading.mode;
    if (reading.wavelengthsInAir)
        json["wavelengths_in_air"] = true;
    return json;
}

Json toJson(const std::vector<GivenLabel>& given)
{
    Json json = Json::object();
    for (const auto& label : given)
        json[std::string(infoOf(label.label).key)] = { { "value", label.value }, { "sigma", label.sigma } };
    return json;
}

Json velocityOf(const SpectrumRecord& record)
{
    Json json { { "source", nameOf(record.velocitySource) } };
    if (record.velocitySource == Velocity::Source::Measured
        || record.velocitySource == Velocity::Source::Given) {
        json["km_s"] = record.velocity;
        json["sigma_km_s"] = record.velocityError;
    }
    return json;
}

Json toJson(const SpectrumRecord& record)
{
    Json json { { "file", record.file.string() },
                { "hdu", record.hdu },
                { "source", record.source },
                { "product", record.product },
                { "pipeline", record.pipeline } };
    if (!record.keywords.empty())
        json["keywords"] = record.keywords;
    if (!record.inputs.empty())
        for (const auto& input : record.inputs)
            json["combined_from"].push_back(input.string());
    json["reading"] = toJson(record.reading);
    json["wavelengths"] = record.wavelengthsWereAir ? "air in the file, converted to vacuum"
        : record.mediumStated                       ? "vacuum"
                                                    : "vacuum (assumed)";
    json["errors"] = record.errors;
    json["velocity"] = velocityOf(record);
    json["samples"] = record.samples;
    json["samples_left_out"] = record.masked;
    json["masked_ranges_um"] = record.maskedRanges;
    json["line_error"] = record.lineError;
    json["given"] = toJson(record.given);
    json["model"] = record.modelId;
    json["notes"] = record.notes;
    return json;
}

Json fileEntry(const std::filesystem::path& file)
{
    Json json { { "file", file.string() } };
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    try {
        if (!error)
            json.update(Json { { "bytes", size }, { "sha256", sha256OfFile(file) } });
    } catch (const Error&) { // gone meanwhile: said by the missing sum
    }
    return json;
}

/// Of all rows, each once.
std::set<std::filesystem::path> filesOf(const ExportProvenance& provenance)
{
    std::set<std::filesystem::path> files;
    for (const auto& record : provenance.spectra) {
        if (record.inputs.empty())
            files.insert(record.file);
        files.insert(record.inputs.begin(), record.inputs.end());
    }
    files.erase(std::filesystem::path());
    return files;
}

Json readProvenance(const std::filesystem::path& table)
{
    const auto file = provenanceFile(table);
    std::ifstream stream(file);
    auto json = Json::parse(stream, nullptr, false);
    if (!json.is_object() || !json.contains("files") || !json.contains("spectra")
        || !json.contains("options"))
        throw Error(file.string() + ": is missing or tells not how " + table.filename().string()
                    + " was made; syzygy-cli analyze writes it beside the table.");
    return json;
}

bool isStillThere(const Json& entry)
{
    const std::filesystem::path file = entry.at("file").get<std::string>();
    std::error_code error;
    return entry.contains("sha256")
        && std::filesystem::file_size(file, error) == entry.at("bytes").get<std::uintmax_t>() && !error
        && sha256OfFile(file) == entry.at("sha256").get<std::string>();
}

/// What two objects have in common.
Json shared(const Json& some, const Json& others)
{
    Json both = Json::object();
    for (const auto& [key, value] : some.items())
        if (others.contains(key) && others.at(key) == value)
            both[key] = value;
    return both;
}

std::string nowInUtc()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

} // namespace

SpectrumRecord recordOf(const Spectrum& spectrum, const Analysis& analysis, const AnalysisOptions& options,
                        const ReadOptions& reading)
{
    const auto& origin = spectrum.provenance;
    SpectrumRecord record;
    record.file = origin.file;
    record.hdu = origin.hdu;
    record.source = origin.source;
    record.product = origin.product;
    record.pipeline = origin.pipelineVersion;
    for (const auto& [key, value] : origin.keywords)
        if (key == "CAL_VER" || key == "CRDS_CTX" || key == "CRDS_VER")
            record.keywords[key] = value;
    record.errors = nameOf(origin.errorSource);
    record.wavelengthsWereAir = origin.wavelengthsWereAir;
    record.mediumStated = origin.mediumStated;
    record.reading = reading;
    record.notes = origin.notes;
    record.velocitySource = analysis.velocity.source;
    record.velocity = analysis.velocity.value;
    record.velocityError = analysis.velocity.error;
    record.samples = spectrum.size();
    for (std::size_t reason = 1; reason < maskReasonCount; ++reason)
        if (analysis.prepared.counts[reason] > 0)
            record.masked[std::string(nameOf(static_cast<MaskReason>(reason)))]
                = analysis.prepared.counts[reason];
    record.maskedRanges = options.prepare.maskedRanges;
    record.lineError = analysis.lineError;
    record.given = options.given;
    record.modelId = analysis.modelId;
    return record;
}

std::filesystem::path provenanceFile(const std::filesystem::path& table)
{
    auto file = table;
    return file += ".provenance.json";
}

void writeProvenance(const std::filesystem::path& table, const ExportProvenance& provenance,
                     std::stop_token stop)
{
    Json json { { "program", provenance.program }, { "written", nowInUtc() } };
    json["table"] = fileEntry(table);
    json["options"] = provenance.options;
    json["files"] = Json::array();
    for (const auto& file : filesOf(provenance)) {
        if (stop.stop_requested())
            throw Cancelled();
        json["files"].push_back(fileEntry(file));
    }
    json["spectra"] = Json::array();
    for (const auto& record : provenance.spectra)
        json["spectra"].push_back(toJson(record));
    writeTextAtomically(provenanceFile(table),
                        json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

bool isStillTrue(const std::filesystem::path& table, const std::map<std::string, std::string>& options)
try {
    const auto json = readProvenance(table);
    auto written = json.at("table");
    written["file"] = table.string(); // wherever it lies now
    return json.at("options") == Json(options) && isStillThere(written)
        && std::ranges::all_of(json.at("files"), isStillThere);
} catch (const std::exception&) { // no provenance of ours
    return false;
}

void mergeProvenance(const std::filesystem::path& table, const std::vector<std::filesystem::path>& parts)
{
    Json json;
    for (const auto& part : parts) {
        auto one = readProvenance(part);
        if (json.is_null()) {
            json = std::move(one);
            continue;
        }
        json["options"] = shared(json["options"], one["options"]);
        for (const auto* list : { "files", "spectra" })
            json[list].insert(json[list].end(), one[list].begin(), one[list].end());
    }
    json["written"] = nowInUtc();
    json["table"] = fileEntry(table);
    writeTextAtomically(provenanceFile(table),
                        json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

} // namespace syzygy
