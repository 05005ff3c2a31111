// Atlases of real stars beside the bundle's mocks.
#include "ui/common/settings.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"
#include "ui/window/starselection.h"

#include <QAction>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include <algorithm>
#include <iterator>

namespace syzygy {

void MainWindow::createAtlasActions(QMenu& menu)
{
    menu.addAction(tr("Open an &atlas of stars…"), this, &MainWindow::chooseAtlasFile);
    m_closeAtlasAction
        = menu.addAction(tr("&Close the atlas shown"), this, [this] { m_atlases->closeShown(); });
    m_closeAtlasAction->setEnabled(false);
}

void MainWindow::connectAtlases()
{
    connect(m_atlases, &Atlases::changed, this, [this] {
        m_star.reset();
        showAtlas();
        showCurrent();
    });
    connect(m_atlases, &Atlases::twinsFound, this, &MainWindow::showCurrent);
    connect(m_atlases, &Atlases::found, this, [this](std::size_t star) {
        selectStar(star);
        m_map->showFound(star);
    });
    connect(m_atlases, &Atlases::filesFound, this, &MainWindow::openFound);
    connect(m_atlases, &Atlases::told, this, &MainWindow::report);
    connect(m_map, &MapPanel::atlasChosen, m_atlases, &Atlases::choose);
    connect(m_map, &MapPanel::searchRequested, this,
            [this](const QString& text) { m_atlases->find(text, m_star); });
    connect(m_map, &MapPanel::openRequested, m_atlases, &Atlases::findFiles);
    connect(m_neighbours, &NeighboursPanel::openRequested, m_atlases, &Atlases::findFiles);
    connect(m_neighbours, &NeighboursPanel::exportRequested, this, &MainWindow::chooseTwinsFile);
    connect(m_neighbours, &NeighboursPanel::seenByChosen, this, [this](std::optional<Instrument> seenBy) {
        m_atlases->setSeenBy(seenBy);
        m_star.reset();
        showCurrent();
    });
    m_stars = new StarSelection(*m_map, *m_selection, *m_atlases, *m_undo, this);
    connect(m_stars, &StarSelection::told, this, &MainWindow::report);
    connect(m_stars, &StarSelection::selected, this, [this] {
        m_selectionDock->show();
        m_selectionDock->raise();
    });
}

void MainWindow::keepSubsets(const std::filesystem::path& folder)
{
    m_stars->setFolder(folder);
}

void MainWindow::openAtlas(const std::filesystem::path& file)
{
    m_atlases->open(file);
}

void MainWindow::chooseAtlasFile()
{
    const auto files = QFileDialog::getOpenFileNames(
        this, tr("Open atlases of stars"), settings::lastFolder(), tr("Atlases (*.atlas);;All files (*)"));
    if (files.isEmpty())
        return;
    settings::setLastFolder(QFileInfo(files.front()).absolutePath());
    for (const auto& file : files) {
        settings::addRecentFile(file);
        openAtlas(file.toStdString());
    }
}

void MainWindow::showAtlas()
{
    const auto named = m_atlases->shown();
    const auto atlas = m_atlases->drawn();
    m_map->setAtlasNames(m_atlases->titles(), m_atlases->index());
    m_map->setAtlas(atlas,
                    named       ? named->distributions()
                        : atlas ? computeDistributions(*atlas)
                                : LabelDistributions {},
                    named, m_atlases->others());
    m_closeAtlasAction->setEnabled(named != nullptr);
}

/// A source as it stands among the stars shown. The analysis found the mocks near to it, whose rows mean
/// nothing in an atlas of real stars.
std::optional<Source> MainWindow::amongThoseShown(const Source* source, const NamedTwins* twins) const
{
    if (!source)
        return {};
    if (!m_atlases->hasOwnNeighbours() || !source->isEncoded())
        return *source;
    auto seen = *source;
    auto analysis = std::make_shared<Analysis>(*seen.analysis);
    analysis->neighbours = twins ? twins->neighbours : std::vector<AtlasNeighbour>();
    seen.analysis = std::move(analysis);
    return seen;
}

/// Those that are open already stay as they are.
void MainWindow::openFound(const std::vector<std::filesystem::path>& files)
{
    std::vector<std::filesystem::path> fresh;
    std::ranges::copy_if(files, std::back_inserter(fresh), [this](const auto& file) {
        return std::ranges::none_of(m_sources->sources(),
                                    [&](const Source& source) { return absolutePath(source.file) == file; });
    });
    if (fresh.empty())
        return report(tr("These spectra are open already."));
    open(fresh);
}

} // namespace syzygy
