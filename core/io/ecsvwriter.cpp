// https://github.com/astropy/astropy-APEs/blob/main/APE6.rst
#include "core/io/tableformats.h"

namespace syzygy {

namespace {

/// A YAML scalar that holds any text on one line.
std::string yamlText(std::string_view text)
{
    std::string scalar = "'";
    for (const char c : text)
        scalar += c == '\'' ? std::string("''") : std::string(1, c == '\n' || c == '\r' ? ' ' : c);
    return scalar + '\'';
}

std::string_view datatypeOf(TableColumn::Type type)
{
    switch (type) {
    case TableColumn::Type::Number:
        return "float64";
    case TableColumn::Type::Integer:
        return "int64";
    case TableColumn::Type::Text:
        break;
    }
    return "string";
}

/// The unit first: simple readers look for its key from the left.
std::string lineOf(const TableColumn& column)
{
    std::string line = "# - {name: " + column.name;
    if (!column.unit.empty())
        line += ", unit: " + column.unit;
    line += ", datatype: " + std::string(datatypeOf(column.type));
    if (!column.ucd.empty())
        line += ", meta: {ucd: " + column.ucd + '}';
    if (!column.description.empty())
        line += ", description: " + yamlText(column.description);
    return line + "}\n";
}

} // namespace

std::string toEcsv(const DataTable& table)
{
    std::string text = "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n";
    for (const auto& column : table.columns)
        text += lineOf(column);
    if (!table.title.empty() || !table.provenance.empty())
        text += "# meta: !!omap\n";
    if (!table.title.empty())
        text += "# - {title: " + yamlText(table.title) + "}\n";
    if (!table.provenance.empty())
        text += "# - {provenance: " + yamlText(table.provenance) + "}\n";
    text += "# schema: astropy-2.0\n";
    for (const char c : toCsv(cellsOf(table)))
        if (c != '\r')
            text += c;
    return text;
}

} // namespace syzygy
