// What is selected, the same in all panels.
#include "ui/common/async.h"
#include "ui/estimates/estimatespanel.h"
#include "ui/map/mappanel.h"
#include "ui/neighbours/neighbourspanel.h"
#include "ui/sources/sourcespanel.h"
#include "ui/window/mainwindow.h"

namespace syzygy {

void MainWindow::selectSource(SourceId id)
{
    if (id == m_current && m_sources->find(id))
        return;
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
    if (source && source->isEncoded() && !m_star && !source->analysis->neighbours.empty() && service.atlas)
        m_star = source->analysis->neighbours.front().star;
    m_spectrum->showSource(source);
    m_estimates->showSource(source, QString::fromStdString(service.problem));
    m_neighbours->showSource(source, service.atlas);
    m_map->setSources(m_sources->sources());
    m_map->setCurrent(source);
    m_map->setSelectedStar(m_star);
    m_neighbours->setSelectedStar(m_star);
    enableActions();
    showExposures();
    fetchReference();
}

void MainWindow::selectStar(std::size_t star)
{
    if (m_star == star && m_spectrum->comparison() == Comparison::ReferenceStar)
        return;
    m_star = star;
    m_map->setSelectedStar(star);
    m_neighbours->setSelectedStar(star);
    m_spectrum->setComparison(Comparison::ReferenceStar);
    fetchReference();
}

void MainWindow::fetchReference()
{
    const auto request = ++m_referenceRequest;
    const auto& service = m_loader->service();
    m_fetching = m_star && service.atlas && service.reference;
    if (!m_fetching)
        return m_spectrum->setReference(std::nullopt);
    const auto* source = current();
    const auto instrument = source && source->isEncoded() ? source->analysis->encodedAs : Instrument::Nirspec;
    runAsync(
        this, m_loader->analysisPool(),
        [reference = service.reference, star = *m_star, parameters = service.atlas->stars[*m_star],
         instrument] {
            return ReferenceSpectrum { star, reference(parameters, instrument) };
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
