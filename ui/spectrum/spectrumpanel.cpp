#include "ui/spectrum/spectrumpanel.h"

#include "core/units.h"
#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/settings.h"
#include "ui/sources/failurecard.h"
#include "ui/spectrum/chips.h"
#include "ui/spectrum/legend.h"
#include "ui/spectrum/linevelocitybar.h"
#include "ui/spectrum/overlaybar.h"
#include "ui/spectrum/readout.h"
#include "ui/spectrum/spectrumbar.h"
#include "ui/spectrum/spectrumplots.h"
#include "ui/spectrum/whybar.h"

#include <QEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace syzygy {

namespace {

QString emptySentence()
{
    return SpectrumPanel::tr(
        "<p style=\"font-size:large\"><b>Drop spectra here</b></p>"
        "<p>JWST x1d, PypeIt spec1d, APOGEE apStar or aspcapStar files, or a folder of them;"
        " or <a href=\"open\">choose files</a> (Ctrl+O).</p>");
}

} // namespace

SpectrumPanel::SpectrumPanel(QWidget* parent)
    : QWidget(parent)
    , m_bar(new SpectrumBar)
    , m_plots(new SpectrumPlots)
    , m_failure(new FailureCard)
    , m_stack(new QStackedWidget)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 2);
    pageLayout->setSpacing(3);
    pageLayout->addWidget(m_bar);
    pageLayout->addWidget(m_chips = new ChipBar);
    pageLayout->addWidget(m_overlayBar = new OverlayBar);
    pageLayout->addWidget(m_lineVelocity = new LineVelocityBar);
    m_lineVelocity->hide();
    pageLayout->addWidget(m_plots, 1);
    pageLayout->addWidget(m_whyBar = new WhyBar);
    m_whyBar->hide();
    pageLayout->addWidget(m_readOut = new QLabel);
    m_readOut->setTextFormat(Qt::RichText);
    m_readOut->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);

    m_content = new Placeholder(page);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_failure);
    m_plots->flux().setLinesShown(settings::linesShown());
    connectParts();
    setUnits(displayUnitsOf(settings::spectrumUnits()));
    showSource(nullptr);
}

void SpectrumPanel::connectParts()
{
    connectUnits();
    connectOverlays();
    connectLineVelocity();
    connectWhy();
    connect(m_plots, &SpectrumPlots::hovered, this, &SpectrumPanel::setCursor);
    connect(m_chips, &ChipBar::fluxColumnRequested, this, &SpectrumPanel::fluxColumnRequested);
    connect(m_chips, &ChipBar::masksToggled, m_bar, &SpectrumBar::toggleMarks);
    connect(m_bar, &SpectrumBar::frameChosen, this, [this](SpectrumFrame frame) {
        m_wantedLook.range.reset();
        setFrame(frame);
    });
    connect(&m_plots->flux(), &WavelengthView::gestureBegins, this, [this] { m_wantedLook.range.reset(); });
    connect(m_bar, &SpectrumBar::comparisonChosen, this, &SpectrumPanel::rebuild);
    connect(m_bar, &SpectrumBar::linesToggled, &m_plots->flux(), &FluxPlot::setLinesShown);
    connect(m_bar, &SpectrumBar::linesToggled, this, &settings::setLinesShown);
    connect(m_bar, &SpectrumBar::bandToggled, &m_plots->flux(), &FluxPlot::setBandShown);
    connect(m_bar, &SpectrumBar::marksToggled, &m_plots->flux(), &FluxPlot::setMarksShown);
    connect(m_bar, &SpectrumBar::paintingToggled, &m_plots->flux(), &WavelengthView::setPainting);
    connect(&m_plots->flux(), &WavelengthView::painted, this, &SpectrumPanel::paint);
    connect(m_bar, &SpectrumBar::zoomRequested, &m_plots->flux(), &FluxPlot::zoom);
    connect(m_bar, &SpectrumBar::rangeTyped, this, &SpectrumPanel::goToTyped);
    connect(&m_plots->flux(), &WavelengthView::rangeChanged, this, &SpectrumPanel::tellRange);
    connect(&m_plots->flux(), &WavelengthView::rangeChanged, this, &SpectrumPanel::lookChanged);
    connect(m_bar, &SpectrumBar::wholeRequested, &m_plots->flux(), &FluxPlot::showWhole);
    connect(m_failure, &FailureCard::unitsRequested, this, &SpectrumPanel::unitsRequested);
    connect(m_failure, &FailureCard::retryRequested, this, &SpectrumPanel::retryRequested);
    connect(m_failure, &FailureCard::removeRequested, this, &SpectrumPanel::removeRequested);
    connect(m_content, &Placeholder::linkActivated, this, &SpectrumPanel::openRequested);
}

void SpectrumPanel::showSource(const Source* source)
{
    m_source = source ? std::optional(*source) : std::nullopt;
    showWhich(source);
    rebuild();
}

void SpectrumPanel::showWhich(const Source* source)
{
    const bool failed = source && source->state == Source::State::Failed && !source->spectrum;
    if (failed)
        m_failure->setFailure(QString::fromStdString(source->file.string()), source->error,
                              source->needsUnit);
    m_stack->setCurrentWidget(failed ? static_cast<QWidget*>(m_failure) : m_content);
    if (!source)
        m_content->setMessage(m_reference ? QString() : emptySentence());
    else if (!source->spectrum)
        m_content->setMessage(tr("%1: %2").arg(source->fileName().toHtmlEscaped(), nameOf(source->state)));
    else
        m_content->setMessage({});
}

