#include "core/io/texttable.h"

#include "core/error.h"
#include "core/io/assemble.h"
#include "core/io/fitsfile.h"
#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace syzygy {

namespace {

constexpr std::size_t mostColumns = 999; ///< as many as a FITS table

char separatorOf(std::string_view line)
{
    for (const char candidate : { ',', ';', '\t', '|' })
        if (line.find(candidate) != std::string_view::npos)
            return candidate;
    return ' ';
}

bool isNumeric(std::string_view cell)
{
    return parseNumber(cell).has_value();
}

std::string_view unquoted(std::string_view cell)
{
    cell = trimmed(cell);
    return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"' ? cell.substr(1, cell.size() - 2)
                                                                         : cell;
}

double valueOf(std::string_view cell)
{
    cell = unquoted(cell);
    if (const auto number = parseNumber(cell))
        return *number;
    return equalIgnoringCase(cell, "true") ? 1
        : equalIgnoringCase(cell, "false") ? 0
                                           : std::numeric_limits<double>::quiet_NaN();
}

/// "unit: um," of a line such as "# - {name: wave, unit: um, datatype: float64}".
std::string ecsvField(std::string_view line, std::string_view key)
{
    const auto place = line.find(key);
    if (place == std::string_view::npos)
        return {};
    const auto rest = line.substr(place + key.size());
    const auto field = trimmed(rest.substr(0, rest.find_first_of(",}")));
    return std::string(field.size() >= 2 && (field.front() == '\'' || field.front() == '"')
                           ? field.substr(1, field.size() - 2)
                           : field);
}

std::vector<std::string_view> splitBlanks(std::string_view line)
{
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < line.size();) {
        const auto first = line.find_first_not_of(" \t\r", i);
        if (first == std::string_view::npos)
            break;
        i = std::min(line.find_first_of(" \t\r", first), line.size());
        cells.push_back(line.substr(first, i - first));
    }
    return cells;
}

std::vector<std::string_view> splitAt(std::string_view line, char separator)
{
    std::vector<std::string_view> cells;
    std::size_t start = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= line.size(); ++i) {
        if (i < line.size() && line[i] == '"')
            quoted = !quoted;
        if (i < line.size() && (quoted || line[i] != separator))
            continue;
        cells.push_back(trimmed(line.substr(start, i - start)));
        start = i + 1;
    }
    return cells;
}

} // namespace

TextTable::TextTable(const std::filesystem::path& file, std::string_view text)
    : m_file(file)
    , m_text(text)
{
    if (m_text.starts_with("\xef\xbb\xbf")) // byte order mark
        m_text.remove_prefix(3);
    readComments();
    readHeader();
    readUnitLine();
}

/// The next line that is neither blank nor a comment.
bool TextTable::nextLine(std::size_t& position, std::size_t& number, std::string_view& line) const
{
    while (position < m_text.size()) {
        const auto end = std::min(m_text.find_first_of("\n\r", position), m_text.size());
        line = trimmed(m_text.substr(position, end - position));
        const bool both = end + 1 < m_text.size() && m_text[end] == '\r' && m_text[end + 1] == '\n';
        position = end + (both ? 2 : 1);
        ++number;
        if (!line.empty() && line.front() != '#')
            return true;
    }
    return false;
}

/// The comments before the first line that is none: ECSV's header, or a line that names the columns.
void TextTable::readComments()
{
    for (std::size_t position = 0; position < m_text.size();) {
        const auto end = std::min(m_text.find_first_of("\n\r", position), m_text.size());
        const auto line = trimmed(m_text.substr(position, end - position));
        position = end + 1;
        if (line.empty())
            continue;
        if (line.front() != '#')
            return;
        const auto content = trimmed(line.substr(line.find_first_not_of("#") == std::string_view::npos
                                                     ? line.size()
                                                     : line.find_first_not_of("#")));
        if (content.starts_with("- {name:") || content.starts_with("- { name:"))
            m_ecsv.push_back({ ecsvField(content, "name:"), ecsvField(content, "unit:"), {} });
        else if (!content.empty())
            m_lastComment
                = separatorOf(content) == ' ' ? splitBlanks(content) : splitAt(content, separatorOf(content));
    }
}

