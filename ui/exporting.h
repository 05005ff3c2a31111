#pragma once

#include "core/io/writer.h"
#include "ui/source.h"

#include <QString>

#include <span>

class QWidget;

namespace syzygy {

/// One row per source that has been analysed, in the order given; the columns of `syzygy-cli analyze`.
CsvTable parameterTable(std::span<const Source* const> sources);

/// For the clipboard: tab between cells, so that a spreadsheet takes it.
QString toTabbedText(const CsvTable& table);

/// Renders the widget to PNG or PDF (vectors), by the file's ending. `pixels`: of a PNG per pixel of the
/// screen. Throws Error.
void savePicture(QWidget& widget, const QString& file, int pixels = 2);

} // namespace syzygy
