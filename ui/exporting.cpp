#include "ui/exporting.h"

#include "core/analysis/table.h"
#include "core/error.h"

#include <QFileInfo>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QPixmap>
#include <QStringList>
#include <QWidget>

namespace syzygy {

namespace {

constexpr double dotsPerInch = 96;

[[noreturn]] void refuse(const QString& file, const char* why)
{
    throw Error(file.toStdString() + ": " + why);
}

void savePdf(QWidget& widget, const QString& file)
{
    if (!QFileInfo(QFileInfo(file).absolutePath()).isWritable())
        refuse(file, "cannot be written; choose another folder.");
    QPdfWriter writer(file);
    writer.setPageSize(
        QPageSize(QSizeF(widget.width() / dotsPerInch, widget.height() / dotsPerInch), QPageSize::Inch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(static_cast<int>(dotsPerInch) * 4);
    QPainter painter(&writer);
    if (!painter.isActive())
        refuse(file, "cannot be written; choose another folder.");
    painter.scale(4, 4);
    widget.render(&painter);
}

void savePng(QWidget& widget, const QString& file, int pixels)
{
    QPixmap pixmap(widget.size() * pixels);
    pixmap.setDevicePixelRatio(pixels);
    widget.render(&pixmap);
    if (!pixmap.save(file, "PNG"))
        refuse(file, "cannot be written; choose another folder.");
}

} // namespace

CsvTable parameterTable(std::span<const Source* const> sources)
{
    CsvTable table { parameterColumns(), {} };
    for (const auto* source : sources)
        if (source->spectrum && source->analysis)
            table.rows.push_back(parameterRow(*source->spectrum, *source->analysis));
    return table;
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

void savePicture(QWidget& widget, const QString& file, int pixels)
{
    if (file.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive))
        savePdf(widget, file);
    else if (file.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive))
        savePng(widget, file, pixels);
    else
        refuse(file, "pictures are saved as .png or .pdf; give the name one of these endings.");
}

} // namespace syzygy
