// The programs beside us: what they ask for, and what they are told.
#include "core/analysis/columndescriptions.h"
#include "core/catalogue/place.h"
#include "core/error.h"
#include "core/io/cataloguereader.h"
#include "core/io/datatable.h"
#include "core/samp/namedfiles.h"
#include "ui/common/async.h"
#include "ui/samp/sampconnection.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

namespace syzygy {

namespace {

constexpr double nearEnough = 5; ///< arcsec: the place of a star in another program's table or picture

std::optional<SkyPlace> placeOf(const Source& source)
{
    if (!source.spectrum || !source.spectrum->provenance.placeIsOfObject)
        return {};
    const auto& origin = source.spectrum->provenance;
    if (!origin.rightAscension || !origin.declination)
        return {};
    return SkyPlace { *origin.rightAscension, *origin.declination };
}

/// What another program calls a table is a list of files, a spectrum (itself, then), or what is known of
/// stars, without any.
std::vector<std::filesystem::path> spectraIn(const std::filesystem::path& file,
                                             const decltype(AnalysisService::read)& read)
{
    try {
        if (auto files = filesNamedIn(readCatalogue(file)); !files.empty())
            return files;
    } catch (const Error&) {
        return { file }; // no table of stars: the reader of spectra says what it is
    }
    try {
        read(file, {});
    } catch (const UnitNeeded&) {
    } catch (const Error&) {
        return {};
    }
    return { file };
}

} // namespace

void MainWindow::createSampMenu()
{
    auto* menu = menuBar()->addMenu(tr("&Interoperate"));
    m_samp = new SampConnection(this);
    auto* connected = menu->addAction(tr("&Connect to other programs (SAMP)"), this,
                                      [this](bool on) { on ? m_samp->open() : m_samp->close(); });
    connected->setObjectName(QStringLiteral("sampConnect"));
    connected->setCheckable(true);
    auto* send = menu->addAction(tr("Send the &table"), this, &MainWindow::sendTable);
    auto* point = menu->addAction(tr("&Point them at its place on the sky"), this, [this] {
        if (const auto place = current() ? placeOf(*current()) : std::nullopt)
            m_samp->sendPlace(place->rightAscension, place->declination);
        else
            report(tr("The file of this spectrum does not say where its object is."));
    });
    const auto enable = [=, this] {
        connected->setChecked(m_samp->isOpen());
        send->setEnabled(m_samp->isOpen());
        point->setEnabled(m_samp->isOpen());
    };
    enable();
    connect(m_samp, &SampConnection::changed, this, enable);
    connect(m_samp, &SampConnection::changed, this, [this] {
        report(m_samp->isOpen()
                   ? tr("Connected: TOPCAT, Aladin and others can send spectra, rows and places.")
                   : tr("Not connected to other programs."));
    });
    connectSamp();
}

void MainWindow::connectSamp()
{
    connect(m_samp, &SampConnection::failed, this, &MainWindow::report);
    connect(m_samp, &SampConnection::fileOffered, this,
            [this](const std::filesystem::path& file) { open({ file }); });
    connect(m_samp, &SampConnection::tableOffered, this, &MainWindow::openOfferedTable);
    connect(m_samp, &SampConnection::placePointedAt, this, &MainWindow::selectPlace);
    connect(m_samp, &SampConnection::rowHighlighted, this, [this](int row) {
        const auto place = static_cast<std::size_t>(row);
        if (place >= m_sentRows.size() || !m_sources->find(m_sentRows[place]))
            return;
        m_isTold = true;
        selectSource(m_sentRows[place]);
        m_isTold = false;
    });
    connect(m_samp, &SampConnection::rowsSelected, this, [this](const std::vector<int>& rows) {
        std::vector<SourceId> ids;
        for (const int row : rows)
            if (static_cast<std::size_t>(row) < m_sentRows.size())
                ids.push_back(m_sentRows[static_cast<std::size_t>(row)]);
        m_isTold = true;
        m_sourcesPanel->selectThese(ids);
        m_isTold = false;
    });
    connect(m_sourcesPanel, &SourcesPanel::currentChanged, this, [this](SourceId id) {
        if (const auto row = std::ranges::find(m_sentRows, id); row != m_sentRows.end() && !m_isTold)
            m_samp->sendRow(static_cast<int>(row - m_sentRows.begin()));
    });
    connect(m_sourcesPanel, &SourcesPanel::selectionChanged, this, [this] {
        if (m_isTold || !m_samp->hasSentTable())
            return;
        std::vector<int> rows;
        for (const auto id : m_sourcesPanel->selected())
            if (const auto row = std::ranges::find(m_sentRows, id); row != m_sentRows.end())
                rows.push_back(static_cast<int>(row - m_sentRows.begin()));
        m_samp->sendSelection(rows);
    });
}

/// All rows shown, as a VOTable: rows keep their place in it, whatever the table here is sorted by later.
void MainWindow::sendTable()
{
    std::vector<SourceId> rows;
    for (const auto id : m_sourcesPanel->shown())
        if (const auto* source = m_sources->find(id); source && source->spectrum && source->analysis)
            rows.push_back(id);
    try {
        m_samp->sendTable(QStringLiteral("syzygy.vot"), [&](const std::filesystem::path& file) {
            writeTable(file, described(tableOf(rows)), TableFormat::VoTable);
        });
        m_sentRows = std::move(rows);
        report(tr("Sent: a table of %1 rows.").arg(m_sentRows.size()));
    } catch (const Error& error) {
        report(QString::fromUtf8(error.what()));
    }
}

void MainWindow::openOfferedTable(const std::filesystem::path& file)
{
    runAsync(
        this, m_askPool, [file, read = m_loader->service().read] { return spectraIn(file, read); },
        [this, file](const std::vector<std::filesystem::path>& spectra) {
            if (spectra.size() > 1)
                report(tr("Another program sends a list of files: %1.").arg(spectra.size()));
            if (spectra.empty())
                joinTable(file);
            else
                open(spectra);
        },
        [this](const QString& sentence) { report(sentence); });
}

/// The source that lies nearest to a place, if it is the place of one.
void MainWindow::selectPlace(double rightAscension, double declination)
{
    double nearest = nearEnough;
    SourceId found = 0;
    for (const auto& source : m_sources->sources())
        if (const auto place = placeOf(source))
            if (const double distance = arcsecondsBetween(*place, { rightAscension, declination });
                distance <= nearest) {
                nearest = distance;
                found = source.id;
            }
    if (found != 0)
        selectSource(found);
    else
        report(tr("No spectrum that is open lies within %1″ of the place that another program points at.")
                   .arg(nearEnough));
}

} // namespace syzygy
