// https://www.ivoa.net/documents/VOTable/20130920/ (version 1.3, whose units are those of the CDS)
#include "core/io/tableformats.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

namespace syzygy {

namespace {

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// XML knows no control characters but tab and line ends.
std::string withoutControls(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n'; }, ' ');
    return text;
}

/// The CDS writes the logarithm of x as [x].
std::string cdsUnit(const std::string& unit)
{
    return unit == "dex" ? "[-]" : unit;
}

void addText(pugi::xml_node parent, const char* name, const std::string& text)
{
    if (!text.empty())
        parent.append_child(name).text().set(withoutControls(text).c_str());
}

void addInfo(pugi::xml_node parent, const char* name, const std::string& value)
{
    if (value.empty())
        return;
    auto info = parent.append_child("INFO");
    info.append_attribute("name") = name;
    info.append_attribute("value") = withoutControls(value).c_str();
}

void addField(pugi::xml_node parent, const DataTable& table, std::size_t i)
{
    const auto& column = table.columns[i];
    auto field = parent.append_child("FIELD");
    field.append_attribute("name") = column.name.c_str();
    if (column.type == TableColumn::Type::Text) {
        const bool plain = std::ranges::all_of(table.rows, [i](const auto& row) { return isAscii(row[i]); });
        field.append_attribute("datatype") = plain ? "char" : "unicodeChar";
        field.append_attribute("arraysize") = "*";
    } else {
        field.append_attribute("datatype") = column.type == TableColumn::Type::Number ? "double" : "int";
    }
    if (!column.unit.empty())
        field.append_attribute("unit") = cdsUnit(column.unit).c_str();
    if (!column.ucd.empty())
        field.append_attribute("ucd") = column.ucd.c_str();
    addText(field, "DESCRIPTION", column.description);
}

} // namespace

std::string toVoTable(const DataTable& table)
{
    pugi::xml_document document;
    auto root = document.append_child("VOTABLE");
    root.append_attribute("version") = "1.3";
    root.append_attribute("xmlns") = "http://www.ivoa.net/xml/VOTable/v1.3";
    auto resource = root.append_child("RESOURCE");
    resource.append_attribute("type") = "results";
    addInfo(resource, "provenance", table.provenance);
    auto node = resource.append_child("TABLE");
    addText(node, "DESCRIPTION", table.title);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        addField(node, table, i);
    auto data = node.append_child("DATA").append_child("TABLEDATA");
    for (const auto& row : table.rows) {
        auto line = data.append_child("TR");
        for (const auto& cell : row)
            line.append_child("TD").text().set(withoutControls(cell).c_str());
    }
    std::ostringstream text;
    document.save(text, " ", pugi::format_default, pugi::encoding_utf8);
    return text.str();
}

} // namespace syzygy
