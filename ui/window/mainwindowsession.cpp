// What is open, kept and found again.
#include "core/error.h"
#include "ui/common/settings.h"
#include "ui/map/mappanel.h"
#include "ui/samp/sampconnection.h"
#include "ui/sources/joinedtables.h"
#include "ui/sources/sourcespanel.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"
#include "ui/window/sessionkeeper.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>
#include <set>
#include <utility>

namespace syzygy {

namespace {

bool isOf(const SavedSession::Spectrum& kept, const Source& source)
{
    return source.spectrum && source.parts.empty() && kept.hdu == source.spectrum->provenance.hdu
        && kept.file == absolutePath(source.file);
}

} // namespace

SavedSession MainWindow::session() const
{
    SavedSession session;
    std::set<std::filesystem::path> files;
    for (const auto& source : m_sources->sources()) {
        if (!source.parts.empty())
            continue; // a combination can be made again
        const auto file = absolutePath(source.file);
        if (files.insert(file).second)
            session.files.push_back({ file, source.reading });
        if (source.spectrum)
            session.spectra.push_back({ file, source.spectrum->provenance.hdu, m_sources->marksOf(source.id),
                                        source.options.velocity, source.options.given,
                                        source.options.prepare.maskedRanges });
    }
    for (const auto& waiting : m_kept) // of what is not read yet
        session.spectra.push_back(waiting);
    if (!m_wanted.file.empty() && isBusy()) { // what a restored session shows is not there yet
        session.currentFile = m_wanted.file;
        session.currentHdu = m_wanted.hdu;
        session.view = m_wanted.view;
    } else {
        session.view = m_spectrum->look();
        if (const auto* source = current(); source && source->spectrum) {
            session.currentFile = absolutePath(source->file);
            session.currentHdu = source->spectrum->provenance.hdu;
        }
    }
    for (const auto& file : m_atlases->files())
        session.atlases.push_back(absolutePath(file));
    session.tables = m_tables->files();
    session.columns = m_sourcesPanel->wantedColumns();
    session.sortKey = m_sourcesPanel->sortKey();
    session.isDescending = m_sourcesPanel->sortOrder() == Qt::DescendingOrder;
    session.filter = m_sourcesPanel->filter().text();
    session.map = m_map->look();
    session.units = toWords(m_spectrum->units());
    session.geometry = saveGeometry();
    session.layout = saveState();
    return session;
}

void MainWindow::restoreSession(const SavedSession& session)
{
    m_sourcesPanel->setShownColumns(session.columns);
    m_sourcesPanel->sortBy(session.sortKey, session.isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_sourcesPanel->filter().setText(session.filter);
    if (!session.geometry.isEmpty())
        restoreGeometry(session.geometry);
    if (!session.layout.isEmpty())
        restoreState(session.layout);
    m_map->setLook(session.map);
    if (!session.units.isEmpty())
        m_spectrum->setUnits(displayUnitsOf(session.units));
    for (const auto& spectrum : session.spectra)
        if (!spectrum.isEmpty())
            m_kept.push_back(spectrum);
    m_wanted = { session.currentFile, session.currentHdu, session.view };
    for (const auto& file : session.files)
        m_loader->openAs(file.path, file.reading);
    for (const auto& file : session.tables)
        joinTable(file);
    for (const auto& file : session.atlases)
        openAtlas(file);
    showProgress();
}

/// As spectra of a restored session come in, they get back what the user did with them.
void MainWindow::applyKept(const Source& source)
{
    const auto found = std::ranges::find_if(m_kept, [&](const auto& kept) { return isOf(kept, source); });
    if (found != m_kept.end()) {
        const auto kept = *found;
        m_kept.erase(found);
        m_sources->setMarks(source.id, kept.marks);
        if (kept.velocity || !kept.given.empty() || !kept.masked.empty()) {
            auto options = source.options;
            options.velocity = kept.velocity;
            options.given = kept.given;
            options.prepare.maskedRanges = kept.masked;
            m_loader->analyse(source.id, options);
        }
    }
    if (source.spectrum && !m_wanted.file.empty() && m_wanted.file == absolutePath(source.file)
        && m_wanted.hdu == source.spectrum->provenance.hdu) {
        m_spectrum->setLook(source.id, std::exchange(m_wanted, {}).view);
        selectSource(source.id);
    }
}

void MainWindow::keepSession(const std::filesystem::path& folder)
{
    m_keeper = new SessionKeeper(
        folder, [this] { return session(); }, this);
    connect(m_keeper, &SessionKeeper::failed, this, &MainWindow::report);
    const auto changed = [this] { m_keeper->changed(); };
    connect(m_sources, &QAbstractItemModel::rowsInserted, m_keeper, changed);
    connect(m_sources, &QAbstractItemModel::rowsRemoved, m_keeper, changed);
    connect(m_sources, &QAbstractItemModel::dataChanged, m_keeper, changed);
    connect(m_sourcesPanel, &SourcesPanel::viewChanged, m_keeper, changed);
    connect(m_map, &MapPanel::lookChanged, m_keeper, changed);
    connect(m_spectrum, &SpectrumPanel::lookChanged, m_keeper, changed);
    connect(m_atlases, &Atlases::changed, m_keeper, changed);
    connect(m_tables, &JoinedTables::changed, m_keeper, changed);
    connect(m_sourcesPanel, &SourcesPanel::currentChanged, m_keeper, changed);
    m_lastSessionAction->setEnabled(m_keeper->last().has_value());
}

void MainWindow::begin(bool opensNothing)
{
    if (settings::connectsAtStart())
        m_samp->open();
    if (!opensNothing || offerCrashedSession() || !settings::opensLast())
        return;
    if (const auto last = m_keeper ? m_keeper->last() : std::nullopt)
        restoreSession(*last);
}

bool MainWindow::offerCrashedSession()
{
    const auto crashed = m_keeper ? m_keeper->takeCrashed() : std::nullopt;
    if (!crashed)
        return false;
    m_lastSessionAction->setEnabled(true);
    auto* question = new QMessageBox(QMessageBox::Question, tr("Syzygy"),
                                     tr("Syzygy did not end as it should the last time. Open what was open "
                                        "then (files: %1), with your marks and comments?")
                                         .arg(crashed->files.size()),
                                     QMessageBox::Yes | QMessageBox::No, this);
    question->setObjectName(QStringLiteral("crashedSession"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::accepted, this, [this, session = *crashed] { restoreSession(session); });
    question->open();
    return true;
}

void MainWindow::createSessionActions(QMenu& menu)
{
    m_recentMenu = menu.addMenu(tr("Open &recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    menu.addSeparator();
    menu.addAction(tr("Open s&ession…"), this, &MainWindow::chooseSession);
    m_lastSessionAction = menu.addAction(tr("Restore the &last session"), this, [this] {
        if (const auto last = m_keeper ? m_keeper->last() : std::nullopt)
            restoreSession(*last);
    });
    m_lastSessionAction->setEnabled(false);
    menu.addAction(tr("Save session &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), this,
                   &MainWindow::chooseSessionFile);
}

void MainWindow::fillRecentMenu()
{
    m_recentMenu->clear();
    for (const auto& path : settings::recentFiles())
        m_recentMenu->addAction(path, this, [this, path] { open({ path.toStdString() }); });
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
}

void MainWindow::openSession(const std::filesystem::path& file)
{
    try {
        restoreSession(readSession(file));
    } catch (const Error& error) {
        report(QString::fromUtf8(error.what()));
    }
}

void MainWindow::chooseSession()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("Open a session"), settings::lastFolder(),
                                                   tr("Sessions (*.syzygy.json);;All files (*)"));
    if (file.isEmpty())
        return;
    settings::addRecentFile(file);
    openSession(file.toStdString());
}

void MainWindow::chooseSessionFile()
{
    auto file = QFileDialog::getSaveFileName(this, tr("Save the session"),
                                             settings::lastFolder() + QStringLiteral("/session.syzygy.json"),
                                             tr("Sessions (*.syzygy.json)"));
    if (!file.isEmpty() && !file.endsWith(QStringLiteral(".json")))
        file += QStringLiteral(".syzygy.json");
    writeOrReport(file, [&] {
        writeSession(file.toStdString(), session());
        settings::addRecentFile(file);
    });
}

} // namespace syzygy
