#include "core/io/fitsheader.h"

#include "core/io/text.h"

#include <cmath>

namespace syzygy {

namespace {

/// 'O''Neill  ' -> O'Neill
std::string unquoted(std::string_view value)
{
    value = trimmed(value);
    if (value.size() < 2 || value.front() != '\'' || value.back() != '\'')
        return printable(value);
    std::string result;
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
        result += value[i];
        if (value[i] == '\'' && value[i + 1] == '\'' && i + 2 < value.size())
            ++i;
    }
    return printable(result.substr(0, result.find_last_not_of(' ') + 1));
}

constexpr std::size_t mostRemarks = 500;

} // namespace

void FitsHeader::add(std::string_view key, std::string_view value)
{
    m_cards.emplace_back(printable(trimmed(key)), unquoted(value));
}

void FitsHeader::addRemark(std::string_view text)
{
    if (m_remarks.size() < mostRemarks && !trimmed(text).empty())
        m_remarks.push_back(printable(trimmed(text)));
}

const std::string* FitsHeader::find(std::string_view key) const
{
    for (const auto& [name, value] : m_cards)
        if (name == key)
            return &value;
    return nullptr;
}

std::string FitsHeader::text(std::string_view key) const
{
    const auto* value = find(key);
    return value ? std::string(trimmed(*value)) : std::string();
}

std::string FitsHeader::textWithBlanks(std::string_view key) const
{
    const auto* value = find(key);
    return value ? *value : std::string();
}

std::string FitsHeader::firstText(const std::vector<std::string_view>& keys) const
{
    for (const auto key : keys)
        if (auto value = text(key); !value.empty())
            return value;
    return {};
}

std::optional<double> FitsHeader::number(std::string_view key) const
{
    const auto* value = find(key);
    const auto parsed = value ? parseNumber(trimmed(*value)) : std::nullopt;
    return parsed && std::isfinite(*parsed) ? parsed : std::nullopt;
}

std::optional<long long> FitsHeader::integer(std::string_view key) const
{
    const auto value = number(key);
    if (!value || std::abs(*value) > 9e15 || *value != std::floor(*value))
        return std::nullopt;
    return static_cast<long long>(*value);
}

std::vector<std::pair<std::string, std::string>>
FitsHeader::pick(const std::vector<std::string_view>& keys) const
{
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto key : keys)
        if (auto value = text(key); !value.empty())
            result.emplace_back(key, std::move(value));
    return result;
}

} // namespace syzygy