void SpectrumPanel::setReference(std::optional<ReferenceSpectrum> reference)
{
    m_reference = std::move(reference);
    showWhich(m_source ? &*m_source : nullptr);
    rebuild();
}

void SpectrumPanel::setComparison(Comparison comparison)
{
    m_bar->setComparison(comparison);
}

Comparison SpectrumPanel::comparison() const
{
    return m_bar->comparison();
}

void SpectrumPanel::setFrame(SpectrumFrame frame)
{
    m_frame = frame;
    Q_EMIT lookChanged();
    rebuild();
}

double SpectrumPanel::velocity() const
{
    return m_source && m_source->analysis ? m_source->analysis->velocity.value : 0;
}

SpectrumFrame SpectrumPanel::shownFrame() const
{
    if (m_frame == SpectrumFrame::Prepared && !m_source->isEncoded()) // not what any encoder sees
        return SpectrumFrame::Observed;
    return m_source->analysis ? m_frame : SpectrumFrame::Observed;
}

FluxPlot& SpectrumPanel::fluxPlot()
{
    return m_plots->flux();
}
const Trace& SpectrumPanel::pull() const
{
    return m_plots->why().pull();
}
QWidget& SpectrumPanel::plots()
{
    return *m_plots;
}
QString SpectrumPanel::readOut() const
{
    return m_readOut->text();
}
QString SpectrumPanel::failure() const
{
    return m_stack->currentWidget() == m_failure ? m_failure->sentence() : QString();
}
QString SpectrumPanel::emptyMessage() const
{
    return m_content->message();
}

std::span<const float> SpectrumPanel::comparisonFlux() const
{
    if (!m_source || !m_source->analysis)
        return {};
    const auto& analysis = *m_source->analysis;
    if (comparison() == Comparison::BestFit)
        return analysis.bestFit;
    if (comparison() == Comparison::PhysicalFit && m_source->fit)
        return m_source->fit->fit.model;
    if (comparison() == Comparison::ReferenceStar && m_reference
        && m_reference->spectrum.grid == analysis.prepared.grid)
        return m_reference->spectrum.flux;
    return {};
}

void SpectrumPanel::rebuild()
{
    if (!m_source || !m_source->spectrum)
        return rebuildReferenceAlone();
    const auto frame = shownFrame();
    m_bar->setFrame(frame, m_source->analysis != nullptr, m_source->isEncoded());
    m_reasons = maskReasons(*m_source->spectrum, m_source->analysis.get());
    setLinesToStar();
    auto content = contentIn(frame);
    if (frame != SpectrumFrame::Prepared)
        convert(content, frameShift(frame, velocity()));
    showResiduals();
    m_chips->showSource(*m_source, static_cast<int>(content.marks.size()), m_units);
    m_plots->flux().setContent(std::move(content));
    if (m_fitted != std::pair(m_source->id, frame))
        m_plots->fitRange();
    m_fitted = { m_source->id, frame };
    takeWantedRange();
    showWhy();
    m_readOut->setText(legend());
}

/// Unless the slider was moved for this star.
void SpectrumPanel::setLinesToStar()
{
    if (std::pair(m_linesOf, m_linesVelocity) != std::pair(m_source->id, velocity()))
        m_lineVelocity->setStar(velocity());
    m_linesOf = m_source->id;
    m_linesVelocity = velocity();
}

void SpectrumPanel::rebuildReferenceAlone()
{
    showWhy();
    m_fitted = {};
    FluxPlotContent content;
    if (m_reference && !m_source) {
        content.flux = preparedTrace(m_reference->spectrum);
        content.title = tr("norm. flux");
    }
    m_plots->residuals().setResiduals({});
    m_plots->flux().setContent(std::move(content));
    m_plots->fitRange();
    m_chips->setText(!m_reference ? QString()
                         : m_reference->name.isEmpty()
                         ? tr("Reference star %1, emulated").arg(m_reference->star)
                         : m_reference->name);
    m_readOut->setText({});
}

void SpectrumPanel::setCursor(double wavelength)
{
    m_plots->setCursor(wavelength);
    if (!m_source || !m_source->spectrum || std::isnan(wavelength)) {
        m_readOut->setText(legend());
        return;
    }
    const auto frame = shownFrame();
    const double observed = wavelength / frameShift(frame, velocity());
    const auto atRest = frame == SpectrumFrame::Rest ? std::optional(velocity()) : std::nullopt;
    m_readOut->setText((frame == SpectrumFrame::Prepared
                            ? preparedReadOut(*m_source->spectrum, m_reasons, m_source->analysis->prepared,
                                              wavelength, m_units.wavelength)
                            : observedReadOut(*m_source->spectrum, m_reasons, observed, m_units, atRest))
                           .toHtmlEscaped());
}

void SpectrumPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_readOut->setText(legend());
}

QString SpectrumPanel::legend() const
{
    if (!m_source || !m_source->spectrum)
        return {};
    LegendContent content { comparison(), !comparisonFlux().empty(), 0, m_reasons };
    content.star = m_reference ? m_reference->star : 0;
    content.starName = m_reference ? m_reference->name : QString();
    return spectrumLegend(*m_source, content, plotTheme(palette()));
}

} // namespace syzygy
