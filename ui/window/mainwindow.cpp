#include "ui/window/mainwindow.h"

#include "ui/common/settings.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/samp/sampconnection.h"
#include "ui/selection/selectionpanel.h"
#include "ui/sources/exposurespanel.h"
#include "ui/sources/joinedtables.h"
#include "ui/sources/offerbar.h"
#include "ui/sources/sourcespanel.h"
#include "ui/spectrum/whybar.h"
#include "ui/window/atlases.h"
#include "ui/window/sessionkeeper.h"
#include "ui/window/starselection.h"
#include "ui/window/tour.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStatusBar>
#include <QTableView>
#include <QTimer>

#include <algorithm>

namespace syzygy {

MainWindow::MainWindow(AnalysisService service)
    : m_sources(new SourceTableModel(this))
    , m_loader(std::make_unique<SourceLoader>(*m_sources, AnalysisService()))
    , m_tables(new JoinedTables(*m_sources, this))
    , m_atlases(new Atlases(this))
    , m_mapTimer(new QTimer(this))
    , m_groupTimer(new QTimer(this))
{
    setWindowTitle(tr("Syzygy"));
    setAcceptDrops(true);
    createPanels();
    createDocks();
    createFileMenu();
    createEditMenu();
    createSourceMenu();
    createViewMenu();
    createSampMenu();
    createHelpMenu();
    createStatusBar();
    connectPanels();
    connectSources();
    connectAtlases();
    resize(1280, 800);
    setService(std::move(service));
}

/// A comment that is being edited is committed as the table goes, when the window's own members are gone.
MainWindow::~MainWindow()
{
    m_noiseStop.request_stop();
    m_sources->disconnect(this);
    m_sourcesPanel->disconnect(this);
}

void MainWindow::createPanels()
{
    m_spectrum = new SpectrumPanel;
    m_sourcesPanel = new SourcesPanel(*m_sources);
    m_map = new MapPanel;
    m_estimates = new EstimatesPanel;
    m_neighbours = new NeighboursPanel;
    m_exposures = new ExposuresPanel;
    m_selection = new SelectionPanel;
    createWhatIf();
    setCentralWidget(m_spectrum);
}

void MainWindow::setService(AnalysisService service)
{
    const auto atlas = service.atlas;
    const auto problem = QString::fromStdString(service.problem);
    if (service.analyze && !service.manifest.isShipped)
        report(tr("The model %1 is not the one that Syzygy ships; tables say so too.")
                   .arg(QString::fromStdString(service.manifest.modelId)));
    m_loader->setService(std::move(service));
    m_estimates->setDistributions(atlas ? computeDistributions(*atlas) : LabelDistributions {});
    m_atlases->setModel(m_loader->service());
    m_map->setMessage(atlas ? QString() : problem.isEmpty() ? tr("The model is being loaded.") : problem);
    if (!problem.isEmpty())
        report(problem);
    m_star.reset();
    showCurrent();
    showProgress();
}

void MainWindow::open(const std::vector<std::filesystem::path>& paths)
{
    std::vector<std::filesystem::path> spectra;
    for (const auto& path : paths)
        if (path.extension() == ".atlas")
            openAtlas(path);
        else if (path.string().ends_with(".syzygy.json"))
            openSession(path);
        else
            spectra.push_back(path);
    if (spectra.empty())
        return;
    m_loader->open(spectra);
    showProgress();
}

bool MainWindow::isBusy() const
{
    return m_loader->isBusy() || m_fetching || m_writing > 0 || m_views > 0 || m_findsWhy || m_findsNoise
        || m_whatIfRuns || m_atlases->isBusy() || m_tables->isBusy() || m_stars->isBusy();
}

void MainWindow::connectPanels()
{
    connect(m_sourcesPanel, &SourcesPanel::currentChanged, this, &MainWindow::selectSource);
    connect(m_sourcesPanel, &SourcesPanel::removeRequested, this, &MainWindow::removeSelected);
    connect(m_sourcesPanel, &SourcesPanel::openRequested, this, &MainWindow::chooseFiles);
    connect(m_sourcesPanel, &SourcesPanel::tourRequested, this, &MainWindow::startTour);
    connect(&m_sourcesPanel->offers(), &OfferBar::combineRequested, this, &MainWindow::combineOffered);
    connect(&m_sourcesPanel->offers(), &OfferBar::compareRequested, this, [this] {
        m_exposuresDock->show();
        m_exposuresDock->raise();
    });
    connect(m_exposures, &ExposuresPanel::saveRequested, this, &MainWindow::chooseCombinationFile);
    connect(m_spectrum, &SpectrumPanel::openRequested, this, &MainWindow::chooseFiles);
    connect(m_spectrum, &SpectrumPanel::removeRequested, this, &MainWindow::removeSelected);
    connect(m_sourcesPanel, &SourcesPanel::selectionChanged, this, &MainWindow::enableActions);
    connect(m_sourcesPanel, &SourcesPanel::unitsRequested, this, &MainWindow::askForUnits);
    connect(m_sourcesPanel, &SourcesPanel::menuRequested, this,
            [this](const QPoint& place) { m_sourceMenu->popup(place); });
    connect(m_spectrum, &SpectrumPanel::unitsRequested, this, &MainWindow::askForUnits);
    connect(m_spectrum, &SpectrumPanel::retryRequested, this, &MainWindow::analyseAgain);
    connect(m_spectrum, &SpectrumPanel::whyRequested, this,
            [this] { findWhy(m_spectrum->whyBar().label()); });
    connect(m_spectrum, &SpectrumPanel::velocityTaken, this,
            [this](double velocity) { analyseAt(velocity); });
    connect(m_spectrum, &SpectrumPanel::fluxColumnRequested, this,
            [this](FluxColumn column) { m_loader->reread(m_current, column); });
    connect(m_map, &MapPanel::sourceClicked, this, &MainWindow::selectSource);
    connect(m_map, &MapPanel::starClicked, this, &MainWindow::selectStar);
    connect(m_map, &MapPanel::sourcesSelected, m_sourcesPanel, &SourcesPanel::selectThese);
    connect(m_map, &MapPanel::noiseWanted, this, &MainWindow::showNoise);
    connect(m_map, &MapPanel::exportRequested, this, &MainWindow::chooseStarsFile);
    connect(m_neighbours, &NeighboursPanel::starSelected, this, &MainWindow::selectStar);
    connect(m_estimates, &EstimatesPanel::velocityGiven, this,
            [this](double velocity) { analyseAt(velocity); });
    connect(m_estimates, &EstimatesPanel::measurementRequested, this, [this] { analyseAt(std::nullopt); });
    connect(m_estimates, &EstimatesPanel::labelsGiven, this, &MainWindow::analyseGiven);
    connect(m_estimates, &EstimatesPanel::fitRequested, this, &MainWindow::fitSelected);
    connect(m_estimates, &EstimatesPanel::fitCancelled, this, [this] { m_loader->cancelFit(m_current); });
}

void MainWindow::connectSources()
{
    m_mapTimer->setSingleShot(true);
    m_groupTimer->setSingleShot(true);
    m_groupTimer->setInterval(100);
    watchFiles();
    connect(m_mapTimer, &QTimer::timeout, this, [this] {
        if (!m_isAltered)
            m_map->setSources(m_sources->sources());
    });
    connect(m_groupTimer, &QTimer::timeout, this, &MainWindow::regroup);
    for (const auto change : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        connect(m_sources, change, m_groupTimer, qOverload<>(&QTimer::start));
    connect(m_sources, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                for (int changed = first.row();
                     (!m_kept.empty() || !m_wanted.file.empty()) && changed <= last.row(); ++changed)
                    applyKept(Source(m_sources->sources()[static_cast<std::size_t>(changed)]));
                const int row = m_sources->rowOf(m_current);
                if (row >= first.row() && row <= last.row())
                    showCurrent();
                m_mapTimer->start();
                m_groupTimer->start();
                showProgress();
            });
    connect(m_sources, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) {
                for (int row = first; (!m_kept.empty() || !m_wanted.file.empty()) && row <= last;
                     ++row) // further spectra of a file
                    applyKept(Source(m_sources->sources()[static_cast<std::size_t>(row)]));
                showProgress();
                m_sourcesPanel->selectCurrent(); // focus alone makes a row current, not selected
                if (m_current != 0)
                    return;
                selectRow(0);
                if (!findChild<Tour*>())                // whose buttons want the keys
                    m_sourcesPanel->table().setFocus(); // so that the arrow keys step
            });
    connect(m_sources, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_map->setSources(m_sources->sources());
        showProgress();
        if (!m_sources->find(m_current))
            selectSource(m_sourcesPanel->current());
        m_sourcesPanel->selectCurrent();
    });
}

