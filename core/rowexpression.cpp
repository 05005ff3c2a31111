#include "core/rowexpression.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace syzygy {

namespace {

using Sign = RowExpression::Sign;
using Kind = RowExpression::Kind;
using Type = RowExpression::Type;

constexpr std::string_view trueMinus = "\u2212";
constexpr std::array<std::pair<std::string_view, Sign>, 8> signs { { { "<", Sign::Less },
                                                                     { "<=", Sign::LessOrEqual },
                                                                     { ">", Sign::Greater },
                                                                     { ">=", Sign::GreaterOrEqual },
                                                                     { "=", Sign::Equal },
                                                                     { "==", Sign::Equal },
                                                                     { "!=", Sign::NotEqual },
                                                                     { "~", Sign::Contains } } };

std::optional<Sign> signOf(std::string_view token)
{
    const auto* const found = std::ranges::find(signs, token, &std::pair<std::string_view, Sign>::first);
    return found == signs.end() ? std::nullopt : std::optional(found->second);
}

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (auto& letter : lower)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return lower;
}

std::size_t digitsAt(std::string_view text, std::size_t from)
{
    std::size_t end = from;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end - from;
}

/// Characters of a number at the beginning; 0 if there is none, or if it is the beginning of a word.
std::size_t numberLength(std::string_view text)
{
    std::size_t length = text.starts_with(trueMinus)     ? trueMinus.size()
        : text.starts_with('-') || text.starts_with('+') ? 1
                                                         : 0;
    const auto whole = digitsAt(text, length);
    length += whole;
    if (length < text.size() && text[length] == '.') {
        const auto fraction = digitsAt(text, length + 1);
        if (whole + fraction == 0)
            return 0;
        length += 1 + fraction;
    } else if (whole == 0) {
        return 0;
    }
    if (length < text.size() && (text[length] == 'e' || text[length] == 'E')) {
        const auto isSigned
            = length + 1 < text.size() && (text[length + 1] == '-' || text[length + 1] == '+');
        const auto exponent = digitsAt(text, length + 1 + (isSigned ? 1 : 0));
        if (exponent == 0)
            return 0;
        length += 1 + (isSigned ? 1 : 0) + exponent;
    }
    const bool isWord = length < text.size()
        && (std::isalnum(static_cast<unsigned char>(text[length])) || text[length] == '_'
            || text[length] == '.');
    return isWord ? 0 : length;
}

std::size_t tokenLength(std::string_view text)
{
    constexpr std::string_view special = "<>=!~()\"", specialOrBlank = "<>=!~()\" \t\r\n\f\v";
    if (text[0] == '"')
        if (const auto end = text.find('"', 1); end != std::string_view::npos)
            return end + 1;
    if (signOf(text.substr(0, 2)) && text.size() > 1)
        return 2;
    if (special.find(text[0]) != std::string_view::npos)
        return 1;
    if (const auto length = numberLength(text))
        return length;
    return std::min(text.find_first_of(specialOrBlank), text.size());
}

