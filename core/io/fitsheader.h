// Private to core/io.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syzygy {

/// The cards of one HDU with values, in file order. Printable ASCII only, whatever the file holds.
class FitsHeader {
public:
    /// `value` as cfitsio hands it out: strings still in their quotes.
    void add(std::string_view key, std::string_view value);
    /// A COMMENT or HISTORY card, or what stands behind the '/' of one that describes wavelengths.
    void addRemark(std::string_view text);

    bool has(std::string_view key) const { return find(key) != nullptr; }
    /// Empty where the keyword is missing or has no value.
    std::string text(std::string_view key) const;
    /// With the blanks before it, which count where a text is continued in the next keyword (IRAF's WAT2_001
    /// ...).
    std::string textWithBlanks(std::string_view key) const;
    /// The first of `keys` that is present and not blank; empty if none is.
    std::string firstText(const std::vector<std::string_view>& keys) const;
    std::optional<double> number(std::string_view key) const;
    std::optional<long long> integer(std::string_view key) const;
    /// Those of `keys` that have a value, in the order given.
    std::vector<std::pair<std::string, std::string>> pick(const std::vector<std::string_view>& keys) const;
    /// The first few hundred.
    const std::vector<std::string>& remarks() const { return m_remarks; }

private:
    const std::string* find(std::string_view key) const;

    std::vector<std::pair<std::string, std::string>> m_cards; ///< texts with the blanks before them
    std::vector<std::string> m_remarks;
};

} // namespace syzygy
