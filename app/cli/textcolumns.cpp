#include "app/cli/textcolumns.h"

#include <algorithm>

namespace syzygy {

namespace {

std::vector<std::size_t> columnWidths(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
    return widths;
}

std::string padded(const std::string& cell, std::size_t width, Align align)
{
    const std::string padding(width - displayWidth(cell), ' ');
    return align == Align::Left ? cell + padding : padding + cell;
}

} // namespace

std::size_t displayWidth(std::string_view text)
{
    const auto startsCharacter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), startsCharacter));
}

std::string alignedColumns(const std::vector<std::vector<std::string>>& rows, Align align)
{
    const auto widths = columnWidths(rows);
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += "  " + padded(row[i], widths[i], i == 0 ? Align::Left : align);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

} // namespace syzygy