void MainWindow::createStatusBar()
{
    m_progressText = new QLabel;
    m_progress = new QProgressBar;
    m_progress->setFixedWidth(140);
    m_progress->setTextVisible(false);
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setFlat(true);
    statusBar()->addPermanentWidget(m_progressText);
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_loader->cancelAll(); });
}

void MainWindow::showProgress()
{
    const auto& sources = m_sources->sources();
    const auto total = static_cast<int>(sources.size());
    const auto busy = static_cast<int>(std::ranges::count_if(sources, &Source::isBusy));
    const auto fits = std::ranges::count(sources, true, &Source::isFitting);
    const auto failed = static_cast<int>(std::ranges::count(sources, Source::State::Failed, &Source::state));
    m_progress->setVisible(busy > 0 || fits > 0);
    m_cancel->setVisible(busy > 0 || fits > 0);
    m_progress->setRange(0, busy > 0 ? total : 0); // of a fit nobody knows how long it takes
    m_progress->setValue(total - busy);
    auto text = busy > 0 ? tr("%1 of %2 done").arg(total - busy).arg(total)
        : total > 0      ? (total == 1 ? tr("1 spectrum") : tr("%1 spectra").arg(total))
                         : QString();
    if (fits > 0)
        text += tr(", fitting %1").arg(fits);
    if (failed > 0)
        text += tr(", %1 failed").arg(failed);
    m_progressText->setText(text);
}

void MainWindow::report(const QString& sentence)
{
    statusBar()->showMessage(sentence, 15000);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths.emplace_back(url.toLocalFile().toStdString());
    event->acceptProposedAction();
    open(paths);
}

void MainWindow::showEvent(QShowEvent* event)
{
    if (!m_isPlaced)
        placeDocks(); // to the size that the window has now
    m_sourcesPanel->table().setFocus();
    QMainWindow::showEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    settings::setWindowGeometry(saveGeometry());
    settings::setWindowLayout(saveState());
    if (m_keeper)
        m_keeper->close();
    QMainWindow::closeEvent(event);
}

} // namespace syzygy
