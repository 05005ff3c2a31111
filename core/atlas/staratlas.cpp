#include "core/atlas/staratlas.h"

#include "core/error.h"
#include "core/latent/halves.h"

#include <cmath>
#include <limits>

namespace syzygy {

StarAtlas::StarAtlas(const std::filesystem::path& file)
    : m_file(file)
{
    m_name = requireColumn("name", ColumnType::Text, 1);
    m_spectrumFile = requireColumn("file", ColumnType::Text, 1);
    m_source = requireColumn("source", ColumnType::Text, 1);
    m_hdu = requireColumn("hdu", ColumnType::Text, 1);
    m_flags = requireColumn("flags", ColumnType::Text, 1);
    requireColumn("instrument", ColumnType::Text, 1);
    m_spectrum = requireColumn("spectrum", ColumnType::Unsigned32, 1);
    m_encoder = requireColumn("encoder", ColumnType::Unsigned32, 1);
    m_star = requireColumn("star", ColumnType::Unsigned32, 1);
    m_rightAscension = requireColumn("ra_deg", ColumnType::Float64, 1);
    m_declination = requireColumn("dec_deg", ColumnType::Float64, 1);
    m_snr = m_file.find("snr");
    m_velocity = m_file.find("velocity_km_s");
    m_map = requireColumn("map", ColumnType::Float32, 2);
    m_pca = requireColumn("pca", ColumnType::Float32, 2);
    m_latent = requireColumn("latent", ColumnType::Float16, 0);
    for (std::size_t k = 0; k < labelCount; ++k) {
        const std::string key(labelInfos[k].key);
        m_labels[k] = requireColumn(key, ColumnType::Float32, 1);
        m_sigmas[k] = requireColumn(key + "_err", ColumnType::Float32, 1);
        m_known[k] = m_file.find("known/" + key);
        m_knownErrors[k] = m_file.find("known/" + key + "_err");
    }
}

/// Of any width where 0.
const MappedColumn* StarAtlas::requireColumn(const std::string& name, ColumnType type,
                                             std::size_t width) const
{
    const auto* column = m_file.find(name);
    if (!column || column->type != type || (width > 0 && column->width != width))
        throw Error(m_file.path().string() + ": is no atlas of stars (it has no column " + name
                    + " of the right kind); build it anew.");
    return column;
}

void StarAtlas::requireModel(const std::string& modelId) const
{
    if (this->modelId() != modelId)
        throw Error(m_file.path().string() + ": is of the model " + this->modelId() + ", not of " + modelId
                    + ": their latents cannot be compared; build it again from its files (syzygy-cli atlas "
                      "build FILE... -o ATLAS), or give its model with --bundle.");
}

std::filesystem::path StarAtlas::spectrumFile(std::size_t row) const
{
    const std::filesystem::path stored(std::string(storedFile(row)));
    std::error_code ignored;
    if (std::filesystem::exists(stored, ignored))
        return stored;
    const auto beside = m_file.path().parent_path() / stored.filename();
    return std::filesystem::exists(beside, ignored) ? beside : stored;
}

std::size_t StarAtlas::spectrumIndex(std::size_t row) const
{
    return static_cast<std::size_t>(m_spectrum->number(row));
}

Instrument StarAtlas::encodedAs(std::size_t row) const
{
    return m_encoder->number(row) == 1 ? Instrument::Apogee : Instrument::Nirspec;
}

std::size_t StarAtlas::star(std::size_t row) const
{
    return static_cast<std::size_t>(m_star->number(row));
}

std::optional<SkyPlace> StarAtlas::place(std::size_t row) const
{
    const SkyPlace place { m_rightAscension->number(row), m_declination->number(row) };
    return std::isfinite(place.rightAscension) && std::isfinite(place.declination) ? std::optional(place)
                                                                                   : std::nullopt;
}

double StarAtlas::snr(std::size_t row) const
{
    return m_snr ? m_snr->number(row) : std::numeric_limits<double>::quiet_NaN();
}

double StarAtlas::velocity(std::size_t row) const
{
    return m_velocity ? m_velocity->number(row) : std::numeric_limits<double>::quiet_NaN();
}

double StarAtlas::knownLabel(std::size_t k, std::size_t row) const
{
    return m_known[k] ? m_known[k]->number(row) : std::numeric_limits<double>::quiet_NaN();
}

double StarAtlas::knownSigma(std::size_t k, std::size_t row) const
{
    const double error = m_knownErrors[k] ? m_knownErrors[k]->number(row) : 0;
    return error > 0 ? error : 0;
}

KnownLabels StarAtlas::known(std::size_t row) const
{
    KnownLabels known;
    for (std::size_t k = 0; k < labelCount; ++k) {
        known.value[k] = knownLabel(k, row);
        known.sigma[k] = knownSigma(k, row);
    }
    return known;
}

std::vector<std::size_t> StarAtlas::rowsEncodedAs(Instrument instrument) const
{
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < size(); ++row)
        if (encodedAs(row) == instrument)
            rows.push_back(row);
    return rows;
}

void StarAtlas::readLatent(std::size_t row, std::span<float> target) const
{
    fromHalves(m_latent->halves(row), target);
    if (!makeUnit(target))
        throw Error(m_file.path().string() + ": the latent of row " + std::to_string(row)
                    + " is no unit vector; syzygy-cli atlas check tells which block is damaged.");
}

std::vector<float> StarAtlas::latents() const
{
    std::vector<float> values(size() * dimensions());
    for (std::size_t row = 0; row < size(); ++row)
        readLatent(row, std::span(values).subspan(row * dimensions(), dimensions()));
    return values;
}

std::vector<float> StarAtlas::latents(std::span<const std::size_t> rows) const
{
    std::vector<float> values(rows.size() * dimensions());
    for (std::size_t i = 0; i < rows.size(); ++i)
        readLatent(rows[i], std::span(values).subspan(i * dimensions(), dimensions()));
    return values;
}

MapPosition StarAtlas::positionIn(const MappedColumn& column, std::size_t row)
{
    return { static_cast<float>(column.number(row, 0)), static_cast<float>(column.number(row, 1)) };
}

std::vector<std::string> StarAtlas::numericColumns() const
{
    std::vector<std::string> names;
    for (const auto& column : m_file.columns())
        if (!column.isText() && column.width == 1 && column.type != ColumnType::Float16
            && !labelNamed(column.name) && column.name != "spectrum" && column.name != "encoder"
            && column.name != "star")
            names.push_back(column.name);
    return names;
}

Atlas drawn(const StarAtlas& atlas)
{
    Atlas result;
    result.dimensions = atlas.dimensions();
    result.stars.resize(atlas.size());
    for (std::size_t row = 0; row < atlas.size(); ++row) {
        for (std::size_t k = 0; k < labelCount; ++k)
            result.stars[row].labels[k] = atlas.label(k, row);
        result.mapPositions.push_back(atlas.mapPosition(row));
        result.pcaPositions.push_back(atlas.pcaPosition(row));
    }
    return result;
}

} // namespace syzygy
