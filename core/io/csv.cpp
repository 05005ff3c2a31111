#include "core/atomicfile.h"
#include "core/error.h"
#include "core/io/gzip.h"
#include "core/io/writer.h"

#include <limits>

namespace syzygy {

namespace {

void appendCell(std::string& text, const std::string& cell)
{
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        text += cell;
        return;
    }
    text += '"';
    for (const char c : cell)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    text += '"';
}

void appendRow(std::string& text, const std::vector<std::string>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            text += ',';
        appendCell(text, cells[i]);
    }
    text += "\r\n"; // RFC 4180
}

/// Splits RFC 4180 text into rows; `\n` alone ends a row as well, empty lines are skipped.
class CsvParser {
public:
    CsvParser(std::string_view text, const std::filesystem::path& file)
        : m_text(text)
        , m_file(file)
    {
        if (m_text.starts_with("\xef\xbb\xbf")) // byte order mark
            m_position = 3;
    }

    /// False at the end of the text. `line` is where the row began.
    bool next(std::vector<std::string>& row, std::size_t& line)
    {
        row.clear();
        while (m_position < m_text.size() && (m_text[m_position] == '\n' || m_text[m_position] == '\r'))
            skipCharacter();
        line = m_line;
        if (m_position >= m_text.size())
            return false;
        do
            row.push_back(m_text[m_position < m_text.size() ? m_position : 0] == '"'
                                  && m_position < m_text.size()
                              ? quoted()
                              : plain());
        while (endsWithComma());
        return true;
    }

private:
    void skipCharacter() { m_line += m_text[m_position++] == '\n'; }

    bool endsWithComma()
    {
        if (m_position >= m_text.size() || m_text[m_position] != ',')
            return false;
        ++m_position;
        return true;
    }

    std::string plain()
    {
        const auto end = std::min(m_text.find_first_of(",\r\n", m_position), m_text.size());
        const auto cell = m_text.substr(m_position, end - m_position);
        m_position = end;
        return std::string(cell);
    }

    std::string quoted()
    {
        const auto start = m_line;
        std::string cell;
        for (++m_position; m_position < m_text.size(); skipCharacter()) {
            if (m_text[m_position] != '"') {
                cell += m_text[m_position];
            } else if (m_text.substr(m_position + 1, 1) == "\"") {
                cell += '"';
                ++m_position;
            } else {
                ++m_position;
                requireEndOfCell(start);
                return cell;
            }
        }
        throw Error(m_file.string() + ", line " + std::to_string(start)
                    + ": a quoted cell is not closed; add the missing quotation mark.");
    }

    void requireEndOfCell(std::size_t line) const
    {
        if (m_position < m_text.size()
            && std::string_view(",\r\n").find(m_text[m_position]) == std::string_view::npos)
            throw Error(m_file.string() + ", line " + std::to_string(line)
                        + ": text follows a quoted cell; double the quotation marks inside it.");
    }

    std::string_view m_text;
    const std::filesystem::path& m_file;
    std::size_t m_position = 0;
    std::size_t m_line = 1;
};

} // namespace

std::string toCsv(const CsvTable& table)
{
    std::string text;
    appendRow(text, table.header);
    for (const auto& row : table.rows)
        appendRow(text, row);
    return text;
}

void writeCsv(const std::filesystem::path& file, const CsvTable& table)
{
    writeTextAtomically(file, toCsv(table));
}

CsvTable readCsv(const std::filesystem::path& file)
{
    const auto bytes = readWhole(file);
    CsvParser parser({ bytes.data(), bytes.size() }, file);
    CsvTable table;
    std::size_t line = 0;
    if (!parser.next(table.header, line))
        throw Error(file.string() + ": is empty; a CSV file begins with a line of column names.");
    for (std::vector<std::string> row; parser.next(row, line);) {
        if (row.size() != table.header.size())
            throw Error(file.string() + ", line " + std::to_string(line) + ": has "
                        + std::to_string(row.size()) + " cells, but the header names "
                        + std::to_string(table.header.size()) + " columns; correct the line.");
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace syzygy
