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

    bool has(std::string_view key) const { return find(key) != nullptr; }
    /// Empty where the keyword is missing or has no value.
    std::string text(std::string_view key) const;
    /// The first of `keys` that is present and not blank; empty if none is.
    std::string firstText(const std::vector<std::string_view>& keys) const;
    std::optional<double> number(std::string_view key) const;
    std::optional<long long> integer(std::string_view key) const;
    /// Those of `keys` that have a value, in the order given.
    std::vector<std::pair<std::string, std::string>> pick(const std::vector<std::string_view>& keys) const;

private:
    const std::string* find(std::string_view key) const;

    std::vector<std::pair<std::string, std::string>> m_cards;
};

} // namespace syzygy
