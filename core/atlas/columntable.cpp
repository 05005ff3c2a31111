#include "core/atlas/columntable.h"

#include "core/atlas/columnlayout.h"
#include "core/atomicfile.h"
#include "core/catalogue.h"
#include "core/digest.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace syzygy {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
void appendValue(std::string& bytes, T value)
{
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

template <typename T>
T valueAt(const std::string& bytes, std::size_t position)
{
    T value {};
    std::memcpy(&value, bytes.data() + position * sizeof(T), sizeof(T));
    return value;
}

/// Numbers as the texts that a user would read.
StoredColumn asTexts(const StoredColumn& column, std::size_t rows)
{
    StoredColumn texts { column.name, column.unit, ColumnType::Text };
    for (std::size_t row = 0; row < rows; ++row)
        texts.appendText(CatalogueColumn { {}, {}, false, { column.number(row) } }.cell(0));
    return texts;
}

/// Blocks one after the other, each at a multiple of 64 bytes, and what the directory says of them.
class BlockWriter {
public:
    explicit BlockWriter(std::ofstream& stream)
        : m_stream(stream)
    {
    }

    Json write(std::span<const char> bytes)
    {
        pad();
        Json hashes = Json::array();
        for (std::size_t first = 0; first < bytes.size(); first += pieceBytes)
            hashes.push_back(sha256Of(bytes.subspan(first, std::min(pieceBytes, bytes.size() - first))));
        const auto offset = m_position;
        put(bytes);
        return { { "offset", offset }, { "bytes", bytes.size() }, { "sha256", hashes } };
    }
    std::uint64_t position() const { return m_position; }
    void put(std::span<const char> bytes)
    {
        m_stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        m_position += bytes.size();
    }
    void pad()
    {
        static constexpr std::array<char, blockAlignment> zeros {};
        put(std::span(zeros).first((blockAlignment - m_position % blockAlignment) % blockAlignment));
    }

private:
    std::ofstream& m_stream;
    std::uint64_t m_position = 0;
};

Json writtenColumn(BlockWriter& writer, const StoredColumn& column)
{
    Json entry { { "name", column.name },
                 { "unit", column.unit },
                 { "type", nameOf(column.type) },
                 { "width", column.width } };
    entry["values"] = writer.write(column.bytes);
    if (column.type == ColumnType::Text)
        entry["ends"] = writer.write({ reinterpret_cast<const char*>(column.ends.data()),
                                       column.ends.size() * sizeof(std::uint64_t) });
    return entry;
}

} // namespace

std::string_view nameOf(ColumnType type)
{
    return columnTypes[static_cast<std::size_t>(type)].name;
}

std::size_t bytesOf(ColumnType type)
{
    return columnTypes[static_cast<std::size_t>(type)].bytes;
}

