#include "ui/chips.h"

#include "ui/format.h"

#include <QEvent>
#include <QToolTip>

namespace syzygy {

namespace {

QString frameText(Frame frame)
{
    switch (frame) {
    case Frame::Barycentric:
        return ChipBar::tr("barycentric");
    case Frame::Rest:
        return ChipBar::tr("rest frame");
    case Frame::Unknown:
        break;
    }
    return ChipBar::tr("frame unknown");
}

QString instrumentText(const Spectrum& spectrum)
{
    const auto& from = spectrum.provenance;
    return QStringLiteral("%1 %2")
        .arg(toQString(nameOf(spectrum.instrument)), toQString(from.mode))
        .trimmed();
}

QString allNotes(const Provenance& from)
{
    QStringList lines { toQString(from.product), toQString(from.hdu) };
    for (const auto& note : from.notes)
        lines << toQString(note);
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

bool offersSurfaceBrightness(const Provenance& from)
{
    return from.product.starts_with("JWST");
}

} // namespace

ChipBar::ChipBar(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    connect(this, &QLabel::linkActivated, this, &ChipBar::follow);
    connect(this, &QLabel::linkHovered, this, &ChipBar::explain);
}

void ChipBar::showSpectrum(const Spectrum& spectrum, const Analysis* analysis, int maskedSamples)
{
    const auto& from = spectrum.provenance;
    m_column = from.fluxColumn;
    const bool isFlux = m_column == FluxColumn::Flux;
    const auto choice = offersSurfaceBrightness(from)
        ? tr("Click to read %1 instead.").arg(isFlux ? tr("SURF_BRIGHT") : tr("FLUX"))
        : tr("This product has one flux column.");
    m_chips.clear();
    m_chips.push_back({ instrumentText(spectrum), QStringLiteral("product"), allNotes(from) });
    m_chips.push_back({ isFlux ? tr("FLUX") : tr("SURF_BRIGHT"), QStringLiteral("column"), choice });
    m_chips.push_back({ toQString(spectrum.fluxUnit.empty() ? "arbitrary unit" : spectrum.fluxUnit),
                        QStringLiteral("unit"), tr("Errors: %1.").arg(toQString(nameOf(from.errorSource))) });
    m_chips.push_back(
        { from.wavelengthsWereAir ? tr("vacuum (was air)") : tr("vacuum"), QStringLiteral("vacuum"),
          tr("Wavelengths in µm, vacuum; in the file: %1.").arg(toQString(from.wavelengthUnit)) });
    m_chips.push_back(
        { frameText(spectrum.frame), QStringLiteral("frame"), tr("Whose motion the wavelengths contain.") });
    m_chips.push_back({ tr("DQ: %1 of %2 masked").arg(maskedSamples).arg(spectrum.size()),
                        QStringLiteral("dq"),
                        tr("Samples that are not used. Click to hide or show their marks.") });
    if (analysis)
        m_chips.push_back({ tr("S/N %1").arg(formatNumber(analysis->snr, 0)), QStringLiteral("snr"),
                            tr("Median per pixel.") });
    render();
}

void ChipBar::render()
{
    const auto background = palette()
                                .color(QPalette::AlternateBase)
                                .darker(palette().color(QPalette::Base).lightness() < 128 ? 60 : 108);
    QStringList parts;
    for (const auto& chip : m_chips)
        parts << QStringLiteral("<a href=\"%1\" style=\"text-decoration:none; color:%2; "
                                "background-color:%3;\">&nbsp;%4&nbsp;</a>")
                     .arg(chip.link, palette().color(QPalette::Text).name(), background.name(),
                          chip.text.toHtmlEscaped().replace(QLatin1Char(' '), QStringLiteral("&nbsp;")));
    setText(parts.join(QStringLiteral("&nbsp; ")));
}

void ChipBar::follow(const QString& link)
{
    if (link == QStringLiteral("column"))
        Q_EMIT fluxColumnRequested(m_column == FluxColumn::Flux ? FluxColumn::SurfaceBrightness
                                                                : FluxColumn::Flux);
    else if (link == QStringLiteral("dq"))
        Q_EMIT masksToggled();
}

void ChipBar::explain(const QString& link)
{
    for (const auto& chip : m_chips)
        if (chip.link == link)
            QToolTip::showText(QCursor::pos(), chip.explanation, this);
}

void ChipBar::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_chips.empty())
        render();
}

} // namespace syzygy
