#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// Many short texts in one piece of memory: a column of names takes no allocation per row.
class TextList {
public:
    void append(std::string_view text);
    void reserve(std::size_t texts) { m_ends.reserve(texts); }
    std::size_t size() const { return m_ends.size(); }
    /// Valid until the next append().
    std::string_view operator[](std::size_t i) const;

private:
    std::string m_bytes;
    std::vector<std::uint64_t> m_ends;
};

/// A column of a table from anywhere, either of numbers (NaN: nothing is known) or of texts (empty: nothing
/// is known).
struct CatalogueColumn {
    std::string name;
    std::string unit; ///< empty where not stated
    bool isText = false;
    std::vector<double> numbers {};
    TextList texts {};

    /// What a user would read in that cell; whole numbers without decimals, empty where nothing is known.
    std::string cell(std::size_t row) const;
};

/// A table of stars: what is known of each from elsewhere.
struct Catalogue {
    std::filesystem::path file;
    std::size_t rows = 0;
    std::vector<CatalogueColumn> columns; ///< names differ, whatever their case
    std::vector<std::string> notes;       ///< a sentence for what was left out

    /// Ignores case; null if there is none.
    const CatalogueColumn* column(std::string_view name) const;
};

/// NaN for what tables write where nothing is known: not finite, −9999 (to −9999.99), 1e20 and beyond.
double knownNumber(double value);

} // namespace syzygy
