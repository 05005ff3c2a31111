// What is selected, the same in all panels.
#include "ui/common/async.h"
#include "ui/common/openatlas.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/sources/sourcespanel.h"
#include "ui/whatif/whatifpanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"

namespace syzygy {

void MainWindow::selectSource(SourceId id)
{
    const bool isOpen = m_sources->find(id) != nullptr;
    if (isOpen ? id == m_current : id != 0)
        return;
    if (id == 0 && current())
        return; // the filter hides all rows; what is looked at stays
    m_current = id;
    m_sourcesPanel->select(id);
    m_star.reset();
    showCurrent();
}

void MainWindow::selectRow(int row)
{
    const auto shown = m_sourcesPanel->shown();
    if (row >= 0 && static_cast<std::size_t>(row) < shown.size())
        selectSource(shown[static_cast<std::size_t>(row)]);
}

const Source* MainWindow::current() const
{
    return m_sources->find(m_current);
}

void MainWindow::showCurrent()
{
    const auto* source = current();
    const auto& service = m_loader->service();
    const auto named = m_atlases->shown();
    const auto atlas = m_atlases->drawn();
    const auto* twins = source ? m_atlases->twinsOf(*source) : nullptr;
    const auto among = amongThoseShown(source, twins);
    const auto* shown = among ? &*among : nullptr;
    if (shown && shown->isEncoded() && !m_star && !shown->analysis->neighbours.empty() && atlas)
        m_star = shown->analysis->neighbours.front().star;
    endWhatIf();
    m_whatIf->showSource(source);
    m_spectrum->showSource(source);
    const auto mocks = shown && shown->isEncoded() && !named && atlas
        ? twinLabels(shown->analysis->neighbours, *atlas)
        : TwinLabels {};
    m_estimates->setTwinsAreReal(named != nullptr);
    m_estimates->showSource(source, QString::fromStdString(service.problem),
                            twins ? twins->catalogue : mocks);
    if (named)
        m_neighbours->showTwins(shown, named, twins);
    else
        m_neighbours->showSource(shown, atlas);
    m_map->setSources(m_sources->sources());
    m_map->setCurrent(shown);
    m_map->setSelectedStar(m_star);
    m_neighbours->setSelectedStar(m_star);
    showNoise();
    enableActions();
    showExposures();
    fetchReference();
}

void MainWindow::selectStar(std::size_t star)
{
    if (m_star == star && m_spectrum->comparison() == Comparison::ReferenceStar)
        return;
    if (const auto& before = m_spectrum->reference();
        before && m_spectrum->comparison() == Comparison::ReferenceStar) {
        const auto named = m_atlases->shown();
        m_spectrum->addOverlay(named ? named->nameOf(before->star) : tr("star %1").arg(before->star),
                               before->spectrum); // stays beside the new one
    }
    m_star = star;
    m_map->setSelectedStar(star);
    m_neighbours->setSelectedStar(star);
    m_spectrum->setComparison(Comparison::ReferenceStar);
    fetchReference();
}

void MainWindow::showSurprises()
{
    const auto key = QStringLiteral("surprise");
    auto columns = m_sourcesPanel->shownColumns();
    if (!columns.contains(key))
        m_sourcesPanel->setShownColumns(columns << key);
    m_sourcesPanel->sortBy(key, Qt::DescendingOrder);
}

void MainWindow::overlaySelected()
{
    auto ids = m_sourcesPanel->selected();
    if (ids.empty())
        ids = { m_current };
    bool isAny = false;
    for (const auto id : ids) {
        const auto* source = m_sources->find(id);
        if (!source || !source->isEncoded() || (id == m_current && ids.size() > 1))
            continue; // one alone is laid over those that are shown next
        m_spectrum->addOverlay(source->name(), source->analysis->prepared);
        isAny = true;
    }
    if (!isAny)
        report(tr("Select one or more spectra that were analysed: they are laid over the one shown."));
}

void MainWindow::findWhy(Label label)
{
    const auto request = ++m_whyRequest;
    const auto* source = current();
    const auto& why = m_loader->service().why;
    m_findsWhy = source && source->isEncoded() && why;
    if (!m_findsWhy)
        return;
    runAsync(
        this, m_askPool, [why, analysis = source->analysis, label] { return why(*analysis, label); },
        [=, this](Why answer) {
            if (request != m_whyRequest)
                return;
            m_findsWhy = false;
            m_spectrum->setWhy(std::move(answer));
        },
        [=, this](const QString& message) {
            if (request != m_whyRequest)
                return;
            m_findsWhy = false;
            report(message);
        });
}

void MainWindow::overlayOtherView()
{
    const auto* source = current();
    const auto& view = m_loader->service().view;
    if (!source || !source->isEncoded() || !view)
        return report(tr("Select a spectrum that was analysed: its view by the other instrument follows from "
                         "its labels."));
    const bool isApogee = source->analysis->encodedAs == Instrument::Apogee;
    const auto other = isApogee ? Instrument::Nirspec : Instrument::Apogee;
    const auto name
        = tr("%1 by %2").arg(source->name(), isApogee ? QStringLiteral("NIRSpec") : QStringLiteral("APOGEE"));
    ++m_views;
    runAsync(
        this, m_askPool, [view, analysis = source->analysis, other] { return view(*analysis, other); },
        [this, name](PreparedSpectrum spectrum) {
            --m_views;
            m_spectrum->addOverlay(name, std::move(spectrum));
        },
        [this](const QString& message) {
            --m_views;
            report(message);
        });
}

namespace {

/// The star's own spectrum where the atlas has its file, else the emulated one, and which of them it is.
ReferenceSpectrum referenceOf(const AnalysisService& service, const Atlas& atlas, const OpenAtlas* named,
                              std::size_t star, const ModelGrid* grid)
{
    const auto& seenOn
        = grid ? *grid : modelGridOf(named ? named->stars().encodedAs(star) : Instrument::Nirspec);
    if (!named)
        return { star, service.reference(atlas.stars[star], seenOn), {} };
    auto own = named->spectrumOf(star, grid);
    if (own.spectrum)
        return { star, std::move(*own.spectrum),
                 MainWindow::tr("%1, its own spectrum").arg(named->nameOf(star)) };
    return { star, service.reference(atlas.stars[star], seenOn),
             MainWindow::tr("%1, emulated from our labels: %2").arg(named->nameOf(star), own.why) };
}

} // namespace

void MainWindow::fetchReference()
{
    const auto request = ++m_referenceRequest;
    const auto& service = m_loader->service();
    const auto atlas = m_atlases->drawn();
    m_fetching = m_star && atlas && service.reference;
    if (!m_fetching)
        return m_spectrum->setReference(std::nullopt);
    const auto* source = current();
    const auto analysis = source && source->isEncoded() ? source->analysis : nullptr; // keeps its grid
    runAsync(
        this, m_loader->analysisPool(),
        [service, atlas, named = m_atlases->shown(), star = *m_star, analysis] {
            return referenceOf(service, *atlas, named.get(), star,
                               analysis ? &analysis->prepared.grid : nullptr);
        },
        [=, this](ReferenceSpectrum reference) {
            if (request != m_referenceRequest)
                return;
            m_fetching = false;
            m_spectrum->setReference(std::move(reference));
        },
        [=, this](const QString& message) {
            if (request != m_referenceRequest)
                return;
            m_fetching = false;
            report(message);
        });
}

} // namespace syzygy
