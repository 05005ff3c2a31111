// What the window does with its sources when asked.
#include "core/error.h"
#include "ui/common/async.h"
#include "ui/map/mappanel.h"
#include "ui/sources/exposurespanel.h"
#include "ui/sources/offerbar.h"
#include "ui/sources/optioncommand.h"
#include "ui/sources/sourcespanel.h"
#include "ui/sources/unitdialog.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QUndoStack>

#include <algorithm>

namespace syzygy {

void MainWindow::enableActions()
{
    const auto ids = m_sourcesPanel->selected();
    m_unitsAction->setEnabled(current() && current()->asks());
    m_fitAction->setEnabled(std::ranges::any_of(ids, [this](SourceId id) { return m_loader->canFit(id); }));
    const auto offer = offered();
    m_combineAction->setEnabled(offer.has_value());
    m_saveAction->setEnabled(combination() != nullptr);
    m_sourcesPanel->offers().setOffer(offer ? offer->words : QString(),
                                      offer && m_loader->combinationOf(offer->members) != 0);
}

std::optional<SourceGroup> MainWindow::offered() const
{
    const auto* source = current();
    const auto* group = source ? groupOf(m_groups, *source) : nullptr;
    return group ? std::optional(narrowed(*group, m_sourcesPanel->selected(), m_sources->sources()))
                 : std::nullopt;
}

void MainWindow::combineOffered()
{
    if (const auto offer = offered())
        selectSource(m_loader->combine(offer->members));
}

const Source* MainWindow::combination() const
{
    const auto* source = current();
    if (source && source->parts.empty())
        if (const auto offer = offered())
            source = m_sources->find(m_loader->combinationOf(offer->members));
    return source && source->spectrum && !source->parts.empty() ? source : nullptr;
}

void MainWindow::saveCombination(const std::filesystem::path& file)
{
    const auto* source = combination();
    if (!source)
        throw Error(file.string() + ": nothing is combined yet; combine the spectra of a source first (F7).");
    writeX1d(file, { *source->spectrum });
}

void MainWindow::regroup()
{
    const auto request = ++m_groupRequest;
    runAsync(
        this, m_loader->searchPool(), [sources = m_sources->sources()] { return findGroups(sources); },
        [=, this](std::vector<SourceGroup> groups) {
            if (request != m_groupRequest)
                return;
            m_groups = std::move(groups);
            enableActions();
            showExposures();
        },
        [this](const QString& message) { report(message); });
}

void MainWindow::showExposures()
{
    const auto* source = current();
    const auto* group = source ? groupOf(m_groups, *source) : nullptr;
    if (!group)
        return m_exposures->showNothing(source ? tr("No other spectrum of this star is open.")
                                               : tr("Several spectra of one star are compared here."));
    const auto& ids = source->parts.empty() ? group->members : source->parts;
    std::vector<Source> members;
    for (const auto id : ids)
        if (const auto* member = m_sources->find(id))
            members.push_back(*member);
    m_exposures->showComparison(compareSources(members, m_sources->find(m_loader->combinationOf(ids))),
                                group->words);
}

void MainWindow::askForUnits()
{
    const auto* source = current();
    if (!source || !source->asks())
        return;
    if (!m_unitDialog) {
        m_unitDialog = new UnitDialog(this);
        connect(m_unitDialog, &UnitDialog::answered, this,
                [this](SourceId id, const ReadOptions& units, UnitScope scope) {
                    m_loader->giveUnits(id, units, scope);
                });
    }
    const auto waiting = std::ranges::count(m_sources->sources(), true, &Source::asks);
    m_unitDialog->ask(*source, static_cast<int>(waiting));
}

void MainWindow::fitSelected()
{
    for (const auto id : m_sourcesPanel->selected())
        m_loader->fit(id);
}

void MainWindow::removeSelected()
{
    for (const auto id : m_sourcesPanel->selected())
        m_loader->remove(id);
}

void MainWindow::analyseAgain()
{
    if (const auto* source = current())
        m_loader->analyse(m_current, AnalysisOptions(source->options));
}

void MainWindow::analyseGiven(const std::vector<GivenLabel>& labels)
{
    if (current())
        m_undo->push(new OptionCommand<std::vector<GivenLabel>>(
            tr("known labels"), *m_sources, *m_loader, m_current,
            [](AnalysisOptions & options) -> auto& { return options.given; }, labels));
}

void MainWindow::analyseAt(std::optional<double> velocity)
{
    const auto* source = current();
    if (!source)
        return;
    auto options = source->options;
    options.velocity = velocity;
    m_loader->analyse(m_current, options);
}

} // namespace syzygy
