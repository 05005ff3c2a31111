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
        const auto close = line[first] == '"' ? line.find('"', first + 1) : std::string_view::npos;
        i = std::min(line.find_first_of(" \t\r", close == std::string_view::npos ? first : close),
                     line.size());
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

/// "0,9668" with one comma between digits.
std::optional<double> parseDecimalComma(std::string_view cell)
{
    const auto comma = cell.find(',');
    if (comma == std::string_view::npos || comma + 1 >= cell.size()
        || cell.find('.') != std::string_view::npos)
        return {};
    std::string plain(cell);
    plain[comma] = '.';
    return parseNumber(plain);
}

/// The first of the usual ones that the line has; a comma is none where it stands within every number.
char separatorOf(std::string_view line)
{
    for (const char candidate : { ';', '\t' }) {
        const auto cells = splitAt(line, candidate);
        if (cells.size() > 1 && std::ranges::all_of(cells, [](auto cell) {
                return parseDecimalComma(unquoted(cell)).has_value();
            }))
            return candidate;
    }
    for (const char candidate : { ',', ';', '\t', '|' })
        if (line.find(candidate) != std::string_view::npos)
            return candidate;
    return ' ';
}

/// The names of a line such as "Wavelength (micron)  Flux (Jy)": a unit belongs to the name before it.
std::vector<std::string> namesWithUnits(std::string_view line, std::size_t count)
{
    std::vector<std::string> names;
    for (const auto cell : splitBlanks(line)) {
        const bool goesOn = !names.empty()
            && (cell.front() == '(' || cell.front() == '['
                || std::ranges::count(names.back(), '(') > std::ranges::count(names.back(), ')')
                || std::ranges::count(names.back(), '[') > std::ranges::count(names.back(), ']'));
        if (goesOn)
            names.back() += " " + std::string(cell);
        else
            names.emplace_back(cell);
    }
    if (names.size() == count)
        return names;
    // "flux density (Jy)  flux density error (Jy)": a name ends with its unit
    names.clear();
    for (std::size_t first = 0; first < line.size();) {
        const auto end = std::min(line.find_first_of(")]", first), line.size() - 1);
        names.emplace_back(trimmed(line.substr(first, end + 1 - first)));
        first = end + 1;
    }
    return names;
}

/// "flux (Jy)" of "Column 3: flux (Jy)", whatever the case; empty if the line is not of that column.
std::string_view namedByNumber(std::string_view line, std::size_t number)
{
    constexpr std::string_view word = "column";
    if (line.size() <= word.size() || !equalIgnoringCase(line.substr(0, word.size()), word))
        return {};
    const auto colon = line.find_first_of(":=");
    if (colon == std::string_view::npos
        || trimmed(line.substr(word.size(), colon - word.size())) != std::to_string(number))
        return {};
    return trimmed(line.substr(colon + 1));
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
            m_ecsv.push_back(
                { ecsvField(content, "name:"), ecsvField(content, "unit:"), ecsvField(content, "ucd:") });
        else if (!content.empty() && m_comments.size() < mostColumns)
            m_comments.push_back(content);
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
                    + ": has one column only; a spectrum needs wavelength and flux, a table of stars a name "
                      "and a value.");
    if (cells.size() > mostColumns)
        throw Error(m_file.string() + ", line " + std::to_string(number) + ": has " + grouped(cells.size())
                    + " columns, more than the " + grouped(mostColumns)
                    + " that are read; keep those of wavelength, flux and error.");
    m_decimalComma = usesDecimalComma();
    if (isNumber(cells[0]) && isNumber(cells[1]))
        return nameColumns(cells.size());
    for (const auto cell : cells)
        m_columns.push_back({ printable(plainSigns(unquoted(cell))), {}, {} });
    for (auto& column : m_columns)
        for (const auto& known : m_ecsv)
            if (known.name == column.name) {
                column.unit = known.unit;
                column.meaning = known.meaning;
            }
    m_dataStart = position;
    m_dataLine = number;
}

