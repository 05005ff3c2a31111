// Why a label is what it is: the strip between flux and residuals.
#include "ui/spectrum/spectrumpanel.h"
#include "ui/spectrum/spectrumplots.h"
#include "ui/spectrum/whybar.h"

namespace syzygy {

void SpectrumPanel::connectWhy()
{
    connect(m_whyBar, &WhyBar::labelChosen, this, [this] {
        m_whyOf = nullptr;
        showWhy();
    });
}

void SpectrumPanel::toggleWhy()
{
    const bool shown = !m_whyBar->isVisibleTo(this);
    m_whyBar->setVisible(shown);
    m_plots->why().setVisible(shown);
    m_whyOf = nullptr;
    showWhy();
}

void SpectrumPanel::setWhy(Why why)
{
    if (why.label != m_whyBar->label())
        return;
    m_why = std::move(why);
    showWhy();
}

/// Asks for what is not there yet.
void SpectrumPanel::showWhy()
{
    if (!m_whyBar->isVisibleTo(this))
        return;
    const bool canTell = m_source && m_source->isEncoded();
    if (!canTell) {
        m_whyOf = nullptr;
        m_whyBar->showNothing();
        return m_plots->why().setPull({}, {});
    }
    if (m_whyOf != m_source->analysis) {
        m_whyOf = m_source->analysis;
        m_why.reset();
        Q_EMIT whyRequested();
    }
    const auto& prepared = m_source->analysis->prepared;
    m_whyBar->showWhy(m_why, prepared.grid);
    const auto unit = m_whyBar->label() == Label::Teff ? QStringLiteral("K") : QStringLiteral("dex");
    m_plots->why().setPull(m_why ? pullTrace(prepared, m_why->pull, shownFrame()) : Trace {}, unit);
}

} // namespace syzygy
