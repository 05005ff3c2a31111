#include "ui/common/theme.h"

#include <QApplication>
#include <QChart>
#include <QValueAxis>

namespace syzygy {

namespace {

// Okabe & Ito (2008), "Color Universal Design".
const QColor orange(0xE6, 0x9F, 0x00);
const QColor skyBlue(0x56, 0xB4, 0xE9);
const QColor bluishGreen(0x00, 0x9E, 0x73);
const QColor blue(0x00, 0x72, 0xB2);
const QColor vermillion(0xD5, 0x5E, 0x00);
const QColor reddishPurple(0xCC, 0x79, 0xA7);

struct Tones {
    QColor window, button, base, alternate, text, disabled, highlight, link;
};

QPalette paletteOf(const Tones& tones)
{
    QPalette palette(tones.text, tones.window, tones.window.lighter(130), tones.window.darker(140),
                     tones.window.darker(120), tones.text, tones.base);
    palette.setColor(QPalette::Button, tones.button);
    palette.setColor(QPalette::AlternateBase, tones.alternate);
    palette.setColor(QPalette::ToolTipBase, tones.base);
    palette.setColor(QPalette::ToolTipText, tones.text);
    palette.setColor(QPalette::Highlight, tones.highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, tones.link);
    palette.setColor(QPalette::PlaceholderText, tones.disabled);
    for (const auto role : { QPalette::Text, QPalette::WindowText, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, tones.disabled);
    return palette;
}

QPalette lightPalette()
{
    return paletteOf({ QColor(0xEF, 0xF0, 0xF1), QColor(0xEF, 0xF0, 0xF1), Qt::white,
                       QColor(0xF5, 0xF6, 0xF7), QColor(0x20, 0x24, 0x28), QColor(0x78, 0x7C, 0x80),
                       QColor(0x1F, 0x6F, 0xB5), blue });
}

QPalette darkPalette()
{
    return paletteOf({ QColor(0x2A, 0x2E, 0x32), QColor(0x46, 0x4C, 0x52), QColor(0x1B, 0x1E, 0x20),
                       QColor(0x22, 0x26, 0x29), QColor(0xE8, 0xEA, 0xEC), QColor(0x8C, 0x92, 0x98),
                       QColor(0x2C, 0x74, 0xB3), skyBlue });
}

PlotTheme lightPlots()
{
    PlotTheme theme;
    theme.flux = QColor(0x30, 0x38, 0x40);
    theme.band = QColor(0x30, 0x38, 0x40, 50);
    theme.fit = vermillion;
    theme.reference = blue;
    theme.openStar = vermillion;
    theme.neighbour = QColor(0x20, 0x24, 0x28);
    theme.note = blue;
    theme.warning = QColor(0xA0, 0x62, 0x00);
    theme.refusal = QColor(0xB8, 0x3C, 0x00);
    return theme;
}

PlotTheme darkPlots()
{
    PlotTheme theme;
    theme.flux = QColor(0xD8, 0xDE, 0xE4);
    theme.band = QColor(0xD8, 0xDE, 0xE4, 60);
    theme.fit = QColor(0xFF, 0x8A, 0x3C);
    theme.reference = skyBlue;
    theme.openStar = QColor(0xFF, 0x8A, 0x3C);
    theme.neighbour = Qt::white;
    theme.note = skyBlue;
    theme.warning = QColor(0xF0, 0xB4, 0x30);
    theme.refusal = QColor(0xFF, 0x7A, 0x45);
    return theme;
}

QColor mixed(const QColor& a, const QColor& b, double share)
{
    return QColor::fromRgbF(static_cast<float>(a.redF() + (b.redF() - a.redF()) * share),
                            static_cast<float>(a.greenF() + (b.greenF() - a.greenF()) * share),
                            static_cast<float>(a.blueF() + (b.blueF() - a.blueF()) * share));
}

} // namespace

void applyTheme(Theme theme)
{
    if (theme == Theme::System)
        QApplication::setPalette(QPalette());
    else
        QApplication::setPalette(theme == Theme::Dark ? darkPalette() : lightPalette());
}

QPalette printPalette()
{
    auto palette = lightPalette();
    for (const auto role : { QPalette::Window, QPalette::Base, QPalette::AlternateBase })
        palette.setColor(role, Qt::white);
    return palette;
}

PlotTheme plotTheme(const QPalette& palette)
{
    const bool dark = palette.color(QPalette::Base).lightness() < 128;
    auto theme = dark ? darkPlots() : lightPlots();
    theme.dark = dark;
    theme.background = palette.color(QPalette::Base);
    theme.text = palette.color(QPalette::Text);
    theme.faintText = mixed(theme.text, theme.background, 0.4);
    theme.grid = mixed(theme.background, theme.text, 0.12);
    return theme;
}

QColor maskColor(MaskReason reason, const PlotTheme& theme)
{
    switch (reason) {
    case MaskReason::Quality:
        return vermillion;
    case MaskReason::NotFinite:
        return reddishPurple;
    case MaskReason::NoError:
        return theme.dark ? skyBlue : blue;
    case MaskReason::Outlier:
        return orange;
    case MaskReason::OutOfRange:
        return bluishGreen;
    case MaskReason::Masked:
        return theme.dark ? QColor(0xB4, 0x9C, 0xF0) : QColor(0x6A, 0x4F, 0xB8);
    case MaskReason::Used:
        break;
    }
    return theme.flux;
}

QColor severityColor(Flag::Severity severity, const PlotTheme& theme)
{
    switch (severity) {
    case Flag::Severity::Note:
        return theme.note;
    case Flag::Severity::Warning:
        return theme.warning;
    case Flag::Severity::Refusal:
        break;
    }
    return theme.refusal;
}

void styleChart(QChart& chart, const PlotTheme& theme)
{
    chart.setBackgroundBrush(theme.background);
    chart.setPlotAreaBackgroundVisible(false);
    for (auto* axis : chart.axes()) {
        axis->setLabelsColor(theme.text);
        axis->setTitleBrush(theme.text);
        axis->setLinePenColor(theme.faintText);
        axis->setGridLineColor(theme.grid);
    }
}

} // namespace syzygy
