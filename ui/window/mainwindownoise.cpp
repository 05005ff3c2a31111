// Where the current star would lie with other noise.
#include "core/error.h"
#include "ui/common/async.h"
#include "ui/map/mappanel.h"
#include "ui/window/mainwindow.h"

#include <QTimer>

namespace syzygy {

void MainWindow::showNoise()
{
    const auto* source = current();
    const bool isWanted = m_map->wantsNoise() && source && m_loader->service().noiseCloud;
    const bool hasPlace = source && source->isEncoded() && !isRefused(*source->analysis);
    if (isWanted && source->analysis && !hasPlace)
        report(tr("No noise cloud: this spectrum has no labels, and no place on the map."));
    const auto wanted = isWanted && hasPlace ? source->analysis : nullptr;
    if (wanted == m_noiseOf)
        return;
    m_noiseOf = wanted;
    m_findsNoise = wanted != nullptr;
    m_noiseStop.request_stop();
    m_map->view().setNoiseCloud({});
    if (!m_noiseTimer) {
        m_noiseTimer = new QTimer(this);
        m_noiseTimer->setSingleShot(true);
        m_noiseTimer->setInterval(150);
        connect(m_noiseTimer, &QTimer::timeout, this, &MainWindow::findNoise);
    }
    m_noiseTimer->start();
}

void MainWindow::findNoise()
{
    const auto* source = current();
    if (!m_noiseOf || !source || source->analysis != m_noiseOf)
        return; // showNoise() has been or will be called of what is current now
    m_noiseStop = {};
    runAsync(
        this, m_askPool,
        [draw = m_loader->service().noiseCloud, spectrum = source->spectrum, analysis = m_noiseOf,
         options = source->options, stop = m_noiseStop.get_token()] {
            try {
                return draw(*spectrum, *analysis, options, stop);
            } catch (const Cancelled&) {
                return std::vector<NoiseDraw>();
            }
        },
        [this, asked = m_noiseOf](std::vector<NoiseDraw> draws) {
            if (asked != m_noiseOf)
                return;
            m_findsNoise = false;
            m_map->view().setNoiseCloud(std::move(draws));
        },
        [this](const QString& message) {
            m_findsNoise = false;
            report(message);
        });
}

} // namespace syzygy