/// Names, numbers, quoted texts (with the quotes), signs.
std::vector<std::string_view> tokensOf(std::string_view text)
{
    std::vector<std::string_view> tokens;
    while (!text.empty()) {
        if (std::isspace(static_cast<unsigned char>(text[0]))) {
            text.remove_prefix(1);
            continue;
        }
        const auto length = tokenLength(text);
        tokens.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return tokens;
}

std::string_view withoutQuotes(std::string_view token)
{
    return token.size() > 1 && token[0] == '"' ? token.substr(1, token.size() - 2) : token;
}

std::optional<double> numberIn(std::string_view text)
{
    std::string plain(text);
    if (plain.starts_with(trueMinus))
        plain.replace(0, trueMinus.size(), "-");
    else if (plain.starts_with('+'))
        plain.erase(0, 1);
    double value = 0;
    const auto* const last = plain.data() + plain.size();
    const auto [end, failure] = std::from_chars(plain.data(), last, value);
    return failure == std::errc {} && end == last ? std::optional(value) : std::nullopt;
}

/// or-terms of and-terms of factors.
class Parser {
public:
    Parser(std::vector<std::string_view> tokens, const RowExpression::FindColumn& find)
        : m_tokens(std::move(tokens))
        , m_find(find)
    {
    }

    RowExpression parse()
    {
        auto whole = alternatives();
        if (m_next < m_tokens.size())
            throw Error("'" + std::string(m_tokens[m_next]) + "' is not expected there.");
        return whole;
    }

private:
    bool take(std::string_view word)
    {
        if (m_next >= m_tokens.size() || lowerCase(m_tokens[m_next]) != word)
            return false;
        ++m_next;
        return true;
    }

    std::string_view takeAny(const std::string& missing)
    {
        if (m_next >= m_tokens.size())
            throw Error(missing);
        return m_tokens[m_next++];
    }

    RowExpression joined(Kind kind, std::string_view word, RowExpression (Parser::*operand)())
    {
        RowExpression result { kind, { (this->*operand)() } };
        while (take(word))
            result.operands.push_back((this->*operand)());
        return result.operands.size() == 1 ? RowExpression(result.operands.front()) : result;
    }

    RowExpression alternatives() { return joined(Kind::Or, "or", &Parser::conjunction); }
    RowExpression conjunction() { return joined(Kind::And, "and", &Parser::factor); }

    RowExpression factor()
    {
        constexpr int deepest = 100;
        if (++m_depth > deepest)
            throw Error("It is nested too deeply.");
        auto result = plainFactor();
        --m_depth;
        return result;
    }

    RowExpression plainFactor()
    {
        if (take("not"))
            return { Kind::Not, { factor() } };
        if (take("(")) {
            auto inner = alternatives();
            if (!take(")"))
                throw Error("A parenthesis is not closed.");
            return inner;
        }
        const auto name = withoutQuotes(takeAny("Something is missing at the end."));
        const auto known = m_find(name);
        if (!known)
            throw Error("'" + std::string(name) + "' is no column.");
        RowExpression leaf { Kind::Column, {}, known->index, known->type };
        if (known->type == Type::Truth || m_next >= m_tokens.size())
            return leaf;
        const auto sign = signOf(m_tokens[m_next]);
        return sign ? comparison(leaf, *known, *sign) : leaf;
    }

    RowExpression comparison(RowExpression leaf, const RowExpression::Known& column, Sign sign)
    {
        const std::string word(m_tokens[m_next++]);
        const auto operand
            = withoutQuotes(takeAny("A value is missing after '" + column.key + " " + word + "'."));
        leaf.kind = Kind::Comparison;
        leaf.sign = sign;
        leaf.text = operand;
        if (sign == Sign::Contains)
            return leaf;
        if (column.type == Type::Text) {
            if (sign != Sign::Equal && sign != Sign::NotEqual)
                throw Error(column.key + " is a text: compare it with = or ~.");
            return leaf;
        }
        const auto limit = numberIn(operand);
        if (!limit)
            throw Error("'" + leaf.text + "' is no number to compare " + column.key + " with.");
        leaf.limit = *limit;
        return leaf;
    }

    std::vector<std::string_view> m_tokens;
    const RowExpression::FindColumn& m_find;
    std::size_t m_next = 0;
    int m_depth = 0;
};

} // namespace

RowExpression RowExpression::parse(std::string_view text, const FindColumn& find)
{
    return Parser(tokensOf(text), find).parse();
}

bool RowExpression::looksLikeOne(std::string_view text,
                                 const std::function<bool(std::string_view)>& standsAlone)
{
    const auto tokens = tokensOf(text);
    if (std::ranges::any_of(tokens, [](auto token) { return signOf(token).has_value(); }))
        return true;
    constexpr std::array<std::string_view, 5> words { "and", "or", "not", "(", ")" };
    return !tokens.empty() && std::ranges::all_of(tokens, [&](auto token) {
        return std::ranges::find(words, lowerCase(token)) != words.end()
            || (standsAlone && standsAlone(token));
    });
}

void RowExpression::evaluate(std::span<std::uint8_t> truths, const Leaf& leaf) const
{
    if (kind == Kind::Column || kind == Kind::Comparison)
        return leaf(*this, truths);
    operands.front().evaluate(truths, leaf);
    if (kind == Kind::Not)
        for (auto& truth : truths)
            truth ^= 1;
    std::vector<std::uint8_t> further(truths.size());
    for (const auto& operand : std::span(operands).subspan(1)) {
        operand.evaluate(further, leaf);
        for (std::size_t i = 0; i < truths.size(); ++i)
            truths[i] = kind == Kind::Or ? truths[i] | further[i] : truths[i] & further[i];
    }
}

bool RowExpression::holds(double value) const
{
    if (!std::isfinite(value))
        return false;
    if (kind == Kind::Column)
        return value != 0;
    switch (sign) {
    case Sign::Less:
        return value < limit;
    case Sign::LessOrEqual:
        return value <= limit;
    case Sign::Greater:
        return value > limit;
    case Sign::GreaterOrEqual:
        return value >= limit;
    case Sign::NotEqual:
        return value != limit;
    default:
        return value == limit;
    }
}

} // namespace syzygy
