#include "core/io/translation.h"

#include "core/error.h"
#include "core/io/text.h"

#include <algorithm>
#include <vector>

namespace syzygy {

namespace {

/// The next line, without its end; nothing behind the last.
std::optional<std::string_view> takeLine(std::string_view& text)
{
    if (text.empty())
        return {};
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto line = text.substr(0, end);
    const bool both = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
    text.remove_prefix(std::min(text.size(), end + (both ? 2 : 1)));
    return line;
}

void appendUtf8(std::string& text, char32_t point)
{
    const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xc0 | (point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xe0 | (point >> 12));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xf0 | (point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::vector<std::string_view> cellsBetweenBars(std::string_view line)
{
    std::vector<std::string_view> cells;
    line = trimmed(line);
    while (line.starts_with('|') && line.size() > 1) {
        line.remove_prefix(1);
        const auto end = std::min(line.find('|'), line.size());
        cells.push_back(trimmed(line.substr(0, end)));
        line.remove_prefix(end);
    }
    return cells;
}

bool isIpac(std::string_view text)
{
    while (const auto line = takeLine(text)) {
        if (line->starts_with('\\') || trimmed(*line).empty())
            continue;
        return line->starts_with('|') && trimmed(*line).ends_with('|');
    }
    return false;
}

/// https://irsa.ipac.caltech.edu/applications/DDGEN/Doc/ipac_tbl.html: bars hold names, types, units and null
/// values, blanks separate data.
std::string fromIpac(std::string_view text)
{
    std::vector<std::vector<std::string_view>> header;
    std::string data, result, names;
    while (const auto line = takeLine(text)) {
        if (line->starts_with('\\'))
            result += commentOf(line->substr(1));
        if (line->starts_with('\\') || trimmed(*line).empty())
            continue;
        if (line->starts_with('|'))
            header.push_back(cellsBetweenBars(*line));
        else
            data.append(*line) += '\n';
    }
    for (std::size_t i = 0; i < header[0].size(); ++i) {
        const auto unit = header.size() > 2 && i < header[2].size() ? header[2][i] : std::string_view();
        result += ecsvColumn(header[0][i], unit, {});
        names += cellOf(header[0][i]) + ' ';
    }
    return result + names + '\n' + data;
}

/// One line of the "Byte-by-byte Description": " 20-37  F18.14 Jy     flux       Flux density".
struct MrtColumn {
    std::size_t first = 0, last = 0; ///< bytes, 1-based
    std::string unit, name, explanation;
};

std::vector<std::string_view> words(std::string_view line)
{
    std::vector<std::string_view> found;
    while (!(line = trimmed(line)).empty()) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return found;
}

std::optional<MrtColumn> mrtColumn(std::string_view line)
{
    const auto body = trimmed(line);
    const auto format = body.find_first_of("AFEDI", body.find_first_of("0123456789"));
    if (body.empty() || body.front() < '0' || body.front() > '9' || format == std::string_view::npos)
        return {};
    const auto bytes = body.substr(0, format);
    const auto dash = bytes.find('-');
    const auto first = parseNumber(trimmed(bytes.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? first : parseNumber(trimmed(bytes.substr(dash + 1)));
    const auto rest = words(body.substr(format));
    constexpr double longestLine = 1e5;
    if (!first || !last || !(*first >= 1) || !(*last >= *first) || *last > longestLine || rest.size() < 3)
        return {};
    return MrtColumn { static_cast<std::size_t>(*first), static_cast<std::size_t>(*last),
                       std::string(rest[1]), std::string(rest[2]),
                       std::string(body.substr(static_cast<std::size_t>(rest[2].data() - body.data()))) };
}

bool isRule(std::string_view line)
{
    line = trimmed(line);
    return line.size() >= 20 && line.find_first_not_of("-=") == std::string_view::npos;
}

/// Machine-readable tables of the AAS journals: https://journals.aas.org/mrt-standards. Data follow the last
/// rule.
std::string fromMrt(const std::filesystem::path& file, std::string_view text)
{
    std::vector<MrtColumn> columns;
    auto rest = text, data = std::string_view();
    while (const auto line = takeLine(rest)) {
        if (isRule(*line))
            data = rest;
        else if (auto column = data.empty() || columns.size() < 999 ? mrtColumn(*line) : std::nullopt;
                 column && data.size() > rest.size())
            columns.push_back(std::move(*column));
    }
    // lines of data look like columns only behind the last rule, where they are none
    std::erase_if(columns, [](const auto& column) {
        return column.name.empty() || (column.name[0] >= '0' && column.name[0] <= '9');
    });
    if (columns.empty() || data.empty())
        throw Error(file.string()
                    + ": is a machine-readable table whose byte-by-byte description names no column; take "
                      "another copy of the file, or write it anew.");
    std::string result, names;
    for (const auto& column : columns) {
        result += commentOf(column.explanation);
        result += ecsvColumn(column.name, column.unit == "---" ? "" : column.unit, {});
        names += (names.empty() ? "" : ",") + cellOf(column.name);
    }
    result += names + '\n';
    while (const auto line = takeLine(data)) {
        if (trimmed(*line).empty())
            continue;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto first = std::min(columns[i].first - 1, line->size());
            result += (i == 0 ? "" : ",")
                + cellOf(trimmed(line->substr(first, columns[i].last - columns[i].first + 1)));
        }
        result += '\n';
    }
    return result;
}

bool isMrt(std::string_view text)
{
    return text.substr(0, 20'000).find("Byte-by-byte Description of file") != std::string_view::npos;
}

} // namespace

std::string cellOf(std::string_view text)
{
    std::string cell(trimmed(text));
    std::ranges::replace_if(
        cell,
        [](char c) {
            return c == ',' || c == '"' || c == '#' || c == '\n' || c == '\r' || c == '{' || c == '}';
        },
        '_');
    return cell;
}

std::string commentOf(std::string_view text)
{
    return "# " + cellOf(text) + '\n';
}

std::string ecsvColumn(std::string_view name, std::string_view unit, std::string_view ucd)
{
    return "# - {name: " + cellOf(name) + (trimmed(unit).empty() ? "" : ", unit: " + cellOf(unit))
        + (trimmed(ucd).empty() ? "" : ", ucd: " + cellOf(ucd)) + "}\n";
}

std::optional<std::string> fromUtf16(std::string_view bytes)
{
    const bool little = bytes.starts_with("\xff\xfe"), big = bytes.starts_with("\xfe\xff");
    if (!little && !big)
        return {};
    std::string text;
    char32_t high = 0;
    for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
        const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
        const char32_t unit = little ? a | b << 8 : a << 8 | b;
        if (unit >= 0xd800 && unit < 0xdc00) {
            high = unit;
            continue;
        }
        const bool isLow = unit >= 0xdc00 && unit < 0xe000;
        if (isLow && high == 0)
            continue; // half a letter
        appendUtf8(text, isLow ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00) : unit);
        high = 0;
    }
    return text;
}

std::optional<std::string> asPlainTable(const std::filesystem::path& file, std::string_view text)
{
    if (isVoTable(text))
        return fromVoTable(file, text);
    if (isMrt(text))
        return fromMrt(file, text);
    if (isIpac(text))
        return fromIpac(text);
    return {};
}

} // namespace syzygy
