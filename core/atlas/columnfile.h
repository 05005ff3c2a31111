#pragma once

#include "core/atlas/columntable.h"

#include <memory>
#include <optional>

namespace syzygy {

/// A column of a mapped file: nothing of it is read before it is asked for.
struct MappedColumn {
    std::string name, unit;
    ColumnType type = ColumnType::Float64;
    std::size_t width = 1;
    std::span<const char> bytes {};
    std::span<const std::uint64_t> ends {}; ///< of texts

    bool isText() const { return type == ColumnType::Text; }
    /// Value `i` of the row as a number; NaN for texts.
    double number(std::size_t row, std::size_t i = 0) const;
    std::span<const std::uint16_t> halves(std::size_t row) const;
    /// Never beyond the file, whatever it says of the ends.
    std::string_view text(std::size_t row) const;
};

/// A file of columns (docs/atlas.md), mapped into memory: opening a file of any size reads its directory
/// alone. Immutable.
class ColumnFile {
public:
    /// Throws Error if it is no such file, of another version, cut short, or its directory is damaged.
    explicit ColumnFile(const std::filesystem::path& file);
    ~ColumnFile();
    ColumnFile(ColumnFile&&) noexcept;
    ColumnFile& operator=(ColumnFile&&) noexcept;

    static bool isOne(const std::filesystem::path& file); ///< from its first bytes

    const std::filesystem::path& path() const { return m_path; }
    std::size_t rows() const { return m_rows; }
    const std::vector<MappedColumn>& columns() const { return m_columns; }
    const MappedColumn* find(std::string_view name) const;
    std::string property(const std::string& name) const; ///< empty if it is not there

    /// Of the values of a column as they were written; nothing of it is read. Empty if there is no such
    /// column.
    std::string digestOf(std::string_view column) const;
    /// A sentence for every damaged piece of a block, which it names; reads all of it.
    std::vector<std::string> damage() const;
    ColumnTable table() const; ///< a copy

private:
    struct Mapping;
    struct Block;
    void readDirectory();
    [[noreturn]] void refuse(const std::string& why) const;

    std::filesystem::path m_path;
    std::unique_ptr<Mapping> m_mapping;
    std::size_t m_rows = 0;
    std::vector<MappedColumn> m_columns;
    std::vector<Block> m_blocks;
    std::map<std::string, std::string> m_properties;
};

} // namespace syzygy
