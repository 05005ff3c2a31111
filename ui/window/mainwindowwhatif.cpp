// The star observed otherwise: shown everywhere in place of the truth, whose ghost stays.
#include "ui/common/async.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/whatif/whatifpanel.h"
#include "ui/window/atlases.h"
#include "ui/window/mainwindow.h"

#include <QTimer>

#include <limits>
#include <optional>
#include <utility>

namespace syzygy {

namespace {

/// Of what is no source of the table.
constexpr SourceId alteredId = std::numeric_limits<SourceId>::max();

QString ghostName()
{
    return MainWindow::tr("as it is");
}

} // namespace

void MainWindow::createWhatIf()
{
    m_whatIf = new WhatIfPanel;
    m_askPool.setMaxThreadCount(1);
    connect(m_whatIf, &WhatIfPanel::wished, this, &MainWindow::askWhatIf);
}

/// While one answer is being found, only the last wish waits.
void MainWindow::askWhatIf()
{
    ++m_whatIfRequest;
    if (!m_whatIf->wish().changes())
        return m_isAltered ? showCurrent() : void();
    if (!m_whatIfRuns)
        startWhatIf();
}

void MainWindow::startWhatIf()
{
    const auto* source = current();
    const auto& analyze = m_loader->service().analyze;
    if (!source || !source->isEncoded() || !analyze)
        return;
    m_whatIfRuns = true;
    auto options = source->options;
    options.velocity = source->analysis->velocity.value; // what is asked is what a wrong one does
    runAsync(
        this, m_askPool,
        [analyze, options, truth = *source, wish = m_whatIf->wish(), search = m_atlases->twinSearch()] {
            auto answer = truth;
            answer.spectrum = std::make_shared<const Spectrum>(altered(*truth.spectrum, wish));
            answer.analysis = std::make_shared<const Analysis>(analyze(*answer.spectrum, options, {}));
            answer.fit = nullptr;
            std::optional<NamedTwins> twins;
            if (search)
                twins = search(*answer.spectrum, *answer.analysis);
            return std::pair(std::move(answer), std::move(twins));
        },
        [this, request = m_whatIfRequest](const std::pair<Source, std::optional<NamedTwins>>& found) {
            const auto& [answer, twins] = found;
            m_whatIfRuns = false;
            if (answer.id == m_current && m_whatIf->wish().changes())
                showAltered(answer, twins ? &*twins : nullptr);
            if (request != m_whatIfRequest && m_whatIf->wish().changes())
                startWhatIf();
        },
        [this](const QString& message) {
            m_whatIfRuns = false;
            report(message);
        });
}

void MainWindow::showAltered(const Source& answer, const NamedTwins* twins)
{
    const auto* truth = current();
    if (!m_isAltered)
        m_spectrum->addOverlay(ghostName(), truth->analysis->prepared);
    m_isAltered = true;
    m_whatIf->showAnswer(answer.analysis.get());
    m_spectrum->showSource(&answer);
    m_estimates->showSource(&answer, {});
    auto sources = m_sources->sources(); // the truth's place among them
    sources.push_back(answer);
    sources.back().id = alteredId;
    m_map->setSources(sources);
    const auto among = amongThoseShown(&sources.back(), twins);
    m_map->setCurrent(&*among);
}

void MainWindow::endWhatIf()
{
    if (!m_isAltered)
        return;
    m_isAltered = false;
    m_whatIf->showAnswer(nullptr);
    m_spectrum->removeOverlay(ghostName());
    if (m_whatIf->wish().changes()) // asked again, unless another source is shown now
        QTimer::singleShot(0, this, &MainWindow::askWhatIf);
}

} // namespace syzygy
