#include "core/nn/correction.h"

#include "core/atomicfile.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace syzygy {

namespace {

using Json = nlohmann::json;

constexpr int format = 1;
constexpr int passes = 2; ///< of correcting the lines with the model of the pass before

Json toJson(const LabelCorrection& labels)
{
    Json json { { "centre", labels.centre }, { "trends", Json::object() } };
    for (std::size_t k = 0; k < labelCount; ++k)
        json["trends"][std::string(labelInfos[k].key)] = { { "weight", labels.trends[k].weight },
                                                           { "covariance", labels.trends[k].covariance },
                                                           { "scatter", labels.trends[k].scatter } };
    return json;
}

LabelCorrection labelsFrom(const Json& json)
{
    LabelCorrection labels;
    json.at("centre").get_to(labels.centre);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& trend = json.at("trends").at(std::string(labelInfos[k].key));
        trend.at("weight").get_to(labels.trends[k].weight);
        trend.at("covariance").get_to(labels.trends[k].covariance);
        trend.at("scatter").get_to(labels.trends[k].scatter);
    }
    return labels;
}

Json toJson(const InstrumentCorrection& correction)
{
    return { { "stars", correction.stars },
             { "offset", correction.spectral.offset },
             { "depth", correction.spectral.depth },
             { "labels", toJson(correction.labels) } };
}

InstrumentCorrection instrumentFrom(const Json& json, std::size_t pixels)
{
    InstrumentCorrection correction;
    json.at("stars").get_to(correction.stars);
    json.at("offset").get_to(correction.spectral.offset);
    json.at("depth").get_to(correction.spectral.depth);
    correction.labels = labelsFrom(json.at("labels"));
    const auto size = correction.spectral.depth.size();
    if (correction.spectral.offset.size() != size || (size != 0 && size != pixels))
        throw Error("its line corrections are for another wavelength grid");
    return correction;
}

std::vector<const PreparedSpectrum*> pointersTo(const std::vector<PreparedSpectrum>& spectra)
{
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    return pointers;
}

std::vector<Encoding> encodeWithoutLineErrors(const Encoders& encoders, const SpectralCorrection& spectral,
                                              std::span<const PreparedSpectrum* const> spectra,
                                              std::span<const std::size_t> cuts,
                                              std::vector<Encoding> encodings)
{
    if (spectral.empty())
        return encodings;
    for (auto& encoding : encodings)
        encoding.bestFit = spectral.modelFrom(encoding.bestFit);
    for (int pass = 0; pass < passes; ++pass) {
        std::vector<PreparedSpectrum> corrected;
        for (std::size_t i = 0; i < spectra.size(); ++i)
            corrected.push_back(spectral.removedFrom(*spectra[i], encodings[i].bestFit));
        encodings = encoders.encode(pointersTo(corrected),
                                    pass + 1 < passes ? std::span<const std::size_t>() : cuts);
    }
    for (auto& encoding : encodings)
        encoding.bestFit = spectral.observedFrom(encoding.bestFit);
    return encodings;
}

void shift(const LabelCorrection& labels, LabelReading& reading)
{
    const auto position = labels.position(reading.value);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const auto& trend = labels.trends[k];
        reading.value[k] -= trend.shift(position);
        reading.sigmaModel[k] = std::sqrt(std::pow(reading.sigmaModel[k], 2) + trend.variance(position));
    }
}

std::vector<Encoding> shifted(const LabelCorrection& labels, std::vector<Encoding> encodings)
{
    for (auto& encoding : encodings) {
        shift(labels, encoding);
        for (auto& part : encoding.parts)
            shift(labels, part);
    }
    return encodings;
}

} // namespace

std::vector<float> SpectralCorrection::observedFrom(std::span<const float> model) const
{
    std::vector<float> observed(model.begin(), model.end());
    for (std::size_t i = 0; i < depth.size(); ++i)
        observed[i] = 1 + offset[i] + (1 + depth[i]) * (model[i] - 1);
    return observed;
}

std::vector<float> SpectralCorrection::modelFrom(std::span<const float> observed) const
{
    constexpr float leastDepth = 0.2F; // of the emulator's: keeps the division tame
    std::vector<float> model(observed.begin(), observed.end());
    for (std::size_t i = 0; i < depth.size(); ++i)
        model[i] = 1 + (observed[i] - 1 - offset[i]) / std::max(leastDepth, 1 + depth[i]);
    return model;
}

PreparedSpectrum SpectralCorrection::removedFrom(PreparedSpectrum observed,
                                                 std::span<const float> model) const
{
    for (std::size_t i = 0; i < depth.size(); ++i)
        if (observed.mask[i])
            observed.flux[i] -= offset[i] + depth[i] * (model[i] - 1);
    return observed;
}

double LabelCorrection::Trend::shift(const std::array<double, terms>& position) const
{
    double sum = 0;
    for (std::size_t i = 0; i < terms; ++i)
        sum += weight[i] * position[i];
    return sum;
}

double LabelCorrection::Trend::variance(const std::array<double, terms>& position) const
{
    double sum = scatter * scatter;
    for (std::size_t i = 0; i < terms; ++i)
        for (std::size_t j = 0; j < terms; ++j)
            sum += position[i] * covariance[i * terms + j] * position[j];
    return std::max(0.0, sum);
}

std::array<double, LabelCorrection::terms> LabelCorrection::position(const Labels& estimate) const
{
    return { 1, (estimate[0] - centre[0]) / 500, (estimate[1] - centre[1]) / 1,
             (estimate[2] - centre[2]) / 0.5 };
}

void Correction::save(const std::filesystem::path& file) const
{
    writeTextAtomically(
        file,
        Json { { "format", format }, { "nirspec", toJson(nirspec) }, { "apogee", toJson(apogee) } }.dump()
            + "\n");
}

Correction Correction::load(const std::filesystem::path& file)
{
    try {
        std::ifstream stream(file);
        const auto json = Json::parse(stream);
        if (json.at("format").get<int>() != format)
            throw Error("it is of another format; use the version of the program that made it");
        return { instrumentFrom(json.at("nirspec"), nirspecModelGrid().size),
                 instrumentFrom(json.at("apogee"), apogeeModelGrid().size) };
    } catch (const std::exception& error) {
        throw Error(file.string() + " cannot be understood (" + error.what() + "); copy the bundle again.");
    }
}

std::vector<Encoding> encode(const Encoders& encoders, const InstrumentCorrection& correction,
                             std::span<const PreparedSpectrum* const> spectra,
                             std::span<const std::size_t> cuts)
{
    const bool once = correction.spectral.empty();
    auto uncorrected = encoders.encode(spectra, once ? cuts : std::span<const std::size_t>());
    return shifted(
        correction.labels,
        encodeWithoutLineErrors(encoders, correction.spectral, spectra, cuts, std::move(uncorrected)));
}

std::vector<Encoding> encode(const Encoders& encoders, const InstrumentCorrection& correction,
                             std::span<const PreparedSpectrum* const> spectra,
                             std::vector<Encoding> uncorrected)
{
    return shifted(
        correction.labels,
        encodeWithoutLineErrors(encoders, correction.spectral, spectra, {}, std::move(uncorrected)));
}

} // namespace syzygy
