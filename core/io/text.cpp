#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace syzygy {

namespace {

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string upperCased(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), upper);
    return result;
}

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, upper, upper);
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    const auto same = [](char a, char b) { return upper(a) == upper(b); };
    return part.empty()
        || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string printable(std::string_view text)
{
    std::string result(text);
    std::ranges::replace_if(
        result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

std::string plainSigns(std::string_view text)
{
    struct Sign {
        std::string_view bytes, letters;
    };
    static constexpr std::array<Sign, 6> signs { { { "\xc3\x85", "Angstrom" },
                                                   { "\xe2\x84\xab", "Angstrom" },
                                                   { "\xc2\xb5", "u" },
                                                   { "\xce\xbc", "u" },
                                                   { "\xc5", "Angstrom" },
                                                   { "\xb5", "u" } } };
    std::string plain;
    while (!text.empty()) {
        const auto* const sign
            = std::ranges::find_if(signs, [&](const Sign& known) { return text.starts_with(known.bytes); });
        plain += sign == signs.end() ? text.substr(0, 1) : sign->letters;
        text.remove_prefix(sign == signs.end() ? 1 : sign->bytes.size());
    }
    return plain;
}

std::optional<double> parseNumber(std::string_view text)
{
    text = trimmed(text);
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    if (text.empty() || text.size() > 64)
        return std::nullopt;
    std::string digits(text);
    if (digits.find_first_of("0123456789") != std::string::npos)
        std::ranges::replace_if(
            digits, [](char c) { return c == 'D' || c == 'd'; }, 'E');
    double value = 0;
    const auto* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end)
        return std::nullopt;
    return value;
}

std::string decimal(double number)
{
    std::array<char, 32> text {};
    const auto written
        = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 6);
    return { text.data(), written.ptr };
}

std::string grouped(unsigned long long number)
{
    auto digits = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3)
        digits.insert(static_cast<std::size_t>(place), 1, ',');
    return digits;
}

std::string counted(unsigned long long number, std::string_view noun)
{
    return grouped(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

std::string hduWords(std::string_view label)
{
    return (label.starts_with("HDU ") ? "" : "HDU ") + std::string(label);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i)
        result += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return result;
}

} // namespace syzygy
