#include "app/cli/inspection.h"

#include <nlohmann/json.hpp>

namespace syzygy {

namespace {

using Json = nlohmann::ordered_json;

Json originToJson(const Provenance& origin)
{
    Json json { { "hdu", origin.hdu },
                { "source", origin.source },
                { "product", origin.product },
                { "mode", origin.mode },
                { "slit", origin.slit },
                { "order", origin.order },
                { "detector", origin.detector },
                { "integration", origin.integration },
                { "exposure_type", origin.exposureType },
                { "pipeline_version", origin.pipelineVersion },
                { "source_type", origin.sourceType },
                { "flux_column", nameOf(origin.fluxColumn) },
                { "error_source", nameOf(origin.errorSource) },
                { "wavelength_unit", origin.wavelengthUnit },
                { "wavelengths_were_air", origin.wavelengthsWereAir },
                { "medium_stated", origin.mediumStated },
                { "place_is_of_object", origin.placeIsOfObject } };
    const auto addIfKnown = [&json](const char* key, const std::optional<double>& value) {
        json[key] = value ? Json(*value) : Json(nullptr);
    };
    addIfKnown("right_ascension_deg", origin.rightAscension);
    addIfKnown("declination_deg", origin.declination);
    addIfKnown("stated_snr", origin.statedSnr);
    addIfKnown("stated_velocity_km_s", origin.statedVelocity);
    return json;
}

Json qualityToJson(const Inspection& inspection)
{
    auto json = Json::array();
    for (const auto& count : inspection.quality)
        json.push_back({ { "bit", count.bit },
                         { "name", count.name },
                         { "samples", count.samples },
                         { "bad", count.bad } });
    return json;
}

Json samplesToJson(const Inspection& inspection)
{
    auto json = Json::object();
    for (std::size_t i = 0; i < maskReasonCount; ++i)
        json[std::string(nameOf(static_cast<MaskReason>(i)))] = inspection.samples[i];
    return json;
}

Json keywordsToJson(const Provenance& origin)
{
    auto json = Json::object();
    for (const auto& [key, value] : origin.keywords)
        json[key] = value;
    return json;
}

} // namespace

nlohmann::ordered_json toJson(const Spectrum& spectrum, const Inspection& inspection)
{
    auto json = originToJson(spectrum.provenance);
    json["instrument"] = nameOf(spectrum.instrument);
    json["frame"] = describe(spectrum.frame);
    json["flux_unit"] = spectrum.fluxUnit;
    json["samples"] = spectrum.size();
    json["wavelength_um"] = { inspection.firstWavelength, inspection.lastWavelength };
    json["median_step_um"] = inspection.medianStep;
    json["snr"] = inspection.snr;
    json["gaps_um"] = Json::array();
    for (const auto& gap : inspection.gaps)
        json["gaps_um"].push_back({ gap.from, gap.to });
    json["quality"] = qualityToJson(inspection);
    json["sample_counts"] = samplesToJson(inspection);
    json["keywords"] = keywordsToJson(spectrum.provenance);
    json["notes"] = spectrum.provenance.notes;
    return json;
}

} // namespace syzygy