void TextTable::readHeader()
{
    std::string_view line;
    std::size_t position = 0, number = 0;
    if (!nextLine(position, number, line))
        throw Error(m_file.string()
                    + ": holds no line of numbers; open a table with a wavelength and a flux column.");
    m_separator = separatorOf(line);
    const auto cells = split(line);
    if (cells.size() < 2)
        throw Error(m_file.string() + ", line " + std::to_string(number)
                    + ": has one column only; a spectrum needs wavelength and flux.");
    if (cells.size() > mostColumns)
        throw Error(m_file.string() + ", line " + std::to_string(number) + ": has "
                    + grouped(cells.size()) + " columns, more than the " + grouped(mostColumns)
                    + " that are read; keep those of wavelength, flux and error.");
    if (isNumeric(unquoted(cells[0])) && isNumeric(unquoted(cells[1])))
        return nameColumns(cells.size());
    for (const auto cell : cells)
        m_columns.push_back({ printable(unquoted(cell)), {}, {} });
    for (auto& column : m_columns)
        for (const auto& known : m_ecsv)
            if (known.name == column.name)
                column.unit = known.unit;
    m_dataStart = position;
    m_dataLine = number;
}

/// Names for bare numbers: those of the last comment, or the usual order.
void TextTable::nameColumns(std::size_t count)
{
    static constexpr std::array<std::string_view, 3> usual { "wavelength", "flux", "error" };
    const bool named = m_lastComment.size() == count && !isNumeric(m_lastComment[0]);
    for (std::size_t i = 0; i < count; ++i)
        m_columns.push_back({ named                  ? printable(m_lastComment[i])
                                  : i < usual.size() ? std::string(usual[i])
                                                     : "column " + std::to_string(i + 1),
                              {},
                              {} });
}

/// Some tables state the units in a line of their own below the names.
void TextTable::readUnitLine()
{
    std::string_view line;
    std::size_t position = m_dataStart, number = m_dataLine;
    if (m_dataStart == 0 || !nextLine(position, number, line))
        return;
    const auto cells = split(line);
    if (std::ranges::any_of(cells, isNumeric)
        || std::ranges::none_of(cells, [](auto cell) { return micronsPer(cell).has_value(); }))
        return;
    for (std::size_t i = 0; i < std::min(cells.size(), m_columns.size()); ++i)
        m_columns[i].unit = printable(cells[i]);
    m_dataStart = position;
    m_dataLine = number;
}

std::vector<std::string_view> TextTable::split(std::string_view line) const
{
    return m_separator == ' ' ? splitBlanks(line) : splitAt(line, m_separator);
}

std::size_t TextTable::countRows() const
{
    std::string_view line;
    std::size_t position = m_dataStart, number = 0, rows = 0;
    while (nextLine(position, number, line))
        ++rows;
    return rows;
}

std::vector<std::vector<double>> TextTable::read(const std::vector<std::size_t>& wanted) const
{
    std::vector<std::vector<double>> values(wanted.size());
    const auto needed = wanted.empty() ? 0 : *std::ranges::max_element(wanted) + 1;
    std::string_view line;
    for (std::size_t position = m_dataStart, number = m_dataLine; nextLine(position, number, line);) {
        const auto cells = split(line);
        if (cells.size() < needed)
            throw Error(m_file.string() + ", line " + std::to_string(number) + ": has "
                        + counted(cells.size(), "cell") + " instead of " + std::to_string(m_columns.size())
                        + "; correct the line or the separator.");
        for (std::size_t i = 0; i < wanted.size(); ++i)
            values[i].push_back(valueOf(cells[wanted[i]]));
        if (values.front().size() > maximumSamples)
            throw Error(m_file.string() + ": has more than the " + grouped(maximumSamples)
                        + " samples that are read as one spectrum; cut the wavelength range first.");
    }
    return values;
}

std::string TextTable::firstCell(std::string_view column) const
{
    const auto found
        = std::ranges::find_if(m_columns, [&](const auto& c) { return equalIgnoringCase(c.name, column); });
    std::string_view line;
    std::size_t position = m_dataStart, number = 0;
    if (found == m_columns.end() || !nextLine(position, number, line))
        return {};
    const auto cells = split(line);
    const auto index = static_cast<std::size_t>(found - m_columns.begin());
    return index < cells.size() ? printable(unquoted(cells[index])) : std::string();
}

} // namespace syzygy
