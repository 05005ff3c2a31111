// Tables of the user's beside the sources.
#include "ui/common/settings.h"
#include "ui/map/mappanel.h"
#include "ui/sources/joinedtables.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace syzygy {

void MainWindow::createTableActions(QMenu& menu)
{
    menu.addAction(tr("&Join a table to the sources…"), this, &MainWindow::chooseJoinedTable);
    auto* remove = menu.addMenu(tr("Take a &table off"));
    remove->menuAction()->setVisible(false);
    connect(m_tables, &JoinedTables::changed, remove, [this, remove] {
        remove->clear();
        for (const auto& file : m_tables->files())
            remove->addAction(QString::fromStdString(file.string()), m_tables,
                              [this, file] { m_tables->remove(file); });
        remove->menuAction()->setVisible(!remove->isEmpty());
    });
    connect(m_tables, &JoinedTables::reported, this, &MainWindow::report);
    for (const auto change : { &QAbstractItemModel::columnsInserted, &QAbstractItemModel::columnsRemoved })
        connect(m_sources, change, this, &MainWindow::offerSourceNumbers);
    connect(m_sourcesPanel, &SourcesPanel::viewChanged, this, &MainWindow::offerSourceNumbers);
    offerSourceNumbers();
}

/// The map colours and places the open spectra by the numbers that the table shows or that the user joined.
void MainWindow::offerSourceNumbers()
{
    const auto shown = m_sourcesPanel->shownColumns();
    std::vector<SourceNumber> numbers;
    for (const auto& column : m_sources->columns()) {
        const bool isJoined = !column.group.isEmpty() && column.group != headerGroup();
        const bool isLabel = labelNamed(column.key.toStdString()).has_value(); // a choice for all stars
        const bool isMark = m_sources->columns()[SourceTableModel::Star].key == column.key;
        if (!column.isNumeric || isLabel || isMark || !(isJoined || shown.contains(column.key)))
            continue;
        const auto unit = column.unit.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(column.unit);
        numbers.push_back(
            { column.title + unit, [number = column.number, sources = m_sources](const Source& source) {
                 return number(source, sources->marksOf(source.id));
             } });
    }
    m_map->setSourceNumbers(std::move(numbers));
}

void MainWindow::joinTable(const std::filesystem::path& file)
{
    m_tables->join(file);
}

void MainWindow::chooseJoinedTable()
{
    const auto file = QFileDialog::getOpenFileName(
        this, tr("Join a table to the sources"), settings::lastFolder(),
        tr("Tables (*.csv *.ecsv *.txt *.dat *.fits *.fit *.vot *.xml);;All files (*)"));
    if (file.isEmpty())
        return;
    settings::setLastFolder(QFileInfo(file).absolutePath());
    joinTable(file.toStdString());
}

} // namespace syzygy
