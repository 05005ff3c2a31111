#pragma once

#include <QSizeF>
#include <QString>

#include <optional>

class QPainter;
class QWidget;

namespace syzygy {

/// Widths of a journal's columns, as A&A, ApJ and MNRAS have them to within a few mm.
inline constexpr double oneColumn = 88, twoColumns = 180; ///< mm

/// Onto paper: lines and letters stay such.
bool drawsVectors(const QPainter& painter);

/// Renders the widget to PNG, PDF or SVG, by the file's ending, as it is on the screen. `pixels`: of a PNG
/// per pixel of the screen. Temporary file and rename. Throws Error.
void savePicture(QWidget& widget, const QString& file, int pixels = 2);

/// The same in print: so many mm wide and high, laid out anew for that size, dark on white, with letters of
/// the size that they have on a screen of 96 dots per inch (8-10 pt); PNG at 600 dots per inch. The widget is
/// afterwards as it was. Throws Error.
void saveFigure(QWidget& widget, const QString& file, const QSizeF& millimetres);

} // namespace syzygy
