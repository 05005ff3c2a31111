#include "core/fluxunits.h"

#include "core/units.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

namespace syzygy {

namespace {

/// A product of powers of J, m, s and sr times a number.
struct Quantity {
    double factor = 1;
    std::array<int, 4> powers {};

    bool operator==(const Quantity&) const = default;
};

struct Word {
    std::string_view name;
    Quantity quantity;
};

constexpr std::array<int, 4> length { 0, 1, 0, 0 }, time { 0, 0, 1, 0 }, frequency { 0, 0, -1, 0 },
    energy { 1, 0, 0, 0 }, power { 1, 0, -1, 0 }, angle { 0, 0, 0, 1 }, perFrequency { 1, -2, 0, 0 },
    perWavelength { 1, -3, -1, 0 }, brightness { 1, -2, 0, -1 };

constexpr double jansky = 1e-26;             // J s⁻¹ m⁻² Hz⁻¹
constexpr double perAngstrom = 1e-7 / 1e-14; // 1 erg s⁻¹ cm⁻² Å⁻¹ in J s⁻¹ m⁻³

constexpr std::array words {
    Word { "Jy", { jansky, perFrequency } },
    Word { "mJy", { 1e-3 * jansky, perFrequency } },
    Word { "uJy", { 1e-6 * jansky, perFrequency } },
    Word { "µJy", { 1e-6 * jansky, perFrequency } },
    Word { "nJy", { 1e-9 * jansky, perFrequency } },
    Word { "MJy", { 1e6 * jansky, perFrequency } },
    Word { "erg", { 1e-7, energy } },
    Word { "ergs", { 1e-7, energy } },
    Word { "J", { 1, energy } },
    Word { "W", { 1, power } },
    Word { "s", { 1, time } },
    Word { "sec", { 1, time } },
    Word { "Hz", { 1, frequency } },
    Word { "m", { 1, length } },
    Word { "cm", { 1e-2, length } },
    Word { "mm", { 1e-3, length } },
    Word { "um", { 1e-6, length } },
    Word { "µm", { 1e-6, length } },
    Word { "micron", { 1e-6, length } },
    Word { "microns", { 1e-6, length } },
    Word { "nm", { 1e-9, length } },
    Word { "Angstrom", { 1e-10, length } },
    Word { "angstrom", { 1e-10, length } },
    Word { "Ang", { 1e-10, length } },
    Word { "ang", { 1e-10, length } },
    Word { "AA", { 1e-10, length } },
    Word { "A", { 1e-10, length } },
    Word { "Å", { 1e-10, length } },
    Word { "sr", { 1, angle } },
};

/// Factors joined by blanks, '.', '*' or '/', with powers as "cm-2", "cm^-2", "cm**2" or "cm2".
class Parser {
public:
    explicit Parser(std::string_view text)
        : m_rest(text)
    {
    }

    std::optional<Quantity> parse()
    {
        if (!group(1) || !m_rest.empty())
            return std::nullopt;
        return m_result;
    }

private:
    void skipBlanks() { m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t[]"), m_rest.size())); }

    bool take(std::string_view text)
    {
        if (!m_rest.starts_with(text))
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }

    /// All up to the end or a closing parenthesis.
    bool group(int sign)
    {
        bool isNext = false; // a factor must follow
        for (int own = sign;; own = sign) {
            skipBlanks();
            if (m_rest.empty() || m_rest.front() == ')')
                return !isNext;
            if (take("/"))
                own = -sign;
            else if (!take("**") && !take("*"))
                take(".");
            skipBlanks();
            isNext = false;
            if (!factor(own))
                return false;
        }
    }

    bool factor(int sign)
    {
        if (take("(")) {
            ++m_depth;
            const bool isRight = m_depth < deepest && group(sign) && take(")");
            --m_depth;
            return isRight;
        }
        return number(sign) || word(sign);
    }

    /// "1e-17", "1.0E-17", "10**-17", "10^-17"
    bool number(int sign)
    {
        double value = 0;
        const auto [end, failure] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value);
        if (failure != std::errc {} || !(value > 0))
            return false;
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        const bool isPower = take("**") || take("^");
        m_result.factor *= std::pow(value, sign * (isPower ? integer().value_or(1) : 1));
        return std::isfinite(m_result.factor) && m_result.factor > 0;
    }

    bool word(int sign)
    {
        const auto isLetter
            = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || (c & 0x80); };
        const auto end = std::ranges::find_if_not(m_rest, isLetter);
        const auto name = m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
        const auto* const known = std::ranges::find(words, name, &Word::name);
        if (name.empty() || known == words.end())
            return false;
        m_rest.remove_prefix(name.size());
        const bool isPower = take("**") || take("^");
        const auto exponentGiven = integer();
        if (isPower && !exponentGiven)
            return false;
        const int exponent = sign * exponentGiven.value_or(1);
        m_result.factor *= std::pow(known->quantity.factor, exponent);
        for (std::size_t i = 0; i < m_result.powers.size(); ++i)
            m_result.powers[i] += exponent * known->quantity.powers[i];
        return std::isfinite(m_result.factor);
    }

    /// "-2", "+2", "(-2)"
    std::optional<int> integer()
    {
        const bool isEnclosed = m_rest.starts_with('(');
        auto text = m_rest.substr(isEnclosed ? 1 : 0);
        if (text.starts_with('+'))
            text.remove_prefix(1);
        int value = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc {} || std::abs(value) > largestPower)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (isEnclosed && !text.starts_with(')'))
            return std::nullopt;
        m_rest = text.substr(isEnclosed ? 1 : 0);
        return value;
    }

    static constexpr int deepest = 8, largestPower = 40;
    std::string_view m_rest;
    Quantity m_result;
    int m_depth = 0;
};

} // namespace

std::optional<FluxUnit> fluxUnitOf(std::string_view unit)
{
    const auto found = Parser(unit).parse();
    if (!found)
        return std::nullopt;
    if (found->powers == perFrequency)
        return FluxUnit { FluxKind::PerFrequency, found->factor / jansky };
    if (found->powers == perWavelength)
        return FluxUnit { FluxKind::PerWavelength, found->factor / perAngstrom };
    if (found->powers == brightness)
        return FluxUnit { FluxKind::SurfaceBrightness, found->factor / (1e6 * jansky) };
    return std::nullopt;
}

std::optional<double> fluxFactor(const FluxUnit& from, FluxKind to, double microns)
{
    if (from.kind == to)
        return from.factor;
    if (from.kind == FluxKind::SurfaceBrightness || to == FluxKind::SurfaceBrightness)
        return std::nullopt;
    const double lightInMicrons = speedOfLight * 1e9; // per second
    const double metresPerMicron = 1e-6;
    // Jy -> W m⁻³ -> erg s⁻¹ cm⁻² Å⁻¹
    const double janskyInPerWavelength
        = jansky * lightInMicrons / (microns * microns) / metresPerMicron / perAngstrom;
    return from.factor * (to == FluxKind::PerWavelength ? janskyInPerWavelength : 1 / janskyInPerWavelength);
}

} // namespace syzygy
