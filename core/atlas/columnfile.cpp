#include "core/atlas/columnfile.h"

#include "core/atlas/columnlayout.h"
#include "core/digest.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syzygy {

namespace {

using Json = nlohmann::json;

/// Opens, maps and closes.
std::span<const char> mapped(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw Error(file.string() + ": cannot be opened; is it there and readable?");
    struct stat status { };
    const bool isFile = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    const auto size = isFile ? static_cast<std::size_t>(status.st_size) : 0;
    void* const address = isFile ? ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
    ::close(descriptor);
    if (address == MAP_FAILED) // NOLINT: the macro casts
        throw Error(file.string() + ": is no file that can be mapped into memory; copy it to a local disk.");
    return { static_cast<const char*>(address), size };
}

template <typename T>
T valueAt(std::span<const char> bytes, std::size_t position)
{
    T value {};
    std::memcpy(&value, bytes.data() + position * sizeof(T), sizeof(T));
    return value;
}

} // namespace

struct ColumnFile::Mapping {
    explicit Mapping(const std::filesystem::path& file)
        : bytes(mapped(file))
    {
    }
    ~Mapping() { ::munmap(const_cast<char*>(bytes.data()), bytes.size()); }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    std::span<const char> bytes;
};

struct ColumnFile::Block {
    std::string column;
    std::string part; ///< "values" or "ends"
    std::span<const char> bytes;
    std::vector<std::string> sha256;

    static Block parse(const Json& entry, std::string column, std::string part, std::span<const char> file)
    {
        const auto offset = entry.at("offset").get<std::uint64_t>(),
                   size = entry.at("bytes").get<std::uint64_t>();
        if (offset % blockAlignment != 0 || offset > file.size() || size > file.size() - offset)
            throw Error("column " + column + " lies beyond its end: it is cut short");
        return { std::move(column), std::move(part), file.subspan(offset, size),
                 entry.at("sha256").get<std::vector<std::string>>() };
    }
};

double MappedColumn::number(std::size_t row, std::size_t i) const
{
    switch (type) {
    case ColumnType::Float64:
        return valueAt<double>(bytes, row * width + i);
    case ColumnType::Float32:
        return static_cast<double>(valueAt<float>(bytes, row * width + i));
    case ColumnType::Unsigned32:
        return valueAt<std::uint32_t>(bytes, row * width + i);
    default:
        return std::numeric_limits<double>::quiet_NaN();
    }
}

std::span<const std::uint16_t> MappedColumn::halves(std::size_t row) const
{
    return { reinterpret_cast<const std::uint16_t*>(bytes.data()) + row * width, width };
}

std::string_view MappedColumn::text(std::size_t row) const
{
    if (!isText())
        return {};
    const auto last = std::min<std::uint64_t>(ends[row], bytes.size());
    const auto first = std::min<std::uint64_t>(row == 0 ? 0 : ends[row - 1], last);
    return { bytes.data() + first, last - first };
}

ColumnFile::ColumnFile(const std::filesystem::path& file)
    : m_path(file)
    , m_mapping(std::make_unique<Mapping>(file))
{
    try {
        readDirectory();
    } catch (const Json::exception&) {
        refuse("its directory says what it may not");
    }
}

ColumnFile::~ColumnFile() = default;
ColumnFile::ColumnFile(ColumnFile&&) noexcept = default;
ColumnFile& ColumnFile::operator=(ColumnFile&&) noexcept = default;

bool ColumnFile::isOne(const std::filesystem::path& file)
{
    std::array<char, 8> first {};
    std::ifstream stream(file, std::ios::binary);
    return std::filesystem::is_regular_file(file) && stream.read(first.data(), first.size())
        && first == FileHead {}.magic;
}

void ColumnFile::refuse(const std::string& why) const
{
    throw Error(m_path.string() + ": is no atlas that can be used (" + why
                + "); copy it again, or build it anew.");
}

