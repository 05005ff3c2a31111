// Named subsets of the sources.
#include "ui/sources/markcommand.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QUndoStack>

#include <map>

namespace syzygy {

namespace {

/// And how many sources are in each.
std::map<QString, int> subsetsOf(const SourceTableModel& model)
{
    std::map<QString, int> subsets;
    for (const auto& source : model.sources())
        for (const auto& name : model.marksOf(source.id).subsets)
            ++subsets[name];
    return subsets;
}

} // namespace

void MainWindow::createSubsetActions(QMenu& menu)
{
    auto* subsets = menu.addMenu(tr("Su&bsets"));
    subsets->addAction(tr("&Put the selected into…"), QKeySequence(Qt::Key_G), this,
                       &MainWindow::askForSubset);
    auto* takeOut = subsets->addMenu(tr("&Take the selected out of"));
    auto* show = subsets->addMenu(tr("&Show only"));
    connect(subsets, &QMenu::aboutToShow, this, [this, takeOut, show] { fillSubsetMenus(*takeOut, *show); });
}

void MainWindow::fillSubsetMenus(QMenu& takeOut, QMenu& show)
{
    takeOut.clear();
    show.clear();
    for (const auto& [name, count] : subsetsOf(*m_sources)) {
        takeOut.addAction(name, this, [this, name = name] {
            m_undo->push(new MarkCommand(*m_sources, tr("taking out of %1").arg(name),
                                         m_sourcesPanel->selected(),
                                         [&](Marks& marks) { takeFromSubset(marks, name); }));
        });
        show.addAction(tr("%1 (%2)").arg(name).arg(count), this, [this, name = name] {
            m_sourcesPanel->filter().setText(QStringLiteral("subset = \"%1\"").arg(name));
        });
    }
    if (!show.isEmpty())
        show.addSeparator();
    show.addAction(tr("All sources"), this, [this] { m_sourcesPanel->filter().clear(); });
    takeOut.setEnabled(!takeOut.isEmpty() && !m_sourcesPanel->selected().empty());
}

void MainWindow::askForSubset()
{
    const auto count = m_sourcesPanel->selected().size();
    if (count == 0)
        return report(tr("Select the sources first that are to be put into a subset."));
    QStringList names;
    for (const auto& [name, size] : subsetsOf(*m_sources))
        names << name;
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("subset"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Subset"));
    dialog->setLabelText(count == 1 ? tr("Put the selected source into:")
                                    : tr("Put the %1 selected sources into:").arg(count));
    dialog->setComboBoxItems(names);
    dialog->setComboBoxEditable(true);
    connect(dialog, &QInputDialog::textValueSelected, this, &MainWindow::putIntoSubset);
    dialog->open();
}

void MainWindow::putIntoSubset(const QString& typed)
{
    const auto name = subsetName(typed);
    if (name.isEmpty())
        return;
    const auto ids = m_sourcesPanel->selected();
    m_undo->push(new MarkCommand(*m_sources, tr("putting into %1").arg(name), ids,
                                 [&](Marks& marks) { addToSubset(marks, name); }));
    report(
        ids.size() == 1
            ? tr("1 source is now in %1; the column Subsets and the filter  subset = \"%1\"  tell.").arg(name)
            : tr("%2 sources are now in %1; the column Subsets and the filter  subset = \"%1\"  tell.")
                  .arg(name)
                  .arg(ids.size()));
}

} // namespace syzygy
