#pragma once

#include "core/io/writer.h"
#include "core/processing/maskedranges.h"
#include "ui/common/analysisservice.h"
#include "ui/common/labeldistributions.h"
#include "ui/common/theme.h"
#include "ui/sources/exportrows.h"
#include "ui/sources/exposures.h"
#include "ui/sources/session.h"
#include "ui/sources/sourceloader.h"
#include "ui/spectrum/spectrumpanel.h"

#include <QMainWindow>

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

class QAction;
class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QTimer;
class QUndoStack;

namespace syzygy {

class Atlases;
class EstimatesPanel;
class FileWatch;
class JoinedTables;
class ExposuresPanel;
class MapPanel;
class NeighboursPanel;
struct NamedTwins;
class SampConnection;
class SelectionPanel;
class StarSelection;
class SessionKeeper;
class SourcesPanel;
class UnitDialog;
struct TourStep;
class WhatIfPanel;

/// The window: sources, spectrum, map, estimates, neighbours. Keeps what is selected the same in all of them.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(AnalysisService service);
    ~MainWindow() override;

    /// The model has been loaded (or could not be: service.problem).
    void setService(AnalysisService service);

    /// Size, place and docks as the last window left them.
    void restoreLayout();

    /// An atlas of real stars: they take the place of the mocks on the map and as neighbours, until others
    /// are chosen. Returns at once.
    void openAtlas(const std::filesystem::path& file);
    Atlases& atlases() { return *m_atlases; }
    /// Named subsets of the atlases' stars are kept in this folder from now on.
    void keepSubsets(const std::filesystem::path& folder);

    /// Files and folders, atlases (.atlas) and sessions (.syzygy.json); returns at once.
    void open(const std::vector<std::filesystem::path>& paths);
    /// A table of the user's: its columns stand beside those of the sources that it has, found by name, file
    /// or place. Returns at once.
    void joinTable(const std::filesystem::path& file);
    /// What is open and how it is looked at.
    SavedSession session() const;
    /// Opens it beside what is open.
    void restoreSession(const SavedSession& session);
    /// Reads a session's file and restores it; what is wrong with it is said in the status bar.
    void openSession(const std::filesystem::path& file);
    /// From now on the session is saved into this folder by itself.
    void keepSession(const std::filesystem::path& folder);
    /// Asks whether to open what was open when the program ended without closing; nothing if it did not.
    /// After keepSession().
    bool offerCrashedSession(); ///< whether there was one
    /// As the preferences say: what was open last, if `opensNothing` else, and other programs. After
    /// keepSession().
    void begin(bool opensNothing);
    /// A tour of the window, on the bundled samples where nothing is open.
    void startTour();
    void offerTour();    ///< on the first run alone
    bool isBusy() const; ///< reading, analysing or fetching a reference spectrum
    const SourceTableModel& sources() const { return *m_sources; }

    void selectSource(SourceId id);
    void selectRow(int row); ///< 0 = the first in the order shown
    void selectStar(std::size_t star);
    SourceId currentSource() const { return m_current; }
    std::optional<std::size_t> currentStar() const { return m_star; }

    /// Writes the parameter table in the format of the file's ending; how it was made follows beside it, in
    /// the background. Throws Error.
    void exportTable(const std::filesystem::path& file, ExportRows rows = ExportRows::Shown);

    /// Writes the stars that were drawn around on the map: of mocks number and labels; of real stars name,
    /// place and labels of both kinds. Throws Error.
    void exportSelectedStars(const std::filesystem::path& file);
    /// Writes the real stars nearest to the current source. Throws Error.
    void exportTwins(const std::filesystem::path& file);

    /// The current source if it is a combination, or the one that it is part of; null if there is none.
    const Source* combination() const;
    /// Writes it as an x1d file. Throws Error.
    void saveCombination(const std::filesystem::path& file);

