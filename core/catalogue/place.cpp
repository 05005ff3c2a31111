#include "core/catalogue/place.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace syzygy {

namespace {

constexpr double degree = std::numbers::pi / 180;

const CatalogueColumn* firstColumn(const Catalogue& catalogue, std::initializer_list<std::string_view> names)
{
    for (const auto name : names)
        if (const auto* column = catalogue.column(name))
            return column;
    return nullptr;
}

std::optional<double> degreesIn(const CatalogueColumn& column, std::size_t row, double degreesPerUnit)
{
    if (!column.isText)
        return std::isfinite(column.numbers[row]) ? std::optional(column.numbers[row]) : std::nullopt;
    const auto value = sexagesimal(column.texts[row]);
    return value ? std::optional(*value * degreesPerUnit) : std::nullopt;
}

} // namespace

double arcsecondsBetween(const SkyPlace& a, const SkyPlace& b)
{
    const double acrossDec = std::sin((a.declination - b.declination) * degree / 2);
    const double acrossRa = std::sin((a.rightAscension - b.rightAscension) * degree / 2);
    const double haversine = acrossDec * acrossDec
        + std::cos(a.declination * degree) * std::cos(b.declination * degree) * acrossRa * acrossRa;
    return 2 * std::asin(std::sqrt(std::clamp(haversine, 0.0, 1.0))) / degree * 3600;
}

std::optional<double> sexagesimal(std::string_view text)
{
    const bool isNegative = text.starts_with('-');
    if (isNegative || text.starts_with('+'))
        text.remove_prefix(1);
    constexpr std::string_view between = ": hmsd'\"";
    double value = 0, unit = 1;
    int parts = 0;
    while (!text.empty() && parts < 3) {
        double part = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), part);
        if (failure != std::errc {} || part < 0 || (parts > 0 && part > 60))
            return {};
        value += part * unit;
        unit /= 60;
        ++parts;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
    }
    if (parts != 3 || !text.empty())
        return {};
    return isNegative ? -value : value;
}

namespace {

constexpr double degreesPerHour = 15;

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    for (bool within = false; const auto letter : text) {
        const bool isBlank = letter == ' ' || letter == ',' || letter == '\t';
        if (!isBlank && !within)
            words.emplace_back();
        if (!isBlank)
            words.back().push_back(letter);
        within = !isBlank;
    }
    return words;
}

std::optional<double> decimalDegrees(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isAll = failure == std::errc {} && end == text.data() + text.size();
    return isAll && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<SkyPlace> placeIn(std::string_view text)
{
    auto words = wordsOf(text);
    if (words.size() == 6)
        words = { words[0] + ' ' + words[1] + ' ' + words[2], words[3] + ' ' + words[4] + ' ' + words[5] };
    if (words.size() != 2)
        return {};
    const auto hours = sexagesimal(words[0]);
    const auto rightAscension = hours ? std::optional(*hours * degreesPerHour) : decimalDegrees(words[0]);
    const auto degrees = sexagesimal(words[1]);
    const auto declination = degrees ? degrees : decimalDegrees(words[1]);
    if (!rightAscension || !declination || *rightAscension < 0 || *rightAscension >= 360
        || std::abs(*declination) > 90)
        return {};
    return SkyPlace { *rightAscension, *declination };
}

PlaceColumns::PlaceColumns(const Catalogue& catalogue)
    : m_rightAscension(firstColumn(catalogue,
                                   { "ra_deg", "ra", "raj2000", "_raj2000", "ra_icrs", "radeg", "s_ra",
                                     "alpha_j2000", "right_ascension" }))
    , m_declination(firstColumn(catalogue,
                                { "dec_deg", "dec", "dej2000", "decj2000", "_dej2000", "de_icrs", "dec_icrs",
                                  "dedeg", "decdeg", "s_dec", "delta_j2000", "declination" }))
{
}

std::optional<SkyPlace> PlaceColumns::at(std::size_t row) const
{
    if (!exist())
        return {};
    const auto rightAscension = degreesIn(*m_rightAscension, row, degreesPerHour);
    const auto declination = degreesIn(*m_declination, row, 1);
    if (!rightAscension || !declination || std::abs(*declination) > 90)
        return {};
    return SkyPlace { *rightAscension, *declination };
}

} // namespace syzygy
