// Units, ranges and masks: what of the spectrum is drawn and how, and what is painted on it.
#include "core/units.h"
#include "ui/common/settings.h"
#include "ui/spectrum/chips.h"
#include "ui/spectrum/linevelocitybar.h"
#include "ui/spectrum/spectrumbar.h"
#include "ui/spectrum/spectrumpanel.h"
#include "ui/spectrum/spectrumplots.h"

#include <QLabel>

#include <algorithm>
#include <array>
#include <utility>

namespace syzygy {

namespace {

/// "flux, Jy"; a long unit alone, so that Qt Charts does not cut the power of ten behind it.
QString axisTitle(const Spectrum& spectrum, const QString& unit)
{
    constexpr qsizetype longUnit = 12;
    if (unit.size() > longUnit)
        return unit;
    const bool bright = spectrum.provenance.fluxColumn == FluxColumn::SurfaceBrightness;
    const auto quantity = bright ? SpectrumPanel::tr("surface brightness") : SpectrumPanel::tr("flux");
    return unit.isEmpty() ? quantity : QStringLiteral("%1, %2").arg(quantity, unit);
}

constexpr std::array frames { std::pair("observed", SpectrumFrame::Observed),
                              std::pair("rest", SpectrumFrame::Rest),
                              std::pair("prepared", SpectrumFrame::Prepared) };

QString nameOf(SpectrumFrame frame)
{
    return QString::fromLatin1(
        std::ranges::find(frames, frame, &std::pair<const char*, SpectrumFrame>::second)->first);
}

} // namespace

SavedSession::View SpectrumPanel::look() const
{
    if (m_wantedLook.range && m_source && m_source->id == m_wantedId)
        return m_wantedLook;
    SavedSession::View look { nameOf(m_frame) };
    if (m_source && m_source->spectrum) {
        look.shown = nameOf(shownFrame());
        look.range = m_plots->flux().range();
    }
    return look;
}

void SpectrumPanel::setLook(SourceId id, const SavedSession::View& look)
{
    m_wantedId = id;
    m_wantedLook = look;
    for (const auto& [name, frame] : frames)
        if (look.frame == QLatin1String(name))
            setFrame(frame);
}

void SpectrumPanel::takeWantedRange()
{
    if (m_wantedLook.range && m_wantedId == m_source->id && m_wantedLook.shown == nameOf(shownFrame()))
        m_plots->goTo(*std::exchange(m_wantedLook.range, {}));
}

/// Flux as in the file, or normalised.
FluxPlotContent SpectrumPanel::contentIn(SpectrumFrame frame) const
{
    const auto& spectrum = *m_source->spectrum;
    const auto* analysis = m_source->analysis.get();
    const double shift = frameShift(frame, velocity());
    const bool isPrepared = frame == SpectrumFrame::Prepared;
    FluxPlotContent content;
    content.flux = isPrepared
        ? preparedTrace(analysis->prepared)
        : observedTrace(spectrum, m_reasons, frame == SpectrumFrame::Rest ? velocity() : 0);
    content.marks = maskMarks(spectrum, m_reasons, frame, velocity());
    for (const auto& [from, to] : m_source->options.prepare.maskedRanges)
        content.shaded.push_back({ from * shift, to * shift });
    content.title
        = isPrepared ? tr("norm. flux") : axisTitle(spectrum, FluxScale(spectrum, m_units.flux).unit());
    content.lineShift = lineShift();
    content.overlayIsReference = comparison() == Comparison::ReferenceStar;
    if (!m_source->isEncoded())
        return content;
    content.overlay = overlayTrace(analysis->prepared, comparisonFlux(), frame);
    for (const auto& overlay : m_overlays) {
        const bool hasBand
            = std::ranges::any_of(overlay.spectrum.error, [](float error) { return error > 0; });
        content.more.push_back({ overlayOn(analysis->prepared, overlay, frame), overlay.color, hasBand });
    }
    return content;
}

/// Its flux to the units shown.
void SpectrumPanel::convert(FluxPlotContent& content, double shift) const
{
    const FluxScale scale(*m_source->spectrum, m_units.flux);
    convertFlux(content.flux, scale, shift);
    convertFlux(content.overlay, scale, shift);
    convertFlux(content.marks, scale, shift);
    for (auto& more : content.more)
        convertFlux(more.trace, scale, shift);
}

void SpectrumPanel::connectUnits()
{
    const auto choose = [this](auto change) {
        auto units = m_units;
        change(units);
        settings::setSpectrumUnits(toWords(units));
        setUnits(units);
    };
    connect(m_chips, &ChipBar::wavelengthUnitRequested, this, [choose] {
        choose([](DisplayUnits& units) {
            units.wavelength.unit
                = static_cast<WavelengthUnit>((static_cast<int>(units.wavelength.unit) + 1) % 3);
        });
    });
    connect(m_chips, &ChipBar::mediumRequested, this, [choose] {
        choose([](DisplayUnits& units) { units.wavelength.isAir = !units.wavelength.isAir; });
    });
    connect(m_chips, &ChipBar::fluxUnitRequested, this, [this, choose] {
        if (m_source && m_source->spectrum)
            choose(
                [this](DisplayUnits& units) { units.flux = nextDisplay(*m_source->spectrum, units.flux); });
    });
}

void SpectrumPanel::setUnits(const DisplayUnits& units)
{
    m_units = units;
    m_plots->setScale(units.wavelength);
    tellRange();
    rebuild();
    Q_EMIT lookChanged();
}

void SpectrumPanel::tellRange()
{
    const auto& scale = m_units.wavelength;
    m_bar->setRangeText(rangeText(m_plots->flux().range(), scale), scale.symbol());
}

void SpectrumPanel::goToTyped(const QString& text)
{
    const auto range = parseRange(text, m_units.wavelength);
    m_plots->flux().setFocus(); // the box shows again what the plot does
    if (range)
        m_plots->goTo(*range);
    else
        m_readOut->setText(
            tr("“%1” is no range; write one such as %2.")
                .arg(text.toHtmlEscaped(), rangeText(m_plots->flux().range(), m_units.wavelength)));
    tellRange();
}

void SpectrumPanel::connectLineVelocity()
{
    connect(m_lineVelocity, &LineVelocityBar::velocityChanged, this, [this] {
        if (m_source && m_source->spectrum)
            m_plots->flux().setLineShift(lineShift());
    });
    connect(m_lineVelocity, &LineVelocityBar::velocityTaken, this, &SpectrumPanel::velocityTaken);
}

void SpectrumPanel::toggleLineVelocity()
{
    m_lineVelocity->setVisible(!m_lineVelocity->isVisible());
}

double SpectrumPanel::lineShift() const
{
    return (1 + m_lineVelocity->velocity() / speedOfLight) * frameShift(shownFrame(), velocity());
}

void SpectrumPanel::togglePainting()
{
    m_bar->togglePainting();
}

void SpectrumPanel::maskShown()
{
    const auto [from, to] = m_plots->flux().range();
    paint(from, to, false);
}

void SpectrumPanel::paint(double from, double to, bool erased)
{
    if (!m_source || !m_source->spectrum)
        return;
    const double shift = frameShift(shownFrame(), velocity());
    Q_EMIT maskPainted({ from / shift, to / shift }, erased);
}

} // namespace syzygy