    SourcesPanel& sourcesPanel() { return *m_sourcesPanel; }
    SpectrumPanel& spectrumPanel() { return *m_spectrum; }
    MapPanel& mapPanel() { return *m_map; }
    EstimatesPanel& estimatesPanel() { return *m_estimates; }
    NeighboursPanel& neighboursPanel() { return *m_neighbours; }
    ExposuresPanel& exposuresPanel() { return *m_exposures; }
    WhatIfPanel& whatIfPanel() { return *m_whatIf; }
    SelectionPanel& selectionPanel() { return *m_selection; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void createPanels();
    void createDocks();
    void createFileMenu();
    void createEditMenu();
    void createSourceMenu();
    void createViewMenu();
    void createSampMenu();
    void createHelpMenu();
    std::vector<TourStep> tourSteps();
    void showPreferences();
    QString aboutText() const;
    void showAbout();
    void createStatusBar();
    void connectSamp();
    void sendTable();
    void openOfferedTable(const std::filesystem::path& file);
    void selectPlace(double rightAscension, double declination); ///< degrees
    void connectPanels();
    void connectSources();
    void placeDocks();

    void createSessionActions(QMenu& menu);
    void fillRecentMenu();
    void chooseSession();
    void chooseSessionFile();
    void applyKept(const Source& source);
    void createTableActions(QMenu& menu);
    void chooseJoinedTable();
    void offerSourceNumbers();
    void createSubsetActions(QMenu& menu);
    void fillSubsetMenus(QMenu& takeOut, QMenu& show);
    void askForSubset();
    void putIntoSubset(const QString& typed); ///< the selected
    void toggleStar();
    void toggleTick(std::size_t tick);
    void setMask(MaskedRanges ranges); ///< of the current source; can be undone

    void chooseFiles();
    void chooseFolder();
    void chooseTableFile();
    void chooseStarsFile();
    void chooseCombinationFile();
    void writeOrReport(const QString& file, const std::function<void()>& write);
    void choosePictureFile(QWidget& widget);
    void copyTable();
    void chooseTheme(Theme theme);
    void enableActions();
    void askForUnits();
    void fitSelected();
    void regroup(); ///< looks for spectra of one source, in the background
    void showExposures();
    std::optional<SourceGroup> offered() const; ///< to be combined; of the current source
    void combineOffered();
    void removeSelected();
    void analyseAgain();
    void analyseAt(std::optional<double> velocity);
    void analyseGiven(const std::vector<GivenLabel>& labels);

    void createWhatIf();
    void askWhatIf();
    void startWhatIf();
    void showAltered(const Source& answer, const NamedTwins* twins);
    void endWhatIf();
    void watchFiles();
    void reloadChanged();      ///< all that is stale
    void showSurprises();      ///< sorts by it, its column shown
    void findWhy(Label label); ///< of the current source
    void overlaySelected();    ///< the other selected sources, over the current one
    void overlayOtherView();   ///< the current source as the other instrument would see it
    void showCurrent();
    void showNoise(); ///< of the current source, where it is wanted
    void findNoise();
    void connectAtlases();
    void createAtlasActions(QMenu& menu);
    void showAtlas();
    void chooseAtlasFile();
    void chooseTwinsFile();
    void openFound(const std::vector<std::filesystem::path>& files);
    std::optional<Source> amongThoseShown(const Source* source,
                                          const NamedTwins* twins) const; ///< nothing of nothing
    void showProgress();
    void fetchReference();
    const Source* current() const;
    std::vector<const Source*> sourcesOf(const std::vector<SourceId>& ids) const;
    std::vector<SourceId> idsOf(ExportRows rows) const;
    CsvTable tableOf(const std::vector<SourceId>& ids) const;
    void report(const QString& sentence); ///< in the status bar

    SourceTableModel* m_sources;
    std::unique_ptr<SourceLoader> m_loader;
    JoinedTables* m_tables;
    Atlases* m_atlases; // of real stars, beside the mocks
    SourceId m_current = 0;
    std::optional<std::size_t> m_star;
    std::uint64_t m_referenceRequest = 0; // latest wins
    bool m_fetching = false;
    int m_writing = 0;              // how many tables are being told how they were made
    int m_views = 0;                // being made
    std::uint64_t m_whyRequest = 0; // latest wins
    bool m_findsWhy = false;
    bool m_isPlaced = false; // the docks

    SourcesPanel* m_sourcesPanel = nullptr;
    SpectrumPanel* m_spectrum = nullptr;
    MapPanel* m_map = nullptr;
    EstimatesPanel* m_estimates = nullptr;
    NeighboursPanel* m_neighbours = nullptr;
    ExposuresPanel* m_exposures = nullptr;
    SelectionPanel* m_selection = nullptr; // of the stars that are selected on the map
    StarSelection* m_stars = nullptr;
    QDockWidget* m_selectionDock = nullptr;
    QDockWidget *m_sourcesDock = nullptr, *m_mapDock = nullptr, *m_estimatesDock = nullptr,
                *m_neighboursDock = nullptr, *m_exposuresDock = nullptr, *m_whatIfDock = nullptr;
    std::vector<SourceGroup> m_groups;
    std::uint64_t m_groupRequest = 0;   // latest wins
    UnitDialog* m_unitDialog = nullptr; // made when first needed
    QUndoStack* m_undo = nullptr;
    SampConnection* m_samp = nullptr;
    std::vector<SourceId> m_sentRows; // of the table that other programs have
    bool m_isTold = false;            // what is selected, by another program, which need not hear it again
    WhatIfPanel* m_whatIf = nullptr;
    QThreadPool m_askPool; // of one thread: what is asked about one spectrum does not wait for the analyses
                           // of two hundred
    std::uint64_t m_whatIfRequest = 0;         // latest wins
    std::shared_ptr<const Analysis> m_noiseOf; // of which the noise cloud is shown, or being found
    bool m_findsNoise = false;
    std::stop_source m_noiseStop;
    QTimer* m_noiseTimer = nullptr; // stepping through sources asks for the last alone
    bool m_whatIfRuns = false;
    bool m_isAltered = false; // what is shown is no source's own
    FileWatch* m_watch = nullptr;
    SessionKeeper* m_keeper = nullptr;          // null: the session is not kept
    std::vector<SavedSession::Spectrum> m_kept; // of a restored session, until their spectra have been read
    struct {
        std::filesystem::path file;
        std::string hdu;
        SavedSession::View view;
    } m_wanted; // of a restored session: to be shown as soon as it has been read
    QMenu* m_recentMenu = nullptr;
    QAction* m_lastSessionAction = nullptr;
    QAction* m_closeAtlasAction = nullptr;
    QMenu* m_sourceMenu = nullptr; // of the menu bar and of the sources' rows
    QAction *m_unitsAction = nullptr, *m_fitAction = nullptr, *m_combineAction = nullptr,
            *m_saveAction = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_progressText = nullptr;
    QTimer *m_mapTimer, *m_groupTimer; // gather changes of many sources
};

} // namespace syzygy
