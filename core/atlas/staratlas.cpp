#include "core/atlas/staratlas.h"

#include "core/error.h"
#include "core/latent/halves.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace syzygy {

StarAtlas::StarAtlas(const std::filesystem::path& file)
    : m_file(file)
{
    for (const auto* name : { "file", "source", "hdu", "instrument", "flags" })
        requireColumn(name, ColumnType::Text, 1);
    for (const auto* name : { "spectrum", "encoder", "star" })
        requireColumn(name, ColumnType::Unsigned32, 1);
    for (const auto* name : { "ra_deg", "dec_deg" })
        requireColumn(name, ColumnType::Float64, 1);
    m_name = requireColumn("name", ColumnType::Text, 1);
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
    const std::filesystem::path stored(std::string(text("file", row)));
    std::error_code ignored;
    if (std::filesystem::exists(stored, ignored))
        return stored;
    const auto beside = m_file.path().parent_path() / stored.filename();
    return std::filesystem::exists(beside, ignored) ? beside : stored;
}

std::size_t StarAtlas::spectrumIndex(std::size_t row) const
{
    return static_cast<std::size_t>(number("spectrum", row));
}

Instrument StarAtlas::encodedAs(std::size_t row) const
{
    return number("encoder", row) == 1 ? Instrument::Apogee : Instrument::Nirspec;
}

std::size_t StarAtlas::star(std::size_t row) const
{
    return static_cast<std::size_t>(number("star", row));
}

std::optional<SkyPlace> StarAtlas::place(std::size_t row) const
{
    const SkyPlace place { number("ra_deg", row), number("dec_deg", row) };
    return std::isfinite(place.rightAscension) && std::isfinite(place.declination) ? std::optional(place)
                                                                                   : std::nullopt;
}

double StarAtlas::number(std::string_view column, std::size_t row) const
{
    const auto* found = m_file.find(column);
    return found ? found->number(row) : std::numeric_limits<double>::quiet_NaN();
}

std::string_view StarAtlas::text(std::string_view column, std::size_t row) const
{
    const auto* found = m_file.find(column);
    return found ? found->text(row) : std::string_view();
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

std::vector<float> StarAtlas::latents() const
{
    std::vector<float> values(size() * dimensions());
    for (std::size_t row = 0; row < size(); ++row) {
        const auto target = std::span(values).subspan(row * dimensions(), dimensions());
        fromHalves(m_latent->halves(row), target);
        if (!makeUnit(target))
            throw Error(m_file.path().string() + ": the latent of row " + std::to_string(row)
                        + " is no unit vector; syzygy-cli atlas check tells which block is damaged.");
    }
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
            && std::ranges::find(labelInfos, column.name, &LabelInfo::key) == labelInfos.end()
            && column.name != "spectrum" && column.name != "encoder" && column.name != "star")
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