void ColumnFile::readDirectory()
{
    const auto bytes = m_mapping->bytes;
    FileHead head;
    if (bytes.size() < sizeof(head))
        refuse("it is too short");
    std::memcpy(&head, bytes.data(), sizeof(head));
    if (head.magic != FileHead {}.magic)
        refuse("it does not begin with SYZSTARS");
    if (head.version != columnFileVersion)
        refuse("its version is " + std::to_string(head.version) + ", this program reads "
               + std::to_string(columnFileVersion));
    if (head.directoryOffset > bytes.size() || head.directoryBytes > bytes.size() - head.directoryOffset)
        refuse("it is cut short: its directory is missing");
    const auto text = bytes.subspan(head.directoryOffset, head.directoryBytes);
    if (const auto hash = sha256Of(text); !std::ranges::equal(hash, head.directorySha256))
        refuse("its directory is damaged");
    const auto directory = Json::parse(text.begin(), text.end());
    m_rows = directory.at("rows").get<std::size_t>();
    m_properties = directory.at("properties").get<std::map<std::string, std::string>>();
    for (const auto& entry : directory.at("columns")) {
        MappedColumn column { entry.at("name").get<std::string>(), entry.at("unit").get<std::string>() };
        const auto type = entry.at("type").get<std::string>();
        const auto* const known = std::ranges::find(columnTypes, type, &ColumnTypeInfo::name);
        if (known == columnTypes.end())
            continue; // of a later program
        column.type = static_cast<ColumnType>(known - columnTypes.begin());
        column.width = entry.at("width").get<std::size_t>();
        try {
            m_blocks.push_back(Block::parse(entry.at("values"), column.name, "values", bytes));
            column.bytes = m_blocks.back().bytes;
            if (column.isText()) {
                m_blocks.push_back(Block::parse(entry.at("ends"), column.name, "ends", bytes));
                const auto ends = m_blocks.back().bytes;
                column.ends = { reinterpret_cast<const std::uint64_t*>(ends.data()),
                                ends.size() / sizeof(std::uint64_t) };
            }
        } catch (const Error& error) {
            refuse(error.what());
        }
        const bool isWhole = column.isText() ? column.ends.size() == m_rows
                                             : column.width > 0 && m_rows <= column.bytes.size()
                && column.bytes.size() / known->bytes / column.width == m_rows;
        if (!isWhole && !(m_rows == 0 && column.bytes.empty()))
            refuse("column " + column.name + " does not have " + std::to_string(m_rows) + " rows");
        m_columns.push_back(std::move(column));
    }
}

const MappedColumn* ColumnFile::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_columns, name, &MappedColumn::name);
    return found == m_columns.end() ? nullptr : &*found;
}

std::string ColumnFile::property(const std::string& name) const
{
    const auto found = m_properties.find(name);
    return found == m_properties.end() ? std::string() : found->second;
}

std::string ColumnFile::digestOf(std::string_view column) const
{
    std::string hashes;
    for (const auto& block : m_blocks)
        if (block.column == column)
            for (const auto& hash : block.sha256)
                hashes += hash;
    return hashes.empty() ? hashes : sha256Of(hashes);
}

std::vector<std::string> ColumnFile::damage() const
{
    std::vector<std::string> sentences;
    for (const auto& block : m_blocks) {
        const auto pieces = (block.bytes.size() + pieceBytes - 1) / pieceBytes;
        for (std::size_t i = 0; i < pieces; ++i) {
            const auto piece = block.bytes.subspan(i * pieceBytes,
                                                   std::min(pieceBytes, block.bytes.size() - i * pieceBytes));
            if (i < block.sha256.size() && sha256Of(piece) == block.sha256[i])
                continue;
            const auto offset = static_cast<std::size_t>(piece.data() - m_mapping->bytes.data());
            sentences.push_back(m_path.string() + ": column " + block.column + ", " + block.part + ", bytes "
                                + std::to_string(offset) + " to " + std::to_string(offset + piece.size() - 1)
                                + " of the file: damaged (its SHA-256 is not the one that was written); copy "
                                  "the file again, or build it anew.");
        }
    }
    return sentences;
}

ColumnTable ColumnFile::table() const
{
    ColumnTable copy { m_rows, {}, m_properties };
    for (const auto& column : m_columns)
        copy.columns.push_back({ column.name,
                                 column.unit,
                                 column.type,
                                 column.width,
                                 std::string(column.bytes.begin(), column.bytes.end()),
                                 { column.ends.begin(), column.ends.end() } });
    for (auto& column : copy.columns)
        for (std::size_t row = 0; row < column.ends.size(); ++row) // whatever the file says
            column.ends[row] = std::clamp<std::uint64_t>(
                column.ends[row], row == 0 ? 0 : column.ends[row - 1], column.bytes.size());
    return copy;
}

} // namespace syzygy
