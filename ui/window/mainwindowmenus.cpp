// The menus and docks of the window.
#include "core/error.h"
#include "ui/common/settings.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/selection/selectionpanel.h"
#include "ui/sources/exporting.h"
#include "ui/sources/exposurespanel.h"
#include "ui/sources/sourcespanel.h"
#include "ui/whatif/whatifpanel.h"
#include "ui/window/mainwindow.h"
#include "ui/window/preferences.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>

#include <algorithm>

namespace syzygy {

namespace {

QDockWidget* makeDock(const QString& name, const QString& title, QWidget* content, QWidget* window)
{
    auto* dock = new QDockWidget(title, window); // whose it is before it is shown, too
    dock->setObjectName(name);                   // for saveState
    dock->setWidget(content);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable
                      | QDockWidget::DockWidgetClosable);
    return dock;
}

std::vector<std::filesystem::path> toPaths(const QStringList& files)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& file : files)
        paths.emplace_back(file.toStdString());
    return paths;
}

} // namespace

void MainWindow::createDocks()
{
    m_sourcesDock = makeDock(QStringLiteral("sources"), tr("Sources"), m_sourcesPanel, this);
    m_mapDock = makeDock(QStringLiteral("map"), tr("Latent map"), m_map, this);
    m_estimatesDock = makeDock(QStringLiteral("estimates"), tr("Estimates"), m_estimates, this);
    m_neighboursDock
        = makeDock(QStringLiteral("neighbours"), tr("Nearest reference stars"), m_neighbours, this);
    m_exposuresDock = makeDock(QStringLiteral("exposures"), tr("Exposures"), m_exposures, this);
    m_selectionDock = makeDock(QStringLiteral("selection"), tr("Selection"), m_selection, this);
    m_whatIfDock = makeDock(QStringLiteral("whatif"), tr("What if"), m_whatIf, this);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
}

void MainWindow::placeDocks()
{
    constexpr int wide = 1600; // from here on the neighbours have a place of their own
    m_isPlaced = true;
    addDockWidget(Qt::RightDockWidgetArea, m_estimatesDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_sourcesDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_mapDock);
    if (width() >= wide)
        splitDockWidget(m_sourcesDock, m_neighboursDock, Qt::Horizontal);
    else
        tabifyDockWidget(m_sourcesDock, m_neighboursDock);
    tabifyDockWidget(m_neighboursDock, m_exposuresDock);
    tabifyDockWidget(m_estimatesDock, m_whatIfDock);
    tabifyDockWidget(m_whatIfDock, m_selectionDock); // where it is tall
    for (auto* dock : { m_sourcesDock, m_mapDock, m_estimatesDock, m_neighboursDock, m_exposuresDock,
                        m_selectionDock, m_whatIfDock })
        dock->show();
    m_estimatesDock->raise();
    m_neighboursDock->raise();
    m_sourcesDock->raise();
    const int side = std::clamp(width() * 31 / 100, 330, 430);
    const int rest = width() - side, tall = height() * 2 / 5;
    resizeDocks({ m_estimatesDock }, { side }, Qt::Horizontal);
    if (width() >= wide)
        resizeDocks({ m_sourcesDock, m_neighboursDock, m_mapDock },
                    { rest * 3 / 8, rest * 2 / 8, rest * 3 / 8 }, Qt::Horizontal);
    else
        resizeDocks({ m_sourcesDock, m_mapDock }, { rest * 11 / 20, rest * 9 / 20 }, Qt::Horizontal);
    resizeDocks({ m_sourcesDock, m_mapDock }, { tall, tall }, Qt::Vertical);
}