/// What comments call the columns: one to a line, or all in the last line that has as many names; empty if
/// none does.
std::vector<std::string> TextTable::namesInComments(std::size_t count) const
{
    std::vector<std::string> names(count);
    for (std::size_t i = 0; i < count; ++i)
        for (const auto comment : m_comments)
            if (const auto name = namedByNumber(comment, i + 1); !name.empty())
                names[i] = name;
    if (std::ranges::none_of(names, &std::string::empty))
        return names;
    if (m_comments.empty())
        return {};
    const auto last = m_comments.back();
    names.clear();
    if (separatorOf(last) == ' ')
        names = namesWithUnits(last, count);
    else
        for (const auto cell : splitAt(last, separatorOf(last)))
            names.emplace_back(unquoted(cell));
    return names.size() == count && !isNumeric(names[0]) ? names : std::vector<std::string>();
}

/// Names for bare numbers: those of the comments, or the usual order.
void TextTable::nameColumns(std::size_t count)
{
    static constexpr std::array<std::string_view, 3> usual { "wavelength", "flux", "error" };
    const auto names = namesInComments(count);
    for (std::size_t i = 0; i < count; ++i)
        m_columns.push_back({ !names.empty()         ? printable(plainSigns(names[i]))
                                  : i < usual.size() ? std::string(usual[i])
                                                     : "column " + std::to_string(i + 1),
                              {},
                              {} });
}

/// Some tables of samples state the units in a line of their own below the names. No line of a table of stars
/// is taken for one, be a star called "A" or "M".
void TextTable::readUnitLine()
{
    const auto wavelength = findRole(m_columns, Role::Wavelength);
    std::string_view line;
    std::size_t position = m_dataStart, number = m_dataLine;
    if (m_dataStart == 0 || !wavelength || !nextLine(position, number, line))
        return;
    auto cells = split(line);
    std::ranges::transform(cells, cells.begin(), unquoted);
    if (*wavelength >= cells.size() || !micronsPer(cells[*wavelength])
        || std::ranges::any_of(cells, isNumeric))
        return;
    for (std::size_t i = 0; i < std::min(cells.size(), m_columns.size()); ++i)
        m_columns[i].unit = printable(plainSigns(cells[i]));
    m_dataStart = position;
    m_dataLine = number;
}

/// Commas cannot separate columns here, and the first numbers have one.
bool TextTable::usesDecimalComma() const
{
    if (m_separator != ';' && m_separator != '\t')
        return false;
    constexpr int linesLookedAt = 3; // the header, units, numbers
    std::string_view line;
    std::size_t position = 0, number = 0;
    for (int i = 0; i < linesLookedAt && nextLine(position, number, line); ++i)
        if (const auto cells = split(line); cells.size() > 1 && parseDecimalComma(unquoted(cells[1])))
            return true;
    return false;
}

bool TextTable::isNumber(std::string_view cell) const
{
    cell = unquoted(cell);
    return isNumeric(cell) || (m_decimalComma && parseDecimalComma(cell));
}

double TextTable::valueOf(std::string_view cell) const
{
    cell = unquoted(cell);
    if (const auto number = m_decimalComma ? parseDecimalComma(cell) : std::nullopt)
        return *number;
    if (const auto number = parseNumber(cell))
        return *number;
    return equalIgnoringCase(cell, "true") ? 1
        : equalIgnoringCase(cell, "false") ? 0
                                           : std::numeric_limits<double>::quiet_NaN();
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

void TextTable::forEachRow(const std::function<void(const std::vector<std::string_view>&)>& take) const
{
    std::string_view line;
    for (std::size_t position = m_dataStart, number = m_dataLine; nextLine(position, number, line);) {
        auto cells = split(line);
        if (cells.size() != m_columns.size())
            throw Error(m_file.string() + ", line " + std::to_string(number) + ": has "
                        + counted(cells.size(), "cell") + ", but " + counted(m_columns.size(), "column")
                        + " are named; correct the line, or quote what has a separator in it.");
        std::ranges::transform(cells, cells.begin(), unquoted);
        take(cells);
    }
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
