#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

enum class ColumnType { Float64, Float32, Float16, Unsigned32, Text };
std::string_view nameOf(ColumnType type); ///< as the file says it: "f64", "f32", "f16", "u32", "text"
std::size_t bytesOf(ColumnType type);     ///< of one value; 0 for texts

/// A column in memory, as the file holds it.
struct StoredColumn {
    std::string name, unit;
    ColumnType type = ColumnType::Float64;
    std::size_t width = 1;              ///< values per row; 1 for texts
    std::string bytes {};               ///< values row after row, or the texts one after the other
    std::vector<std::uint64_t> ends {}; ///< of each text in bytes

    void appendNumbers(std::span<const float> values);
    void append(double value); ///< as the type has it
    void appendText(std::string_view text);
    void appendNothing();                 ///< NaN, 0 or an empty text
    double number(std::size_t row) const; ///< the first of the row
    std::string_view text(std::size_t row) const;
};

/// Columns that all have so many rows, and what is said of all of them.
struct ColumnTable {
    std::size_t rows = 0;
    std::vector<StoredColumn> columns {};
    std::map<std::string, std::string> properties {};

    const StoredColumn* find(std::string_view name) const;
    StoredColumn* find(std::string_view name);
    /// Added, of nothing in each row, if it is not there. Throws Error if it is there with another width.
    StoredColumn& require(const std::string& name, ColumnType type, std::size_t width = 1,
                          const std::string& unit = {});
    void remove(std::string_view prefix); ///< columns whose names begin so

    /// The rows of another table behind these; where one lacks a column of the other, nothing. Numbers beside
    /// texts become texts.
    void append(const ColumnTable& other);
    /// Only the rows of `kept`, in that order.
    ColumnTable selected(std::span<const std::size_t> kept) const;

    /// Writes the file of docs/atlas.md, atomically. Throws Error.
    void write(const std::filesystem::path& file) const;
};

} // namespace syzygy
