#include "core/atlas/starrecord.h"

#include "core/analysis/table.h"
#include "core/latent/halves.h"

#include <cassert>
#include <limits>

namespace syzygy {

namespace {

constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

void addText(ColumnTable& atlas, const std::string& name, std::string_view text)
{
    atlas.find(name)->appendText(text);
}

void addNumber(ColumnTable& atlas, const std::string& name, double value)
{
    atlas.find(name)->append(value);
}

std::string nameOfStar(const Provenance& origin)
{
    return origin.source.empty() ? origin.file.stem().string() : origin.source;
}

} // namespace

ColumnTable emptyAtlas(const std::string& modelId, std::size_t dimensions)
{
    ColumnTable atlas;
    atlas.properties = { { "model", modelId }, { "dimensions", std::to_string(dimensions) } };
    for (const auto* name : { "name", "source", "file", "hdu", "instrument", "mode", "flags" })
        atlas.require(name, ColumnType::Text);
    for (const auto* name : { "spectrum", "encoder", "star" })
        atlas.require(name, ColumnType::Unsigned32);
    for (const auto* name : { "ra_deg", "dec_deg" })
        atlas.require(name, ColumnType::Float64, 1, "deg");
    for (const auto* name : { "snr", "domain_score" })
        atlas.require(name, ColumnType::Float32);
    for (const auto* name : { "velocity_km_s", "velocity_km_s_err" })
        atlas.require(name, ColumnType::Float32, 1, "km/s");
    for (const auto& info : labelInfos) {
        atlas.require(std::string(info.key), ColumnType::Float32, 1, std::string(info.unit));
        atlas.require(std::string(info.key) + "_err", ColumnType::Float32, 1, std::string(info.unit));
    }
    atlas.require("latent", ColumnType::Float16, dimensions);
    for (const auto* name : { "map", "pca" })
        atlas.require(name, ColumnType::Float32, 2);
    return atlas;
}

void appendStar(ColumnTable& atlas, const Spectrum& spectrum, std::size_t index, const Analysis& analysis)
{
    assert(analysis.encoded);
    const auto& origin = spectrum.provenance;
    const auto file = std::filesystem::absolute(origin.file).lexically_normal().string();
    addText(atlas, "name", nameOfStar(origin));
    addText(atlas, "source", origin.source);
    addText(atlas, "file", file);
    addText(atlas, "hdu", origin.hdu);
    addText(atlas, "instrument", nameOf(spectrum.instrument));
    addText(atlas, "mode", origin.mode);
    addText(atlas, "flags", flagCell(analysis));
    addNumber(atlas, "spectrum", static_cast<double>(index));
    addNumber(atlas, "encoder", analysis.encodedAs == Instrument::Apogee ? 1 : 0);
    addNumber(atlas, "star", static_cast<double>(atlas.rows));
    addNumber(atlas, "ra_deg", origin.placeIsOfObject ? origin.rightAscension.value_or(notKnown) : notKnown);
    addNumber(atlas, "dec_deg", origin.placeIsOfObject ? origin.declination.value_or(notKnown) : notKnown);
    addNumber(atlas, "snr", analysis.snr);
    addNumber(atlas, "domain_score", analysis.domainScore);
    const bool hasVelocity = analysis.velocity.source == Velocity::Source::Measured
        || analysis.velocity.source == Velocity::Source::Given;
    addNumber(atlas, "velocity_km_s", hasVelocity ? analysis.velocity.value : notKnown);
    addNumber(atlas, "velocity_km_s_err",
              analysis.velocity.source == Velocity::Source::Measured ? analysis.velocity.error : notKnown);
    for (std::size_t k = 0; k < labelCount; ++k) {
        addNumber(atlas, std::string(labelInfos[k].key), analysis.estimates[k].value);
        addNumber(atlas, std::string(labelInfos[k].key) + "_err", analysis.estimates[k].sigma);
    }
    const auto halves = toHalves(analysis.latent);
    atlas.find("latent")->bytes.append(reinterpret_cast<const char*>(halves.data()),
                                       halves.size() * sizeof(std::uint16_t));
    atlas.find("map")->appendNumbers(analysis.mapPosition);
    atlas.find("pca")->appendNumbers(analysis.pcaPosition);
    ++atlas.rows;
}

std::string keyOf(const ColumnTable& atlas, std::size_t row)
{
    return std::string(atlas.find("file")->text(row)) + '\n'
        + std::to_string(static_cast<long>(atlas.find("spectrum")->number(row)));
}

} // namespace syzygy
