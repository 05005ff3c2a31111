#include "core/error.h"
#include "core/io/text.h"
#include "core/io/translation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <pugixml.hpp>
#include <vector>

namespace syzygy {

namespace {

struct Field {
    std::string name, unit, ucd, type, description, size, none;
    bool isScalar() const { return size.empty() || size == "1"; }
    bool isText() const { return type == "char"; }
};

/// Elements of any namespace prefix: "TABLE" and "vot:TABLE".
bool isNamed(const pugi::xml_node& node, std::string_view name)
{
    std::string_view own = node.name();
    if (const auto colon = own.find(':'); colon != std::string_view::npos)
        own.remove_prefix(colon + 1);
    return own == name;
}

pugi::xml_node firstOf(const pugi::xml_node& parent, std::string_view name)
{
    return parent.find_node([&](const pugi::xml_node& node) { return isNamed(node, name); });
}

std::vector<Field> fieldsOf(const pugi::xml_node& table)
{
    std::vector<Field> fields;
    for (const auto& node : table.children())
        if (isNamed(node, "FIELD")) {
            std::string name = node.attribute("name").value();
            if (name.empty())
                name = node.attribute("ID").value();
            const auto child = [&](std::string_view wanted) {
                return node.find_child([wanted](const auto& found) { return isNamed(found, wanted); });
            };
            fields.push_back({ name, node.attribute("unit").value(), node.attribute("ucd").value(),
                               node.attribute("datatype").value(), child("DESCRIPTION").text().get(),
                               node.attribute("arraysize").value(),
                               child("VALUES").attribute("null").value() });
        }
    return fields;
}

std::string headerOf(const std::vector<Field>& fields)
{
    std::string header, names;
    for (const auto& field : fields)
        if (!trimmed(field.description).empty())
            header += commentOf(field.description);
    for (const auto& field : fields) {
        header += ecsvColumn(field.name, field.unit, field.ucd);
        names += (names.empty() ? "" : ",") + cellOf(field.name);
    }
    return header + names + '\n';
}

/// Bytes of a scalar of a type in a BINARY stream; 0 for what is not a number.
std::size_t widthOf(std::string_view type)
{
    struct Width {
        std::string_view type;
        std::size_t bytes;
    };
    static constexpr std::array<Width, 7> widths { { { "double", 8 },
                                                     { "float", 4 },
                                                     { "long", 8 },
                                                     { "int", 4 },
                                                     { "short", 2 },
                                                     { "unsignedByte", 1 },
                                                     { "boolean", 1 } } };
    const auto* const found = std::ranges::find(widths, type, &Width::type);
    return found == widths.end() ? 0 : found->bytes;
}

/// Big-endian bytes as a number in text.
std::string numberOf(std::string_view type, std::string_view bytes)
{
    std::uint64_t bits = 0;
    for (const char byte : bytes)
        bits = bits << 8 | static_cast<unsigned char>(byte);
    std::array<char, 40> text {};
    const auto print
        = [&](const char* format, auto value) { std::snprintf(text.data(), text.size(), format, value); };
    if (type == "double")
        print("%.17g", std::bit_cast<double>(bits));
    else if (type == "float")
        print("%.9g", static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))));
    else if (type == "boolean")
        return bits == 'T' || bits == 't' || bits == '1' ? "1" : "0";
    else if (type == "unsignedByte")
        print("%llu", static_cast<unsigned long long>(bits));
    else
        print("%lld",
              type == "short"     ? static_cast<long long>(static_cast<std::int16_t>(bits))
                  : type == "int" ? static_cast<long long>(static_cast<std::int32_t>(bits))
                                  : static_cast<long long>(bits));
    return text.data();
}

std::string decodedBase64(std::string_view text)
{
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = c >= 'A' && c <= 'Z' ? c - 'A'
            : c >= 'a' && c <= 'z'             ? c - 'a' + 26
            : c >= '0' && c <= '9'             ? c - '0' + 52
            : c == '+'                         ? 62
            : c == '/'                         ? 63
                                               : -1;
        if (value < 0)
            continue; // line ends, padding
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xff);
        }
    }
    return bytes;
}

/// The bytes of a binary table, in turn; none beyond their end.
class ByteStream {
public:
    explicit ByteStream(std::string bytes)
        : m_bytes(std::move(bytes))
    {
    }
    bool atEnd() const { return m_position >= m_bytes.size(); }
    std::optional<std::string_view> take(std::size_t count)
    {
        if (count > m_bytes.size() - m_position) {
            m_position = m_bytes.size();
            return {};
        }
        m_position += count;
        return std::string_view(m_bytes).substr(m_position - count, count);
    }

private:
    std::string m_bytes;
    std::size_t m_position = 0;
};

