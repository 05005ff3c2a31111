// Tables and figures that leave the window.
#include "core/analysis/columndescriptions.h"
#include "core/atlas/twintable.h"
#include "core/error.h"
#include "ui/common/async.h"
#include "ui/common/figuredialog.h"
#include "ui/common/settings.h"
#include "ui/map/mappanel.h"
#include "ui/sources/exportdialog.h"
#include "ui/sources/exporting.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

TableFormat formatFor(const std::filesystem::path& file)
{
    if (const auto format = formatOf(file))
        return *format;
    throw Error(file.string()
                + ": tables are written as .csv, .ecsv, .fits or .vot; give the name one of these endings.");
}

} // namespace

std::vector<const Source*> MainWindow::sourcesOf(const std::vector<SourceId>& ids) const
{
    std::vector<const Source*> sources;
    for (const auto id : ids)
        if (const auto* source = m_sources->find(id))
            sources.push_back(source);
    return sources;
}

CsvTable MainWindow::tableOf(const std::vector<SourceId>& ids) const
{
    return parameterTable(
        sourcesOf(ids), m_sources->sources(),
        [this](SourceId id) -> const Marks& { return m_sources->marksOf(id); }, m_sourcesPanel->ownColumns());
}

std::vector<SourceId> MainWindow::idsOf(ExportRows rows) const
{
    if (rows == ExportRows::Shown)
        return m_sourcesPanel->shown();
    if (rows == ExportRows::Selected)
        return m_sourcesPanel->selected();
    std::vector<SourceId> ids;
    for (const auto& source : m_sources->sources())
        if (rows == ExportRows::All || m_sources->marksOf(source.id).star)
            ids.push_back(source.id);
    return ids;
}

void MainWindow::exportTable(const std::filesystem::path& file, ExportRows rows)
{
    const auto format = formatFor(file);
    const auto ids = idsOf(rows);
    auto table = describedTable(tableOf(ids), m_sourcesPanel->ownColumns());
    table.title = "Stellar labels by Syzygy";
    table.provenance = provenanceFile(file).filename().string();
    writeTable(file, table, format);
    ++m_writing;
    runAsync(
        this, m_loader->searchPool(),
        [file, provenance = tableProvenance(sourcesOf(ids), m_sources->sources())] {
            writeProvenance(file, provenance); // reads every file once more
            return true;
        },
        [this](bool) { --m_writing; },
        [this](const QString& message) {
            --m_writing;
            report(message);
        });
}

void MainWindow::chooseTableFile()
{
    auto* dialog = new ExportDialog(
        [this](ExportRows rows) { return static_cast<int>(tableOf(idsOf(rows)).rows.size()); }, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::chosen, this, [this](ExportRows rows, TableFormat format) {
        const auto ending = QString::fromUtf8(endingOf(format).data());
        auto file = QFileDialog::getSaveFileName(
            this, tr("Export the parameter table"),
            settings::lastFolder() + QStringLiteral("/parameters") + ending, tr("Tables (*%1)").arg(ending));
        if (!file.isEmpty() && !formatOf(file.toStdString()))
            file += ending;
        writeOrReport(file, [&] { exportTable(file.toStdString(), rows); });
    });
    dialog->open();
}

void MainWindow::exportSelectedStars(const std::filesystem::path& file)
{
    if (const auto named = m_atlases->shown())
        return writeTable(file, described(starTable(named->stars(), m_map->view().selection().stars)),
                          formatFor(file));
    CsvTable table { { "atlas_star" }, {} };
    for (const auto& info : labelInfos)
        table.header.emplace_back(info.key);
    const auto& stars = m_loader->service().atlas->stars;
    for (const auto star : m_map->view().selection().stars) {
        std::vector<std::string> row { std::to_string(star) };
        for (std::size_t k = 0; k < labelCount; ++k)
            row.push_back(QString::number(stars[star].labels[k], 'f', k == 0 ? 1 : 4).toStdString());
        table.rows.push_back(std::move(row));
    }
    writeTable(file, described(std::move(table)), formatFor(file));
}

void MainWindow::chooseStarsFile()
{
    const auto file = QFileDialog::getSaveFileName(this, tr("Export the stars drawn around"),
                                                   settings::lastFolder() + QStringLiteral("/stars.csv"),
                                                   tr("Tables (*.csv *.ecsv *.fits *.vot)"));
    writeOrReport(file, [&] { exportSelectedStars(file.toStdString()); });
}

void MainWindow::chooseTwinsFile()
{
    const auto file = QFileDialog::getSaveFileName(this, tr("Export the nearest stars"),
                                                   settings::lastFolder() + QStringLiteral("/twins.csv"),
                                                   tr("Tables (*.csv *.ecsv *.fits *.vot)"));
    writeOrReport(file, [&] { exportTwins(file.toStdString()); });
}

void MainWindow::exportTwins(const std::filesystem::path& file)
{
    const auto named = m_atlases->shown();
    const auto* source = current();
    const auto* found = named && source ? m_atlases->twinsOf(*source) : nullptr;
    if (!found)
        throw Error(file.string()
                    + ": there are no nearest stars to write; select a spectrum that has some.");
    std::vector<Twin> twins;
    for (const auto& neighbour : found->neighbours)
        twins.push_back({ neighbour.star, std::acos(std::clamp(neighbour.cosine, -1.0, 1.0)) });
    CsvTable table { twinColumns(), {} };
    appendTwinRows(table, *source->spectrum, named->stars(), twins);
    writeTable(file, described(std::move(table)), formatFor(file));
}

void MainWindow::choosePictureFile(QWidget& widget)
{
    auto* dialog = new FigureDialog(widget.size(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &FigureDialog::chosen, this, [this, &widget](const QSizeF& size, const QString& ending) {
        auto file = QFileDialog::getSaveFileName(this, tr("Save a figure"),
                                                 settings::lastFolder() + QStringLiteral("/syzygy") + ending,
                                                 tr("Pictures (*%1)").arg(ending));
        if (!file.isEmpty() && !file.endsWith(ending, Qt::CaseInsensitive))
            file += ending;
        writeOrReport(file,
                      [&] { size.isEmpty() ? savePicture(widget, file) : saveFigure(widget, file, size); });
    });
    dialog->open();
}

void MainWindow::copyTable()
{
    const auto table = tableOf(m_sourcesPanel->selected());
    QApplication::clipboard()->setText(toTabbedText(table));
    report(tr("Rows copied: %1").arg(table.rows.size()));
}

} // namespace syzygy
