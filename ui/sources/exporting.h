#pragma once

#include "core/analysis/exportprovenance.h"
#include "core/io/datatable.h"
#include "core/io/writer.h"
#include "ui/common/picture.h"
#include "ui/sources/marks.h"
#include "ui/sources/source.h"
#include "ui/sources/sourcecolumns.h"

#include <QString>

#include <functional>
#include <span>

namespace syzygy {

/// One row per source that has been analysed, in the order given; the columns of `syzygy-cli analyze`, with
/// those of --fit if any was fitted and those of --combine if any is a combination, whose parts are looked
/// for among `open`; then masked_um ("1.23-1.25,..."), if anything was masked by hand, star (1 or 0), ticks
/// ("1 4"), comment and subsets, if any of them has marks; then `own` columns, of headers and joined tables,
/// by their keys.
CsvTable parameterTable(std::span<const Source* const> sources, std::span<const Source> open,
                        const std::function<const Marks&(SourceId)>& marksOf = {},
                        std::span<const SourceColumn> own = {});

/// With what is known of the columns, the last of which are `own`.
DataTable describedTable(CsvTable cells, std::span<const SourceColumn> own);

/// How those rows came about, in their order.
ExportProvenance tableProvenance(std::span<const Source* const> sources, std::span<const Source> open);

/// For the clipboard: tab between cells, so that a spreadsheet takes it.
QString toTabbedText(const CsvTable& table);

} // namespace syzygy
