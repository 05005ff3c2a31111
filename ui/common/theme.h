#pragma once

#include "core/analysis/analyzer.h"

#include <QColor>
#include <QPalette>

class QChart;

namespace syzygy {

enum class Theme { System, Light, Dark };

/// Sets the application's palette; widgets follow through their change events.
void applyTheme(Theme theme);

/// Dark on pure white.
QPalette printPalette();

/// Colours of everything drawn by hand. Told apart by readers with any colour vision (Okabe & Ito 2008).
struct PlotTheme {
    bool dark = false;
    QColor background, text, faintText, grid;
    QColor flux, band, fit, reference;
    QColor openStar, neighbour;
    QColor note, warning, refusal;
};
PlotTheme plotTheme(const QPalette& palette);

QColor maskColor(MaskReason reason, const PlotTheme& theme);
QColor severityColor(Flag::Severity severity, const PlotTheme& theme);

/// Background, fonts and axes of a chart in the theme's colours.
void styleChart(QChart& chart, const PlotTheme& theme);

} // namespace syzygy
