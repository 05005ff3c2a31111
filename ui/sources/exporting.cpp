#include "ui/sources/exporting.h"

#include "core/analysis/agreementtable.h"
#include "core/analysis/columndescriptions.h"
#include "core/analysis/fittable.h"
#include "core/analysis/table.h"
#include "core/processing/maskedranges.h"
#include "core/version.h"
#include "ui/sources/exposures.h"

#include <QStringList>

#include <algorithm>

namespace syzygy {

namespace {

void append(std::vector<std::string>& cells, const std::vector<std::string>& more)
{
    cells.insert(cells.end(), more.begin(), more.end());
}

std::vector<std::string> fitCellsOf(const Source& source)
{
    return source.fit ? fitCells(*source.analysis, source.fit->fit) : noFitCells();
}

std::vector<Source> partsOf(const Source& source, std::span<const Source> open)
{
    std::vector<Source> parts;
    for (const auto id : source.parts)
        if (const auto part = std::ranges::find(open, id, &Source::id); part != open.end())
            parts.push_back(*part);
    return parts;
}

const MaskedRanges& maskOf(const Source& source)
{
    return source.options.prepare.maskedRanges;
}

std::vector<std::string> agreementCellsOf(const Source& source, std::span<const Source> open)
{
    return agreementCells(compareSources(partsOf(source, open), nullptr).agreement);
}

std::vector<std::string> markCells(const Marks& marks)
{
    return { marks.star ? "1" : "0", tickWords(marks).toStdString(), marks.comment.toStdString(),
             subsetWords(marks).toStdString() };
}

/// Their keys; one that stands there already gets "own_" before it.
std::vector<std::string> namesOf(std::span<const SourceColumn> own, const std::vector<std::string>& before)
{
    std::vector<std::string> names;
    for (const auto& column : own) {
        const auto key = column.key.toStdString();
        names.push_back(std::ranges::find(before, key) == before.end() ? key : "own_" + key);
    }
    return names;
}

} // namespace

CsvTable parameterTable(std::span<const Source* const> sources, std::span<const Source> open,
                        const std::function<const Marks&(SourceId)>& marksOf,
                        std::span<const SourceColumn> own)
{
    static const Marks none;
    const bool hasMarks = marksOf
        && std::ranges::any_of(sources, [&](const Source* source) { return !marksOf(source->id).isEmpty(); });
    const bool hasFits
        = std::ranges::any_of(sources, [](const Source* source) { return source->fit != nullptr; });
    const bool hasCombinations
        = std::ranges::any_of(sources, [](const Source* source) { return !source->parts.empty(); });
    const bool hasMasks
        = std::ranges::any_of(sources, [](const Source* source) { return !maskOf(*source).empty(); });
    CsvTable table { parameterColumns(), {} };
    append(table.header, hasFits ? fitColumns() : std::vector<std::string>());
    append(table.header, hasCombinations ? agreementColumns() : std::vector<std::string>());
    append(table.header, hasMasks ? std::vector<std::string> { "masked_um" } : std::vector<std::string>());
    append(table.header,
           hasMarks ? std::vector<std::string> { "star", "ticks", "comment", "subsets" }
                    : std::vector<std::string>());
    append(table.header, namesOf(own, table.header));
    for (const auto* source : sources) {
        if (!source->spectrum || !source->analysis)
            continue;
        auto row = parameterRow(*source->spectrum, *source->analysis);
        append(row, hasFits ? fitCellsOf(*source) : std::vector<std::string>());
        append(row, hasCombinations ? agreementCellsOf(*source, open) : std::vector<std::string>());
        append(row,
               hasMasks ? std::vector<std::string> { toText(maskOf(*source)) } : std::vector<std::string>());
        append(row, hasMarks ? markCells(marksOf(source->id)) : std::vector<std::string>());
        for (const auto& column : own)
            row.push_back(column.text(*source, marksOf ? marksOf(source->id) : none).toStdString());
        table.rows.push_back(std::move(row));
    }
    return table;
}

DataTable describedTable(CsvTable cells, std::span<const SourceColumn> own)
{
    auto table = described(std::move(cells));
    auto column = table.columns.end() - static_cast<std::ptrdiff_t>(own.size());
    for (const auto& mine : own) {
        column->type = mine.isNumeric ? TableColumn::Type::Number : TableColumn::Type::Text;
        column->unit = mine.unit.toStdString();
        column->ucd.clear();
        column->description = (mine.title + QStringLiteral(" of ") + mine.group).toStdString();
        ++column;
    }
    return table;
}

ExportProvenance tableProvenance(std::span<const Source* const> sources, std::span<const Source> open)
{
    ExportProvenance provenance { "syzygy " + std::string(programVersion()), {}, {} };
    for (const auto* source : sources) {
        if (!source->spectrum || !source->analysis)
            continue;
        auto record = recordOf(*source->spectrum, *source->analysis, source->options, source->reading);
        for (const auto& part : partsOf(*source, open))
            record.inputs.push_back(part.file);
        provenance.spectra.push_back(std::move(record));
    }
    return provenance;
}

QString toTabbedText(const CsvTable& table)
{
    const auto joined = [](const std::vector<std::string>& cells) {
        QStringList texts;
        for (const auto& cell : cells)
            texts << QString::fromStdString(cell).replace(QLatin1Char('\t'), QLatin1Char(' '));
        return texts.join(QLatin1Char('\t'));
    };
    QStringList lines { joined(table.header) };
    for (const auto& row : table.rows)
        lines << joined(row);
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace syzygy
