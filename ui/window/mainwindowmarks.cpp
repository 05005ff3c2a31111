// What the user notes of sources, and how it is taken back.
#include "ui/sources/markcommand.h"
#include "ui/sources/optioncommand.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>

#include <algorithm>

namespace syzygy {

void MainWindow::createEditMenu()
{
    m_undo = new QUndoStack(this);
    auto* menu = menuBar()->addMenu(tr("&Edit"));
    auto* undo = m_undo->createUndoAction(menu, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    auto* redo = m_undo->createRedoAction(menu, tr("&Redo"));
    redo->setShortcuts(QKeySequence::keyBindings(QKeySequence::Redo));
    menu->addActions({ undo, redo });
    menu->addSeparator();
    menu->addAction(tr("&Star"), QKeySequence(Qt::Key_S), this, &MainWindow::toggleStar);
    auto* ticks = menu->addMenu(tr("&Tick"));
    for (std::size_t tick = 0; tick < tickCount; ++tick)
        ticks->addAction(tr("Tick &%1").arg(tick + 1), QKeySequence(Qt::Key_1 + static_cast<int>(tick)), this,
                         [this, tick] { toggleTick(tick); });
    menu->addAction(tr("&Comment…"), QKeySequence(Qt::Key_E), m_sourcesPanel, &SourcesPanel::editComment);
    createSubsetActions(*menu);
    menu->addSeparator();
    menu->addAction(tr("&Mask with the mouse"), QKeySequence(Qt::Key_M), m_spectrum,
                    &SpectrumPanel::togglePainting);
    menu->addAction(tr("Mask the &range shown"), QKeySequence(Qt::CTRL | Qt::Key_M), m_spectrum,
                    &SpectrumPanel::maskShown);
    menu->addAction(tr("C&lear the mask"), this, [this] { setMask({}); });
    menu->addSeparator();
    menu->addAction(tr("&Preferences…"), QKeySequence(QKeySequence::Preferences), this,
                    &MainWindow::showPreferences);
    connect(m_spectrum, &SpectrumPanel::maskPainted, this,
            [this](const std::array<double, 2>& range, bool erased) {
                if (const auto* source = current()) {
                    const auto& before = source->options.prepare.maskedRanges;
                    setMask(erased ? unmasked(before, range) : masked(before, range));
                }
            });
    connect(m_sources, &SourceTableModel::commentEdited, this, [this](SourceId id, const QString& comment) {
        m_undo->push(new MarkCommand(*m_sources, tr("comment"), { id },
                                     [&](Marks& marks) { marks.comment = comment; }));
    });
}

/// All of the selected get what the first of them has not.
void MainWindow::toggleStar()
{
    const auto ids = m_sourcesPanel->selected();
    if (ids.empty())
        return;
    const bool star = !m_sources->marksOf(ids.front()).star;
    m_undo->push(new MarkCommand(*m_sources, tr("star"), ids, [=](Marks& marks) { marks.star = star; }));
}

void MainWindow::setMask(MaskedRanges ranges)
{
    if (current())
        m_undo->push(new OptionCommand<MaskedRanges>(
            tr("mask"), *m_sources, *m_loader, m_current,
            [](AnalysisOptions & options) -> auto& { return options.prepare.maskedRanges; },
            std::move(ranges)));
}

void MainWindow::toggleTick(std::size_t tick)
{
    const auto ids = m_sourcesPanel->selected();
    if (ids.empty())
        return;
    const bool isSet = !m_sources->marksOf(ids.front()).ticks[tick];
    m_undo->push(new MarkCommand(*m_sources, tr("tick %1").arg(tick + 1), ids,
                                 [=](Marks& marks) { marks.ticks[tick] = isSet; }));
}

} // namespace syzygy