void StoredColumn::appendNumbers(std::span<const float> values)
{
    assert(type == ColumnType::Float32 && values.size() == width);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

void StoredColumn::append(double value)
{
    if (type == ColumnType::Float64)
        appendValue(bytes, value);
    else if (type == ColumnType::Float32)
        appendValue(bytes, static_cast<float>(value));
    else
        appendValue(bytes, static_cast<std::uint32_t>(value));
}

void StoredColumn::appendText(std::string_view text)
{
    bytes += text;
    ends.push_back(bytes.size());
}

void StoredColumn::appendNothing()
{
    if (type == ColumnType::Text)
        return appendText({});
    constexpr std::uint16_t halfNaN = 0x7e00;
    for (std::size_t i = 0; i < width; ++i)
        if (type == ColumnType::Float16)
            appendValue(bytes, halfNaN);
        else
            append(type == ColumnType::Unsigned32 ? 0 : std::numeric_limits<double>::quiet_NaN());
}

double StoredColumn::number(std::size_t row) const
{
    switch (type) {
    case ColumnType::Float64:
        return valueAt<double>(bytes, row * width);
    case ColumnType::Float32:
        return static_cast<double>(valueAt<float>(bytes, row * width));
    case ColumnType::Unsigned32:
        return valueAt<std::uint32_t>(bytes, row * width);
    default:
        return std::numeric_limits<double>::quiet_NaN();
    }
}

std::string_view StoredColumn::text(std::size_t row) const
{
    if (type != ColumnType::Text)
        return {};
    const auto first = row == 0 ? 0 : ends[row - 1];
    return std::string_view(bytes).substr(first, ends[row] - first);
}

const StoredColumn* ColumnTable::find(std::string_view name) const
{
    const auto found = std::ranges::find(columns, name, &StoredColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

StoredColumn* ColumnTable::find(std::string_view name)
{
    const auto found = std::ranges::find(columns, name, &StoredColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

StoredColumn& ColumnTable::require(const std::string& name, ColumnType type, std::size_t width,
                                   const std::string& unit)
{
    if (auto* column = find(name)) {
        if (column->width != width)
            throw Error("column " + name + " has " + std::to_string(column->width)
                        + " values per row in one atlas and " + std::to_string(width)
                        + " in another; build both anew with one program.");
        return *column;
    }
    columns.push_back({ name, unit, type, width });
    for (std::size_t row = 0; row < rows; ++row)
        columns.back().appendNothing();
    return columns.back();
}

void ColumnTable::remove(std::string_view prefix)
{
    std::erase_if(columns, [&](const auto& column) { return column.name.starts_with(prefix); });
}

void ColumnTable::append(const ColumnTable& other)
{
    for (const auto& column : other.columns)
        require(column.name, column.type, column.width, column.unit);
    for (auto& column : columns) {
        const auto* added = other.find(column.name);
        StoredColumn converted;
        if (added && added->type != column.type) {
            if (column.type != ColumnType::Text)
                column = asTexts(column, rows);
            if (added->type != ColumnType::Text) {
                converted = asTexts(*added, other.rows);
                added = &converted;
            }
        }
        if (added) {
            const auto before = column.bytes.size();
            column.bytes += added->bytes;
            for (const auto end : added->ends)
                column.ends.push_back(before + end);
        } else {
            for (std::size_t row = 0; row < other.rows; ++row)
                column.appendNothing();
        }
    }
    rows += other.rows;
}

ColumnTable ColumnTable::selected(std::span<const std::size_t> kept) const
{
    ColumnTable result { kept.size(), {}, properties };
    for (const auto& column : columns) {
        StoredColumn chosen { column.name, column.unit, column.type, column.width };
        const auto size = bytesOf(column.type) * column.width;
        for (const auto row : kept)
            if (column.type == ColumnType::Text)
                chosen.appendText(column.text(row));
            else
                chosen.bytes.append(column.bytes, row * size, size);
        result.columns.push_back(std::move(chosen));
    }
    return result;
}

void ColumnTable::write(const std::filesystem::path& file) const
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        BlockWriter writer(stream);
        writer.put(std::span<const char>(reinterpret_cast<const char*>(std::array<FileHead, 1> {}.data()),
                                         sizeof(FileHead)));
        Json directory { { "rows", rows }, { "properties", properties }, { "columns", Json::array() } };
        for (const auto& column : columns)
            directory["columns"].push_back(writtenColumn(writer, column));
        writer.pad();
        const auto text = directory.dump(1, ' ', true, Json::error_handler_t::replace);
        FileHead head;
        head.directoryOffset = writer.position();
        head.directoryBytes = text.size();
        const auto hash = sha256Of(text);
        std::ranges::copy(hash, head.directorySha256.begin());
        writer.put(text);
        stream.seekp(0);
        stream.write(reinterpret_cast<const char*>(&head), sizeof(head));
        stream.close();
        if (!stream)
            throw Error(file.string() + ": cannot be written; is the folder writable and the disk not full?");
    });
}

} // namespace syzygy