void MainWindow::createFileMenu()
{
    auto* menu = menuBar()->addMenu(tr("&File"));
    menu->addAction(tr("&Open files…"), QKeySequence::Open, this, &MainWindow::chooseFiles);
    menu->addAction(tr("Open &folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
                    &MainWindow::chooseFolder);
    createAtlasActions(*menu);
    createTableActions(*menu);
    createSessionActions(*menu);
    menu->addSeparator();
    menu->addAction(tr("&Export table…"), QKeySequence(Qt::CTRL | Qt::Key_E), this,
                    &MainWindow::chooseTableFile);
    menu->addAction(tr("Save &plot as a figure…"), QKeySequence(Qt::CTRL | Qt::Key_P), this,
                    [this] { choosePictureFile(m_spectrum->plots()); });
    menu->addAction(tr("Save &map as a figure…"), this, [this] { choosePictureFile(m_map->plot()); });
    menu->addAction(tr("Save a picture of the &window…"), this, [this] { choosePictureFile(*this); });
    menu->addSeparator();
    menu->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void MainWindow::createSourceMenu()
{
    auto* menu = m_sourceMenu = menuBar()->addMenu(tr("&Source"));
    auto* next = menu->addAction(tr("&Next"), this, [this] { m_sourcesPanel->step(1); });
    next->setShortcuts({ QKeySequence(Qt::ALT | Qt::Key_Down), QKeySequence(Qt::Key_J) });
    auto* previous = menu->addAction(tr("&Previous"), this, [this] { m_sourcesPanel->step(-1); });
    previous->setShortcuts({ QKeySequence(Qt::ALT | Qt::Key_Up), QKeySequence(Qt::Key_K) });
    menu->addAction(tr("&Filter"), QKeySequence(Qt::Key_Slash), this,
                    [this] { m_sourcesPanel->focusFilter(); });
    menu->addSeparator();
    menu->addAction(tr("&Analyse again"), QKeySequence(Qt::Key_F5), this, &MainWindow::analyseAgain);
    menu->addAction(tr("&Reload what changed on disk"), QKeySequence(Qt::Key_F8), this,
                    &MainWindow::reloadChanged);
    m_fitAction
        = menu->addAction(tr("Fit by &physics"), QKeySequence(Qt::Key_F6), this, &MainWindow::fitSelected);
    m_fitAction->setToolTip(tr("Fits the emulator to the selected spectra: the check of the encoders"));
    menu->addAction(tr("&Lay over the spectrum"), QKeySequence(Qt::Key_O), this,
                    &MainWindow::overlaySelected);
    menu->addAction(tr("As the &other instrument would see it"), QKeySequence(Qt::SHIFT | Qt::Key_O), this,
                    &MainWindow::overlayOtherView);
    m_combineAction = menu->addAction(tr("Co&mbine spectra of this source"), QKeySequence(Qt::Key_F7), this,
                                      &MainWindow::combineOffered);
    m_saveAction = menu->addAction(tr("&Save the combined spectrum…"), QKeySequence::Save, this,
                                   &MainWindow::chooseCombinationFile);
    m_unitsAction = menu->addAction(tr("Say its &units or mode…"), QKeySequence(Qt::Key_U), this,
                                    &MainWindow::askForUnits);
    menu->addAction(tr("&Cancel all"), QKeySequence(Qt::CTRL | Qt::Key_Period), this,
                    [this] { m_loader->cancelAll(); });
    menu->addSeparator();
    menu->addAction(tr("C&opy parameters of the selected"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C),
                    this, &MainWindow::copyTable);
    menu->addAction(tr("&Remove the selected"), QKeySequence(Qt::CTRL | Qt::Key_Backspace), this,
                    &MainWindow::removeSelected);
}

void MainWindow::createViewMenu()
{
    auto* menu = menuBar()->addMenu(tr("&View"));
    for (auto* dock : { m_sourcesDock, m_estimatesDock, m_mapDock, m_neighboursDock, m_exposuresDock,
                        m_selectionDock, m_whatIfDock })
        menu->addAction(dock->toggleViewAction());
    menu->addAction(tr("&Reset the layout"), this, &MainWindow::placeDocks);
    menu->addSeparator();
    menu->addAction(tr("&Velocity of the line list"), QKeySequence(Qt::Key_V), m_spectrum,
                    &SpectrumPanel::toggleLineVelocity);
    menu->addAction(tr("&Why is a label what it is"), QKeySequence(Qt::Key_W), m_spectrum,
                    &SpectrumPanel::toggleWhy);
    menu->addAction(tr("&Noise cloud on the map"), QKeySequence(Qt::Key_N), m_map, &MapPanel::toggleNoise);
    menu->addAction(tr("&Density contours on the map"), QKeySequence(Qt::SHIFT | Qt::Key_N), m_map,
                    &MapPanel::toggleContours);
    menu->addAction(tr("&Most surprising first"), QKeySequence(Qt::SHIFT | Qt::Key_M), this,
                    &MainWindow::showSurprises);
    menu->addSeparator();
    auto* themes = new QActionGroup(this);
    themes->setObjectName(QStringLiteral("themes"));
    const std::array<std::pair<QString, Theme>, 3> choices { { { tr("System &colours"), Theme::System },
                                                               { tr("&Light"), Theme::Light },
                                                               { tr("&Dark"), Theme::Dark } } };
    for (const auto& [text, theme] : choices) {
        auto* action = menu->addAction(text, this, [this, chosen = theme] { chooseTheme(chosen); });
        action->setCheckable(true);
        action->setChecked(settings::theme() == theme);
        action->setData(static_cast<int>(theme));
        themes->addAction(action);
    }
}

void MainWindow::restoreLayout()
{
    restoreGeometry(settings::windowGeometry());
    placeDocks();
    restoreState(settings::windowLayout());
}

void MainWindow::showPreferences()
{
    auto* dialog = new Preferences(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &Preferences::themeChosen, this, &MainWindow::chooseTheme);
    dialog->open();
}

void MainWindow::chooseTheme(Theme theme)
{
    settings::setTheme(theme);
    applyTheme(theme);
    for (auto* action : findChild<QActionGroup*>(QStringLiteral("themes"))->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(theme));
}

void MainWindow::chooseFiles()
{
    const auto files = QFileDialog::getOpenFileNames(
        this, tr("Open spectra"), settings::lastFolder(),
        tr("Spectra (*.fits *.fits.gz *.fit *.csv *.ecsv *.txt *.dat);;All files (*)"));
    if (files.isEmpty())
        return;
    settings::setLastFolder(QFileInfo(files.front()).absolutePath());
    for (const auto& file : files)
        settings::addRecentFile(file);
    open(toPaths(files));
}

void MainWindow::chooseFolder()
{
    const auto folder
        = QFileDialog::getExistingDirectory(this, tr("Open a folder of spectra"), settings::lastFolder());
    if (folder.isEmpty())
        return;
    settings::setLastFolder(folder);
    settings::addRecentFile(folder);
    open(toPaths({ folder }));
}

void MainWindow::chooseCombinationFile()
{
    const auto* source = combination();
    if (!source)
        return;
    const auto name = QString::fromStdString(combinationFileName(*source->spectrum));
    const auto file
        = QFileDialog::getSaveFileName(this, tr("Save the combined spectrum"),
                                       settings::lastFolder() + QLatin1Char('/') + name, tr("FITS (*.fits)"));
    writeOrReport(file, [&] { saveCombination(file.toStdString()); });
}

void MainWindow::writeOrReport(const QString& file, const std::function<void()>& write)
{
    if (file.isEmpty())
        return;
    try {
        write();
        report(tr("Written: %1").arg(file));
    } catch (const Error& error) {
        report(QString::fromUtf8(error.what()));
    }
}

} // namespace syzygy
