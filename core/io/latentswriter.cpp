#include "core/io/fitsoutput.h"
#include "core/io/latents.h"
#include "core/io/text.h"

#include <algorithm>
#include <limits>

namespace syzygy {

namespace {

constexpr std::array textFields { &LatentRow::file, &LatentRow::source, &LatentRow::hdu,
                                  &LatentRow::instrument };
const std::vector<std::string> columnNames { "FILE", "SOURCE", "HDU", "INSTRUMENT", "LATENT" };

std::vector<std::string> textsOf(const std::vector<LatentRow>& rows, std::string LatentRow::*field)
{
    std::vector<std::string> texts;
    for (const auto& row : rows)
        texts.push_back(printable(row.*field));
    return texts;
}

} // namespace

void writeLatents(const std::filesystem::path& file, const std::vector<LatentRow>& rows,
                  std::size_t dimensions, const std::string& modelId)
{
    std::vector<std::vector<std::string>> texts;
    std::vector<std::string> formats;
    for (const auto field : textFields) {
        texts.push_back(textsOf(rows, field));
        formats.push_back(std::to_string(widthOf(texts.back())) + 'A');
    }
    formats.push_back(std::to_string(dimensions) + 'E');
    std::vector<std::valarray<float>> latents(
        rows.size(), std::valarray<float>(std::numeric_limits<float>::quiet_NaN(), dimensions));
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].latent.size() == dimensions)
            std::ranges::copy(rows[i].latent, begin(latents[i]));
    writeFits(file, [&](CCfits::FITS& fits) {
        auto& table = *fits.addTable("LATENTS", static_cast<int>(rows.size()), columnNames, formats,
                                     std::vector<std::string>(formats.size()));
        for (std::size_t column = 0; column < texts.size() && !rows.empty(); ++column)
            table.column(columnNames[column]).write(texts[column], 1);
        if (!rows.empty())
            table.column("LATENT").writeArrays(latents, 1);
        addText(table, "MODELID", modelId, "bundle whose latent space it is");
    });
}

} // namespace syzygy
