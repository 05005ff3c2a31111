#include "core/catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string shortest(double number)
{
    std::array<char, 32> text {};
    constexpr double wholeBelow = 9e15; // beyond, a double is whole whatever was meant
    const bool isWhole = std::abs(number) < wholeBelow && number == std::floor(number);
    const auto written = isWhole
        ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(number))
        : std::to_chars(text.data(), text.data() + text.size(), number);
    return { text.data(), written.ptr };
}

} // namespace

void TextList::append(std::string_view text)
{
    m_bytes += text;
    m_ends.push_back(m_bytes.size());
}

std::string_view TextList::operator[](std::size_t i) const
{
    const auto first = i == 0 ? 0 : m_ends[i - 1];
    return std::string_view(m_bytes).substr(first, m_ends[i] - first);
}

std::string CatalogueColumn::cell(std::size_t row) const
{
    if (isText)
        return std::string(texts[row]);
    return std::isfinite(numbers[row]) ? shortest(numbers[row]) : std::string();
}

const CatalogueColumn* Catalogue::column(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        columns, [&](const auto& column) { return std::ranges::equal(column.name, name, {}, lower, lower); });
    return found == columns.end() ? nullptr : &*found;
}

double knownNumber(double value)
{
    constexpr double huge = 0.999e20; // 1e20 in single precision is slightly off
    const bool isMissing
        = !std::isfinite(value) || std::abs(value) >= huge || (value <= -9999 && value > -10'000);
    return isMissing ? std::numeric_limits<double>::quiet_NaN() : value;
}

} // namespace syzygy
