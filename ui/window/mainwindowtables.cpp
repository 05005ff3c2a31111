// Tables of the user's beside the sources.
#include "ui/common/settings.h"
#include "ui/sources/joinedtables.h"
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
