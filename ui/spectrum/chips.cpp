#include "ui/spectrum/chips.h"

#include "core/processing/stitch.h"
#include "ui/common/format.h"

#include <QEvent>
#include <QToolTip>

namespace syzygy {

namespace {

QString frameText(Frame frame)
{
    switch (frame) {
    case Frame::Barycentric:
        return ChipBar::tr("barycentric");
    case Frame::Topocentric:
        return ChipBar::tr("observed frame");
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

/// As rich text in one line: Qt breaks at '/' too.
QString unbroken(const QString& text)
{
    return text.toHtmlEscaped()
        .replace(QLatin1Char(' '), QStringLiteral("&nbsp;"))
        .replace(QLatin1Char('/'), QStringLiteral("/\u2060"));
}

QString nameOf(FluxColumn column)
{
    return column == FluxColumn::Flux ? QStringLiteral("FLUX") : QStringLiteral("SURF_BRIGHT");
}

FluxColumn otherThan(FluxColumn column)
{
    return column == FluxColumn::Flux ? FluxColumn::SurfaceBrightness : FluxColumn::Flux;
}

/// The reader's own notes on the choice.
QString reasonsFor(const Provenance& from)
{
    QStringList reasons;
    for (const auto& note : from.notes)
        if (note.find("SRCTYPE") != std::string::npos || note.find("SURF_BRIGHT") != std::string::npos)
            reasons << toQString(note);
    return reasons.join(QLatin1Char('\n'));
}

} // namespace

FluxChoice fluxChoiceOf(const Source& source)
{
    const auto& from = source.spectrum->provenance;
    FluxChoice choice { from.fluxColumn, false, nameOf(from.fluxColumn), {} };
    if (!source.parts.empty())
        choice.why = ChipBar::tr("Combined; the column is chosen in its parts.");
    else if (!from.product.starts_with("JWST"))
        choice.why = ChipBar::tr("This product has one flux column.");
    else {
        choice.canSwitch = from.fluxColumn == source.reading.fluxColumn; // else the product lacks the other
        choice.why = reasonsFor(from);
    }
    if (choice.canSwitch)
        choice.why += ChipBar::tr("\nClick to read %1 instead.").arg(nameOf(otherThan(choice.used)));
    return choice;
}

ChipBar::ChipBar(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    connect(this, &QLabel::linkActivated, this, &ChipBar::follow);
    connect(this, &QLabel::linkHovered, this, &ChipBar::explain);
}

void ChipBar::addFluxChips(const Source& source, const DisplayUnits& units)
{
    const auto& spectrum = *source.spectrum;
    const auto& from = spectrum.provenance;
    m_choice = fluxChoiceOf(source);
    auto name = m_choice.name;
    if (m_choice.canSwitch)
        name += QStringLiteral(" ⇄");
    else if (from.fluxColumn != source.reading.fluxColumn && source.parts.empty())
        name = tr("%1, no %2").arg(name, nameOf(source.reading.fluxColumn));
    m_chips.push_back({ name, QStringLiteral("column"), m_choice.why });
    const auto unit = FluxScale(spectrum, units.flux).unit();
    const bool canChange = nextDisplay(spectrum, FluxDisplay::AsInFile) != FluxDisplay::AsInFile;
    m_chips.push_back(
        { (unit.isEmpty() ? tr("arbitrary unit") : unit) + (canChange ? QStringLiteral(" ⇄") : QString()),
          QStringLiteral("unit"),
          tr("Errors: %1.").arg(toQString(nameOf(from.errorSource)))
              + (canChange ? tr("\nIn the file: %1. Click for Jy or f_λ.").arg(toQString(spectrum.fluxUnit))
                           : tr("\nIt is no flux density: shown as in the file.")) });
}

void ChipBar::addWavelengthChips(const Provenance& from, const WavelengthScale& scale)
{
    const auto medium = scale.isAir ? tr("shown in air")
        : from.wavelengthsWereAir   ? tr("vacuum (was air)")
        : from.mediumStated         ? tr("vacuum")
                                    : tr("vacuum (assumed)");
    m_chips.push_back({ scale.symbol() + QStringLiteral(" ⇄"), QStringLiteral("wavelength"),
                        tr("The wavelengths' unit; in the file: %1. Click for µm, nm, Å.")
                            .arg(toQString(from.wavelengthUnit)) });
    m_chips.push_back({ medium + QStringLiteral(" ⇄"), QStringLiteral("vacuum"),
                        tr("Click to tell wavelengths in %1.").arg(scale.isAir ? tr("vacuum") : tr("air")) });
}

void ChipBar::showSource(const Source& source, int maskedSamples, const DisplayUnits& units)
{
    const auto& spectrum = *source.spectrum;
    const auto& from = spectrum.provenance;
    m_chips.clear();
    m_chips.push_back({ instrumentText(spectrum), QStringLiteral("product"), allNotes(from) });
    addFluxChips(source, units);
    addWavelengthChips(from, units.wavelength);
    m_chips.push_back(
        { frameText(spectrum.frame), QStringLiteral("frame"), tr("Whose motion the wavelengths contain.") });
    m_chips.push_back({ tr("DQ: %1 of %2 masked").arg(maskedSamples).arg(spectrum.size()),
                        QStringLiteral("dq"),
                        tr("Samples that are not used. Click to hide or show their marks.") });
    if (source.analysis)
        m_chips.push_back(
            { tr("S/N %1").arg(formatNumber(source.analysis->snr, 0)), QStringLiteral("snr"),
              tr("Median per pixel. %1").arg(toQString(raisedErrorWords(spectrum))).trimmed() });
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
                          unbroken(chip.text));
    setText(parts.join(QStringLiteral("&nbsp; ")));
}

void ChipBar::follow(const QString& link)
{
    if (link == QStringLiteral("column") && m_choice.canSwitch)
        Q_EMIT fluxColumnRequested(otherThan(m_choice.used));
    else if (link == QStringLiteral("dq"))
        Q_EMIT masksToggled();
    else if (link == QStringLiteral("wavelength"))
        Q_EMIT wavelengthUnitRequested();
    else if (link == QStringLiteral("vacuum"))
        Q_EMIT mediumRequested();
    else if (link == QStringLiteral("unit"))
        Q_EMIT fluxUnitRequested();
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