/// Of a text of fixed or ("*", "12*") of varying length, which is then stated before it.
std::optional<std::string_view> takeText(ByteStream& stream, const Field& field)
{
    if (field.isScalar())
        return stream.take(1);
    if (!field.size.ends_with('*'))
        return stream.take(static_cast<std::size_t>(parseNumber(field.size).value_or(0)));
    const auto length = stream.take(4);
    if (!length)
        return {};
    std::size_t bytes = 0;
    for (const char byte : *length)
        bytes = bytes << 8 | static_cast<unsigned char>(byte);
    return stream.take(bytes);
}

void requireReadable(const std::filesystem::path& file, const Field& field)
{
    const auto count
        = field.size.ends_with('*') ? std::optional(0.0) : parseNumber(field.size.empty() ? "1" : field.size);
    constexpr double longestText = 1e6;
    const bool isReadable = field.isText() ? count && *count >= 0 && *count < longestText
                                           : field.isScalar() && widthOf(field.type) > 0;
    if (!isReadable)
        throw Error(file.string() + ", column " + printable(field.name)
                    + ": holds vectors or letters beyond ASCII in a binary VOTable, which is not read; save "
                      "the VOTable with TABLEDATA.");
}

/// One cell; nothing at the end of the stream.
std::optional<std::string> takeCell(ByteStream& stream, const Field& field)
{
    if (field.isText()) {
        const auto text = takeText(stream, field);
        return text ? std::optional(cellOf(text->substr(0, text->find('\0')))) : std::nullopt;
    }
    const auto bytes = stream.take(widthOf(field.type));
    return bytes ? std::optional(numberOf(field.type, *bytes)) : std::nullopt;
}

std::string fromBinary(const std::filesystem::path& file, const std::vector<Field>& fields,
                       const pugi::xml_node& data, bool hasNullFlags)
{
    const auto source = firstOf(data, "STREAM");
    if (std::string_view(source.attribute("encoding").value()) != "base64" || source.attribute("href"))
        throw Error(file.string()
                    + ": keeps its data elsewhere or in an encoding that is not read; save the VOTable with "
                      "TABLEDATA.");
    for (const auto& field : fields)
        requireReadable(file, field);
    ByteStream stream(decodedBase64(source.text().get()));
    std::string text;
    while (!stream.atEnd()) {
        const auto flags = stream.take(hasNullFlags ? (fields.size() + 7) / 8 : 0);
        std::string row;
        for (std::size_t i = 0; flags && i < fields.size(); ++i) {
            const auto cell = takeCell(stream, fields[i]);
            if (!cell)
                return text; // cut short
            const bool isNull
                = hasNullFlags && (static_cast<unsigned char>((*flags)[i / 8]) >> (7 - i % 8) & 1) != 0;
            row += (i == 0 ? "" : ",")
                + (isNull || (!cell->empty() && *cell == fields[i].none) ? "nan" : *cell);
        }
        if (!flags)
            break;
        text += row + '\n';
    }
    return text;
}

std::string fromTableData(const std::vector<Field>& fields, const pugi::xml_node& data)
{
    std::string text;
    for (const auto& row : data.children()) {
        if (!isNamed(row, "TR"))
            continue;
        std::size_t column = 0;
        for (const auto& node : row.children()) {
            if (!isNamed(node, "TD"))
                continue;
            const auto cell = cellOf(node.text().get());
            const bool isNull = column < fields.size() && !cell.empty() && cell == fields[column].none;
            text += (column == 0 ? "" : ",") + (isNull ? "nan" : cell);
            ++column;
        }
        text += '\n';
    }
    return text;
}

} // namespace

bool isVoTable(std::string_view text)
{
    text = trimmed(text.substr(0, 4000));
    return text.starts_with('<') && text.find("VOTABLE") != std::string_view::npos;
}

std::string fromVoTable(const std::filesystem::path& file, std::string_view text)
{
    pugi::xml_document document;
    const auto result = document.load_buffer(text.data(), text.size(),
                                             pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata);
    if (!result)
        throw Error(file.string() + ": is a VOTable that cannot be parsed (" + result.description()
                    + "); take another copy of the file, or write it anew.");
    const auto table = firstOf(document, "TABLE");
    const auto fields = fieldsOf(table);
    if (fields.empty())
        throw Error(
            file.string()
            + ": is a VOTable without a table in it; it may be an error message of its server: read it.");
    const auto header = headerOf(fields);
    if (const auto data = firstOf(table, "TABLEDATA"))
        return header + fromTableData(fields, data);
    if (const auto data = firstOf(table, "BINARY2"))
        return header + fromBinary(file, fields, data, true);
    if (const auto data = firstOf(table, "BINARY"))
        return header + fromBinary(file, fields, data, false);
    throw Error(file.string() + ": is a VOTable whose data are in another file or in FITS; open that one.");
}

} // namespace syzygy
